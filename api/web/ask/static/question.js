// The comfort of the page of questions: the answer as it comes, the source beside it, a copy for a mail. Without it every form and link still works.

const thread = document.getElementById("fil");
const panel = document.getElementById("panneau");
const said = document.getElementById("annonce");
const words = document.getElementById("chat").dataset;
let opener = null;
let busy = false;

// The stream

async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    rest += value ?? "";
    const parts = rest.split(/\r?\n\r?\n/);
    rest = parts.pop();
    for (const part of parts) {
      const lines = part.split(/\r?\n/);
      const name = lines.find((line) => line.startsWith("event:"))?.slice(6).trim();
      const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trimStart()).join("\n");
      if (name && data) yield { name, data: JSON.parse(data) };
    }
    if (done) return;
  }
}

function element(html) {
  const made = document.createElement("template");
  made.innerHTML = html.trim();
  return made.content.firstElementChild;
}

function notice(sentence) {
  const told = element('<div class="notice erreur" role="alert"><p></p></div>');
  told.firstChild.textContent = sentence;
  return told;
}

// Once it is in the page: htmx looks at nothing outside it.
function live(node) {
  window.htmx?.process(node);
  node.querySelectorAll("[data-copie]").forEach((button) => { button.hidden = false; });
}

function fail(exchange, sentence) {
  if (exchange) {
    exchange.querySelector(".recherche")?.remove();
    exchange.removeAttribute("aria-busy");
    exchange.append(notice(sentence));
  } else {
    thread.append(notice(sentence));
  }
}

async function sentenceOf(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector(".probleme")?.textContent ?? words.muet;
}

async function ask(form, body) {
  const follows = form.action.match(/\/conversations\/[^/]+$/);
  let exchange = null;
  try {
    const response = await fetch(follows ? `${form.action}/flux` : "/flux", { method: "POST", body });
    if (!response.ok) return fail(null, await sentenceOf(response));
    for await (const { name, data } of events(response)) {
      if (name === "attente") exchange = begin(data);
      else if (name === "phrase" || name === "verdict") live(exchange.querySelector("[data-phrases]").appendChild(element(data.html)));
      else if (name === "fin") return end(exchange, data);
      else if (name === "echec") return fail(exchange, data.detail);
    }
    fail(exchange, words.coupe);
  } catch {
    fail(exchange, exchange ? words.coupe : words.muet);
  }
}

function begin(data) {
  const exchange = element(data.html);
  thread.append(exchange);
  document.querySelectorAll("#exemples, .entree .chapeau").forEach((node) => node.remove());
  box.querySelectorAll("[data-suite]").forEach((node) => { node.textContent = node.dataset.suite; });
  document.getElementById("chat").classList.add("en-cours");
  exchange.scrollIntoView({ block: "start" });
  return exchange;
}

function end(exchange, data) {
  const whole = element(data.html);
  exchange.replaceWith(whole);
  live(whole);
  if (data.address) {
    document.getElementById("recentes").replaceWith(element(data.recent));
    document.querySelector("h1").textContent = data.title;
    document.title = `${data.title} – Assistant CPOM`;
    box.action = data.address;
    if (location.pathname !== data.address) history.pushState(null, "", data.address);
  }
  box.elements.q.value = "";
  said.textContent = whole.dataset.annonce;
}

// The box

const box = document.getElementById("poser");

document.addEventListener("submit", async (event) => {
  if (!event.target.matches("[data-poser]")) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  said.textContent = "";
  document.getElementById("probleme")?.remove();
  const body = new URLSearchParams(new FormData(box));
  if (event.submitter?.name === "q") body.set("q", event.submitter.value);
  const button = box.querySelector("button[type=submit]");
  button.setAttribute("aria-disabled", "true");
  await ask(box, body);
  button.removeAttribute("aria-disabled");
  busy = false;
});

box.elements.q.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  box.requestSubmit();
});

box.addEventListener("change", () => {
  const chosen = [...box.querySelectorAll(".portee input:checked")].map((input) => input.closest("label").innerText.trim());
  const { territoire, date } = box.elements;
  if (territoire.value) chosen.push(territoire.value);
  if (date.value) chosen.push(`en vigueur le ${new Date(date.value).toLocaleDateString("fr-FR")}`);
  box.querySelector(".ou > summary span").textContent = chosen.join(", ") || "partout";
});

window.addEventListener("popstate", () => location.reload());

// The source beside

document.addEventListener("click", (event) => {
  const link = event.target.closest("[hx-target='#panneau']");
  if (link && !panel.contains(link)) opener = link;
  if (event.target.closest("[data-ferme]")) close();
  const copy = event.target.closest("[data-copie]");
  if (copy) copied(copy);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !panel.hidden) close();
});

document.addEventListener("htmx:after:swap", () => {
  const extract = panel.querySelector("#extrait:not([data-ouvert])");
  if (!extract) return;
  extract.dataset.ouvert = "";
  panel.hidden = false;
  panel.querySelector(".fermeture").hidden = false;
  panel.scrollTop = 0;
  extract.querySelector("h2").focus({ preventScroll: true });
  if (matchMedia("(max-width: 63.99rem)").matches) panel.scrollIntoView();
});

function close() {
  panel.hidden = true;
  panel.replaceChildren();
  (opener?.isConnected ? opener : box.elements.q).focus();
}

// The copy

async function copied(button) {
  const text = document.querySelector(button.dataset.copie);
  await navigator.clipboard.writeText(text.value).catch(() => { text.closest("details").open = true; text.select(); });
  said.textContent = words.copieFaite;
  const word = button.textContent;
  button.textContent = words.copieFaite;
  setTimeout(() => { button.textContent = word; }, 2000);
}

document.body.classList.add("avec-copie");
live(document.body);
