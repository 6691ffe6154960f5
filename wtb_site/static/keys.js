/* Single keys, and the switches that turn all of them off: what is on stands on the page's root.

   Where the settings of a person switch them, the page says so (data-account-keys); elsewhere this
   device remembers. */
(() => {
  const STORED = "review-keys";
  const root = document.documentElement;
  const account = document.querySelector("[data-account-keys]");
  const stored = () => {
    try { return localStorage.getItem(STORED); } catch { return null; }
  };
  const set = (on) => {
    root.dataset.keysAre = on ? "on" : "off";
    for (const box of document.querySelectorAll("[data-keys] input[type=checkbox]")) box.checked = on;
    for (const hint of document.querySelectorAll("kbd")) hint.hidden = !on;
  };
  // A part of the page that was replaced brings switches of its own.
  const show = () => {
    for (const panel of document.querySelectorAll("div[data-keys]")) panel.hidden = false;
    set(root.dataset.keysAre !== "off");
  };
  root.dataset.keysAre = (account ? account.dataset.accountKeys : stored()) === "off" ? "off" : "on";
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys] input[type=checkbox]")) return;
    set(event.target.checked);
    try { localStorage.setItem(STORED, root.dataset.keysAre); } catch { /* it holds for this page */ }
  });
  document.addEventListener("viewer:shown", show);
  show();
})();
