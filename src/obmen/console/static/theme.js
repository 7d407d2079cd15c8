// Before the page is painted: light or dark as the device has it, unless the reader chose one.
(function () {
  const page = document.documentElement;
  if (page.dataset.themeChoice !== "auto") return;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const paint = () => { page.dataset.bsTheme = dark.matches ? "dark" : "light"; };
  dark.addEventListener("change", paint);
  paint();
})();
