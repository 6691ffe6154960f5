/* Single keys, and the switches that turn all of them off: what is on stands on the page's root. */
(() => {
  const STORED = "review-keys";
  const root = document.documentElement;
  const set = (on) => {
    root.dataset.keys = on ? "on" : "off";
    for (const box of document.querySelectorAll("[data-keys] input[type=checkbox]")) box.checked = on;
    for (const hint of document.querySelectorAll("kbd")) hint.hidden = !on;
  };
  // A part of the page that was replaced brings switches of its own.
  const show = () => {
    for (const panel of document.querySelectorAll("div[data-keys]")) panel.hidden = false;
    set(root.dataset.keys !== "off");
  };
  try { root.dataset.keys = localStorage.getItem(STORED) === "off" ? "off" : "on"; } catch { root.dataset.keys = "on"; }
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys] input[type=checkbox]")) return;
    set(event.target.checked);
    try { localStorage.setItem(STORED, root.dataset.keys); } catch { /* it holds for this page */ }
  });
  document.addEventListener("viewer:shown", show);
  show();
})();
