/* Templates of paper forms: look at them, try a changed one on invented dossiers, put it in force, take it back. */

import { api, freshKey, h, messages } from "/assets/page.js";
import { picture } from "/assets/office/form_preview.js";
import { momentOf, problemShown, sure, toast } from "/assets/office/desk.js";

const t = messages();
const byId = (id) => document.getElementById(id);
const PATIENCE = 30000; // ms: a template is tried on several dossiers
let open = null;
let key = freshKey();

const address = ({ pack, form }) => `/api/v1/forms/${encodeURIComponent(pack)}/${encodeURIComponent(form)}`;

async function load() {
  const { items, present } = await api("GET", "/api/v1/forms");
  byId("templates").replaceChildren(...items.map((item) => row(item, present)));
}

function row(item, present) {
  const pack = item.pack === "common" ? t("forms.common_pack") : t(item.pack === present ? "forms.present_pack" : "forms.other_pack", { pack: item.pack });
  return h(
    "tr",
    {},
    h("td", {}, h("b", {}, item.name)),
    h("td", {}, pack),
    h("td", {}, item.changed_at ? t("forms.own_since", { time: momentOf(item.changed_at) }) : t("forms.shipped")),
    h("td", { class: "end" }, h("button", { type: "button", onclick: () => guarded(() => edit(item)) }, t("forms.open"))),
  );
}

async function guarded(work) {
  try {
    await work();
  } catch (problem) {
    problemShown(problem);
  }
}

async function edit(item) {
  open = await api("GET", address(item));
  byId("template-editor").hidden = false;
  byId("template-name").textContent = t("forms.editing", { name: open.name, pack: open.pack });
  show(open.template);
  byId("template-editor").scrollIntoView({ block: "start" });
  await preview();
}

function show(text) {
  byId("template-text").value = text;
  byId("template-back").hidden = open.changed_at === null;
  key = freshKey();
}

function said(text, good) {
  const box = byId("template-said");
  box.textContent = text;
  box.classList.toggle("good", good);
  box.hidden = false;
}

async function preview() {
  const body = { template: byId("template-text").value, amount: byId("template-amount").value, lang: document.documentElement.lang };
  const sheets = byId("template-sheets");
  sheets.setAttribute("aria-busy", "true");
  try {
    let pages = 1;
    const made = [];
    for (let page = 1; page <= Math.min(pages, 4); page += 1) {
      const found = await api("POST", `${address(open)}/preview`, { ...body, page }, { patience: PATIENCE });
      if (found.problem) {
        said(found.problem, false);
        return;
      }
      pages = found.pages;
      made.push(picture(`data:image/png;base64,${found.png}`, page, pages));
    }
    sheets.replaceChildren(...made);
    said(t("forms.fine", { pages }), true);
  } catch (problem) {
    if (problem.status === 401) problemShown(problem);
    said(problem.title, false);
  } finally {
    sheets.removeAttribute("aria-busy");
  }
}

async function save() {
  const button = byId("template-save");
  button.disabled = true;
  try {
    open = await api("POST", address(open), { template: byId("template-text").value }, { key, patience: PATIENCE });
    show(open.template);
    toast(t("forms.saved", { name: open.name }));
    await load();
    await preview();
  } catch (problem) {
    if (problem.status === 401) problemShown(problem);
    said(problem.title, false);
    key = freshKey();
  }
  button.disabled = false;
}

async function back() {
  if (!(await sure(t("forms.back_sure", { name: open.name }), t("forms.back_hint"), t("forms.back")))) return;
  await api("DELETE", address(open));
  toast(t("forms.taken_back", { name: open.name }));
  await edit(open);
  await load();
}

function download() {
  const link = h("a", { href: URL.createObjectURL(new Blob([byId("template-text").value], { type: "text/plain" })), download: `${open.pack}-${open.form}.typ` });
  link.click();
  URL.revokeObjectURL(link.href);
}

byId("template-text").addEventListener("input", () => (key = freshKey()));
byId("template-try").addEventListener("click", preview);
byId("template-amount").addEventListener("change", preview);
byId("template-save").addEventListener("click", save);
byId("template-back").addEventListener("click", () => guarded(back));
byId("template-download").addEventListener("click", download);
byId("template-file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  show(await file.text());
  event.target.value = "";
  await preview();
});
guarded(load);
