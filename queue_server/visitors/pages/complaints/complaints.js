/* The register of complaints: list, new, whole, answer, print. Who and what are shown; nothing is kept here. */

import { api, byId, freshKey, h, messages, Problem } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { momentOf, shortDay } from "/assets/parts/dates.js";
import { openDialog } from "/assets/parts/dialog.js";
import { toast } from "/assets/parts/toast.js";
import { longest } from "/assets/longest.js";

const t = messages();
const PAGE = 50;
const state = byId("state", HTMLSelectElement);
let shown = 0;

/** @param {Wire.Complaint} item */
function about(item) {
  if (item.ticket) return t("complaints.ticket", { number: item.ticket.number, day: shortDay(item.ticket.day ?? "") });
  return item.dossier ? h("a", { href: `/dossiers/${encodeURIComponent(item.dossier)}` }, item.dossier) : "–";
}

/** @param {Wire.Complaint} item */
function person(item) {
  return [item.person?.name ?? t("complaints.unnamed"), item.person?.phone].filter(Boolean).join(" · ");
}

/** @param {Wire.Complaint} item */
function due(item) {
  return h("span", { class: item.overdue || item.late ? "late" : "" }, momentOf(item.due_at), item.overdue ? ` · ${t("complaints.late")}` : "");
}

/** @param {Wire.Complaint} item */
function row(item) {
  const open = h("button", { type: "button", class: "linklike", onclick: () => one(item.code) }, item.code);
  return h("tr", {}, h("td", {}, open), h("td", {}, momentOf(item.at)), h("td", {}, due(item)), h("td", {}, person(item)), h("td", {}, about(item)), h("td", {}, item.matter));
}

async function load({ more = false } = {}) {
  try {
    const offset = more ? shown : 0;
    /** @type {Wire.ComplaintList} */
    const found = await api("GET", `/api/v1/complaints?state=${state.value}&limit=${PAGE}&offset=${offset}`);
    const rows = found.items.map(row);
    if (more) byId("rows").append(...rows);
    else byId("rows").replaceChildren(...rows);
    shown = offset + rows.length;
    byId("table").hidden = !shown;
    byId("none").hidden = shown > 0;
    byId("more").hidden = shown >= found.total;
    byId("count").textContent = t("complaints.count", { count: found.total });
  } catch (problem) {
    problemShown(problem);
  }
}

/** @param {string} name
 * @param {number} most letters
 * @param {{long?: boolean, [attribute: string]: unknown}} more */
function field(name, most, { long = false, ...more } = {}) {
  const input = h(long ? "textarea" : "input", { id: `field-${name}`, name, maxlength: most, autocomplete: "off", ...more });
  return h("div", {}, h("label", { for: `field-${name}` }, t(`complaints.${name}`)), input);
}

/** A form that is sent under one key, however often it is pressed.
 * @param {HTMLElement[]} fields
 * @param {string} verb
 * @param {(value: (name: string) => string | null, key: string) => Promise<void>} send */
function form(fields, verb, send) {
  const error = h("p", { class: "error", role: "alert", hidden: true });
  const key = freshKey();
  /** @type {HTMLFormElement} */
  const made = h("form", { novalidate: true, autocomplete: "off" }, error, fields, h("button", { type: "submit", class: "primary" }, verb));
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    /** @param {string} name */
    const value = (name) => {
      const input = made.elements.namedItem(name);
      return input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement ? input.value.trim() || null : null;
    };
    try {
      await send(value, key);
      byId("dialog", HTMLDialogElement).close();
      await load();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      error.textContent = problem.title;
      error.hidden = false;
    }
  });
  return made;
}

function fresh() {
  const { name, phone, address } = longest.Complainant;
  const { matter, dossier } = longest.NewComplaint;
  const fields = [
    field("matter", matter, { long: true, required: true }),
    field("name", name),
    field("phone", phone, { inputmode: "tel" }),
    field("address", address),
    field("dossier", dossier),
  ];
  const content = form(fields, t("complaints.save"), async (value, key) => {
    const said = { name: value("name"), phone: value("phone"), address: value("address") };
    const body = { matter: value("matter") ?? "", person: said, dossier: value("dossier") };
    /** @type {Wire.Complaint} */
    const made = await api("POST", "/api/v1/complaints", body, { key });
    toast(t("complaints.saved", { code: made.code, due: momentOf(made.due_at) }));
  });
  openDialog(t("complaints.new"), h("div", { class: "complaint" }, content));
  byId("field-matter").focus();
}

/** @param {string} code */
async function one(code) {
  const path = `/api/v1/complaints/${encodeURIComponent(code)}`;
  try {
    /** @type {Wire.Complaint} */
    const item = await api("GET", path);
    /** @type {Array<[string, import("/assets/page.js").Child]>} */
    const said = [
      ["received", momentOf(item.at)],
      ["by", item.by],
      ["due", due(item)],
      ["person", [item.person?.name ?? t("complaints.unnamed"), item.person?.phone, item.person?.address].filter(Boolean).join(" · ")],
      ["about", about(item)],
      ["matter", item.matter],
    ];
    if (item.answered_at) said.push(["answer", `${item.answer ?? ""}\n${t("complaints.answered_by", { by: item.answered_by, at: momentOf(item.answered_at) })}`]);
    const list = h("dl", {}, said.map(([name, value]) => [h("dt", {}, t(`complaints.${name}`)), h("dd", {}, value)]));
    const answer =
      !item.answered_at &&
      form([field("answer_text", longest.ComplaintAnswer.answer, { long: true, required: true })], t("complaints.answer_save"), async (value, key) => {
        await api("POST", `${path}/answer`, { answer: value("answer_text") ?? "" }, { key });
        toast(t("complaints.answer_saved", { code }));
      });
    openDialog(code, h("div", { class: "complaint" }, list, answer));
  } catch (problem) {
    problemShown(problem);
  }
}

state.addEventListener("change", () => load());
byId("more").addEventListener("click", () => load({ more: true }));
byId("new").addEventListener("click", fresh);
byId("print").addEventListener("click", () => window.print());
load();
