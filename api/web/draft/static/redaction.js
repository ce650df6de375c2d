// Comfort for the pages of drafts: the preview follows what is typed, lines open and are saved in place. Without it, the same forms work by whole pages.

const WAIT = 600;
const state = document.getElementById("etat") ?? document.getElementById("annonce");
const parsed = (text) => new DOMParser().parseFromString(text, "text/html");
const say = (words) => { if (state && state.textContent !== words) state.textContent = words; };
const HERE = "Le serveur ne répond pas : votre texte est encore à l’écran, réessayez.";

function later(work, wait = WAIT) {
  let timer;
  return (...given) => { clearTimeout(timer); timer = setTimeout(() => work(...given), wait); };
}

async function page(url, options) {
  const reply = await fetch(url, { credentials: "same-origin", ...options });
  return { ok: reply.ok, status: reply.status, page: parsed(await reply.text()) };
}

function swap(id, from) {
  const old = document.getElementById(id);
  const fresh = from.getElementById(id);
  // What the reader unfolded stays unfolded.
  const folds = (where) => [...where.querySelectorAll("details.plus")];
  if (old && fresh) folds(fresh).forEach((fold, n) => { const was = folds(old)[n]; if (was) fold.open = was.open; });
  if (old && fresh) old.replaceWith(document.adoptNode(fresh));
  return document.getElementById(id);
}

// The preview of a situation

const situation = document.getElementById("situation");
if (situation) {
  let last = 0;
  const follow = later(async () => {
    const mine = ++last;
    try {
      const got = await page(situation.dataset.apercu, { method: "POST", body: new FormData(situation) });
      if (mine !== last || !got.ok) return;
      const panel = document.getElementById("apercu");
      const top = panel.scrollTop;
      swap("apercu", got.page).scrollTop = top;
      const caisses = got.page.getElementById("caisses");
      if (caisses) document.getElementById("caisses").replaceWith(document.adoptNode(caisses));
      say("Aperçu à jour");
    } catch { say(HERE); }
  }, 350);
  situation.addEventListener("input", follow);
}

// The workshop of a draft

const workshop = document.getElementById("atelier");
if (workshop) {
  let version = workshop.dataset.version;
  let queue = Promise.resolve();
  const next = (work) => (queue = queue.then(work, work));

  // The version that was last read, wherever a form names it.
  const read = (from) => {
    const fresh = from.getElementById("atelier")?.dataset.version;
    if (fresh) version = fresh;
    for (const field of document.querySelectorAll("input[name=version]")) field.value = version;
  };

  const place = (form) => form.closest("[id^='l-'], [id^='r-']");

  const wrong = (form, got) => {
    const said = form.querySelector(".erreur-champ");
    const field = form.querySelector("[name=texte]");
    const conflict = got.page.getElementById("conflit");
    if (conflict && said) {
      place(form).querySelector("#conflit")?.remove();
      form.after(document.adoptNode(conflict));
      document.getElementById("conflit").querySelector("textarea, a").focus();
      return;
    }
    const sentence = got.page.querySelector(".editeur .erreur-champ:not(:empty), .probleme, #conflit p")?.textContent ?? HERE;
    if (!said) { say(sentence); return; }
    said.textContent = sentence;
    field?.setAttribute("aria-invalid", "true");
  };

  const send = (form, button, auto) => next(async () => {
    const data = new FormData(form, button);
    data.set("version", version);
    if (auto) data.set("auto", "oui");
    let got;
    try { got = await page(button?.getAttribute("formaction") ?? form.getAttribute("action"), { method: "POST", body: data }); } catch { say(HERE); return; }
    if (!got.ok) { wrong(form, got); return; }
    read(got.page);
    swap("cote", got.page);
    say(`Enregistré, version ${version}`);
    if (auto) { form.querySelector(".erreur-champ").textContent = ""; form.querySelector("[name=texte]").removeAttribute("aria-invalid"); return; }
    const key = data.get("cle");
    const kept = [...document.querySelectorAll(".editeur")].filter((each) => each !== form && each.isConnected);
    if (kept.length) {
      const here = place(form) ?? document.getElementById(`l-${key}`) ?? document.getElementById(`r-${key}`);
      const rubric = here?.closest(".rubrique");
      if (rubric && !kept.some((each) => rubric.contains(each))) swap(rubric.id, got.page);
      else if (here) swap(here.id, got.page);
    } else swap("feuille", got.page);
    read(got.page);
    const at = document.getElementById(`l-${key}`) ?? document.getElementById(`r-${key}`) ?? document.getElementById(`r-${key.replace(/\.\d+$/, "")}`);
    at?.querySelector(".ouvrir")?.focus({ preventScroll: true });
  });

  const save = later((form) => { if (form.isConnected && form.elements.texte.value.trim()) send(form, null, true); }, 900);

  const open = async (link) => {
    const id = decodeURIComponent(link.hash.slice(1));
    let got;
    try { got = await page(link.href); } catch { say(HERE); return; }
    const here = got.ok && swap(id, got.page);
    if (!here) { location.href = link.href; return; }
    read(got.page);
    here.scrollIntoView({ block: "nearest" });
    (here.querySelector("[name=texte], [name=mots]") ?? here.querySelector(".ouvrir"))?.focus();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.ouvrir, a.fermer");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const form = link.closest("form[data-auto]");
    const field = form?.elements.texte;
    if (field && field.value.trim() && field.value !== field.defaultValue) send(form, null, false);
    else next(() => open(link));
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-vif]")) return;
    event.preventDefault();
    if (form.method === "get") {
      const to = document.createElement("a");
      to.href = `${form.action.split("#")[0]}?${new URLSearchParams(new FormData(form))}${new URL(form.action).hash}`;
      next(() => open(to));
    } else send(form, event.submitter, false);
  });

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form) save(form);
  });
}
