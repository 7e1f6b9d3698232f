/* Templates of paper forms: look at them, try a changed one on invented dossiers, put it in force, take it back. */

import { api, byId, freshKey, h, messages, Problem } from "/assets/page.js";
import { picture } from "/assets/office/form_preview.js";
import { problemShown } from "/assets/office/desk.js";
import { momentOf } from "/assets/parts/dates.js";
import { sure } from "/assets/parts/dialog.js";
import { toast } from "/assets/parts/toast.js";

const t = messages();
const PATIENCE = 30000; // ms: a template is tried on several dossiers
const input = byId("template-text", HTMLTextAreaElement);
const amount = byId("template-amount", HTMLSelectElement);
/** The template that is open. @type {Wire.WholeTemplate | null} */
let open = null;
let key = freshKey();

/** @param {Pick<Wire.Template, "pack" | "form">} template */
const address = ({ pack, form }) => `/api/v1/forms/${encodeURIComponent(pack)}/${encodeURIComponent(form)}`;

async function load() {
  /** @type {Wire.Templates} */
  const { items, present } = await api("GET", "/api/v1/forms");
  byId("templates").replaceChildren(...items.map((item) => row(item, present)));
}

/** @param {Wire.Template} item
 * @param {string} present the pack in force */
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

/** @param {() => Promise<void>} work */
async function guarded(work) {
  try {
    await work();
  } catch (problem) {
    problemShown(problem);
  }
}

/** @param {Pick<Wire.Template, "pack" | "form">} item */
async function edit(item) {
  /** @type {Wire.WholeTemplate} */
  const whole = await api("GET", address(item));
  open = whole;
  byId("template-editor").hidden = false;
  byId("template-name").textContent = t("forms.editing", { name: whole.name, pack: whole.pack });
  show(whole.template);
  byId("template-editor").scrollIntoView({ block: "start" });
  await preview();
}

/** @param {string} text */
function show(text) {
  input.value = text;
  byId("template-back").hidden = !open || open.changed_at === null;
  key = freshKey();
}

/** @param {string} text
 * @param {boolean} good */
function said(text, good) {
  const box = byId("template-said");
  box.textContent = text;
  box.classList.toggle("good", good);
  box.hidden = false;
}

async function preview() {
  if (!open) return;
  const path = `${address(open)}/preview`;
  const body = { template: input.value, amount: amount.value, lang: document.documentElement.lang };
  const sheets = byId("template-sheets");
  sheets.setAttribute("aria-busy", "true");
  try {
    let pages = 1;
    const made = [];
    for (let page = 1; page <= Math.min(pages, 4); page += 1) {
      /** @type {Wire.TemplateTrial} */
      const found = await api("POST", path, { ...body, page }, { patience: PATIENCE });
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
    if (!(problem instanceof Problem) || problem.status === 401) problemShown(problem);
    else said(problem.title, false);
  } finally {
    sheets.removeAttribute("aria-busy");
  }
}

async function save() {
  const button = byId("template-save", HTMLButtonElement);
  if (!open) return;
  button.disabled = true;
  try {
    /** @type {Wire.WholeTemplate} */
    const saved = await api("POST", address(open), { template: input.value }, { key, patience: PATIENCE });
    open = saved;
    show(saved.template);
    toast(t("forms.saved", { name: saved.name }));
    await load();
    await preview();
  } catch (problem) {
    key = freshKey();
    if (!(problem instanceof Problem) || problem.status === 401) problemShown(problem);
    else said(problem.title, false);
  }
  button.disabled = false;
}

async function back() {
  const item = open;
  if (!item || !(await sure(t("forms.back_sure", { name: item.name }), t("forms.back_hint"), t("forms.back")))) return;
  await api("DELETE", address(item));
  toast(t("forms.taken_back", { name: item.name }));
  await edit(item);
  await load();
}

function download() {
  if (!open) return;
  const link = h("a", { href: URL.createObjectURL(new Blob([input.value], { type: "text/plain" })), download: `${open.pack}-${open.form}.typ` });
  link.click();
  URL.revokeObjectURL(link.href);
}

input.addEventListener("input", () => (key = freshKey()));
byId("template-try").addEventListener("click", preview);
amount.addEventListener("change", preview);
byId("template-save").addEventListener("click", save);
byId("template-back").addEventListener("click", () => guarded(back));
byId("template-download").addEventListener("click", download);
const chosen = byId("template-file", HTMLInputElement);
chosen.addEventListener("change", async () => {
  const file = chosen.files?.[0];
  if (!file) return;
  show(await file.text());
  chosen.value = "";
  await preview();
});
guarded(load);
