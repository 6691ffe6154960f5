/* Reviewing: what is said of the piece in the viewer, keys, and a warning before typed feedback is lost. */
(() => {
  // What is said of a piece stands with the viewer that shows it.
  const show = (piece) => {
    for (const part of document.querySelectorAll("[data-piece]")) part.hidden = part.dataset.piece !== piece;
  };
  document.addEventListener("viewer:shown", (event) => show(event.detail.piece));
  const viewer = document.querySelector("[data-viewer]");
  if (viewer) show(viewer.dataset.ofPiece);

  const form = document.querySelector("form[data-review]");
  const feedback = form && form.querySelector("textarea");
  if (form) {
    const before = feedback.value;
    let sending = false;
    form.addEventListener("submit", () => { sending = true; });
    addEventListener("beforeunload", (event) => {
      if (!sending && feedback.value !== before) event.preventDefault();
    });
  }

  const panel = document.querySelector(".stick [data-keys]");
  // Single keys may surprise who speaks or misses them: they work only where their switch is in sight.
  const canSwitchOff = () => panel !== null && panel.offsetParent !== null;

  document.addEventListener("keydown", (event) => {
    if (document.documentElement.dataset.keys === "off" || !canSwitchOff() || event.isComposing || event.altKey) return;
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[value=next]"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    const key = event.key.toLowerCase();
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const choice = form && /^[123]$/.test(key) && form.querySelectorAll("input[type=radio]")[key - 1];
    if (choice) choice.click();
    else if (target && target.matches("a")) target.click();
    else if (target) target.focus();
    else return;
    event.preventDefault();
  });
})();
