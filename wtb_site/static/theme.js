/* Theme "same as this device": set before the first paint, and kept when the device changes. */
(() => {
  const root = document.documentElement;
  if (!root.hasAttribute("data-follow-device")) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  follow();
  dark.addEventListener("change", follow);
})();
