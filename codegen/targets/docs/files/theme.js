// Colours: set before anything is drawn, so that no page flashes.
"use strict";
(() => {
  const root = document.documentElement;
  const themes = { system: "System", light: "Light", dark: "Dark" };

  function stored() {
    try {
      return localStorage.getItem("theme") || "system";
    } catch {
      return "system"; // no storage on some pages opened from files
    }
  }

  function show(theme) {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  }

  show(stored());
  window.codegenTheme = { themes, stored, show };
})();
