// Draws the verdicts over time in the page's own colours. The table under the drawing says the same.

const place = document.getElementById("courbe");

function config() {
  const ink = getComputedStyle(document.documentElement);
  const colour = (name) => ink.getPropertyValue(name).trim();
  const font = getComputedStyle(place).fontFamily;
  const words = { labelColor: colour("--encre-2"), titleColor: colour("--encre-2"), labelFontSize: 13, titleFontSize: 13, titleFontWeight: 500, labelFont: font, titleFont: font };
  return {
    background: null,
    view: { stroke: null },
    axis: { ...words, domainColor: colour("--trait-fort"), tickColor: colour("--trait-fort"), gridColor: colour("--trait") },
    legend: { ...words, labelLimit: 240, columns: place.clientWidth < 640 ? 2 : 4 },
  };
}

async function draw() {
  place.hidden = false;
  const margin = 110;
  const width = Math.max(160, Math.min(1200, place.clientWidth - margin));
  const answer = await fetch(`${place.dataset.figure}&largeur=${Math.round(width)}`);
  if (!answer.ok) throw new Error(String(answer.status));
  const spec = await answer.json();
  await window.vegaEmbed(place, { ...spec, config: config() }, { ast: true, renderer: "svg", actions: false, tooltip: false, defaultStyle: false });
  place.querySelector("svg").setAttribute("aria-label", document.getElementById("t-temps").textContent);
}

addEventListener("DOMContentLoaded", () => draw().catch(() => { place.textContent = place.dataset.muet; }));
