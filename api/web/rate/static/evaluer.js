// Counts the seconds during which a pair is in sight: a tab left behind does not work. Without it the server counts since the page was opened.

const form = document.getElementById("verdict");
let seen = 0;
let since = document.hidden ? null : performance.now();

function pause() {
  if (since !== null) seen += performance.now() - since;
  since = null;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) pause();
  else since = performance.now();
});

form.addEventListener("submit", () => {
  pause();
  form.elements.secondes.value = (seen / 1000).toFixed(1);
  since = performance.now();
});
