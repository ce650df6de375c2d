// Presentation mode: the arrow keys follow the links of the page; without this module the links do the same.
const follow = (selector) => document.querySelector(selector)?.click();
const KEYS = {
  ArrowRight: 'a[rel="next"]', PageDown: 'a[rel="next"]', ArrowLeft: 'a[rel="prev"]', PageUp: 'a[rel="prev"]', Escape: "[data-quitter]",
};

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !(event.key in KEYS)) return;
  event.preventDefault();
  follow(KEYS[event.key]);
});
