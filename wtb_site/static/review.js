/* Reviewing: one piece in view at a time, keys that can be switched off, and a warning before typed feedback is lost. */
(() => {
  const strip = document.querySelectorAll("[data-shows]");
  const show = (piece) => {
    for (const part of document.querySelectorAll("[data-piece]")) part.hidden = part.dataset.piece !== piece;
    for (const link of strip) {
      if (link.dataset.shows === piece) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      link.classList.toggle("fw-semibold", link.dataset.shows === piece);
    }
  };
  for (const link of strip) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(link.dataset.shows);
    });
  }
  if (strip.length) show(strip[0].dataset.shows);

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

  const STORED = "review-keys";
  const panel = document.querySelector("[data-keys]");
  const stored = () => {
    try { return localStorage.getItem(STORED) !== "off"; } catch { return true; }
  };
  let on = stored();
  const showKeys = () => {
    for (const hint of document.querySelectorAll("kbd")) hint.hidden = !on;
  };
  if (panel) {
    const box = panel.querySelector("input");
    panel.hidden = false;
    box.checked = on;
    box.addEventListener("change", () => {
      on = box.checked;
      try { localStorage.setItem(STORED, on ? "on" : "off"); } catch { /* it holds for this page */ }
      showKeys();
    });
  }
  showKeys();

  // Single keys may surprise who speaks or misses them: they work only where their switch is in sight.
  const canSwitchOff = () => panel !== null && panel.offsetParent !== null;

  document.addEventListener("keydown", (event) => {
    if (!on || !canSwitchOff() || event.isComposing || event.altKey) return;
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
