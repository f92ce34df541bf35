// Applies the chosen theme before the page is drawn; a classic script, because modules run later.
(() => {
  "use strict";
  const THEME = "creative.theme";
  const root = document.documentElement;
  let kept = null;
  try {
    kept = localStorage.getItem(THEME);
  } catch {
    // A browser may deny storage: the theme of the system is used.
  }
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  const lightWanted = matchMedia("(prefers-color-scheme: light)");
  const isLight = () => (root.dataset.theme ? root.dataset.theme === "light" : lightWanted.matches);
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    if (!button) return;
    const name = () => button.setAttribute("aria-label", `Switch to the ${isLight() ? "dark" : "light"} theme`);
    name();
    lightWanted.addEventListener("change", name);
    button.addEventListener("click", () => {
      const next = isLight() ? "dark" : "light";
      root.dataset.theme = next;
      try {
        localStorage.setItem(THEME, next);
      } catch {
        // The choice lasts as long as the page.
      }
      name();
    });
  });
})();
