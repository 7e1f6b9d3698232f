/* The list of dossiers and its search. The search is part of the address, so that it can be kept and sent on; a person's
   telephone or paper's number is not: addresses stay in the browser's history and in the logs of whatever lies between. */

import { api, byId, h, messages, Problem } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { momentOf } from "/assets/parts/dates.js";
import { icon } from "/assets/parts/icon.js";
import { isPersonsNumber } from "/assets/office/persons_number.js";
import { matterOf, pageOf, statusChip } from "../dossier/dossier_marks.js";

const t = messages();
const form = byId("search", HTMLFormElement);
const text = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
const status = /** @type {HTMLSelectElement} */ (form.elements.namedItem("status"));
const overdue = /** @type {HTMLInputElement} */ (form.elements.namedItem("overdue"));
const PAGE = 50;
let shown = 0;
let last = 0;

/** @param {Wire.Dossier} dossier */
function row(dossier) {
  const due = dossier.due_at ? momentOf(dossier.due_at) : t("dossier.not_published");
  return h(
    "tr",
    {},
    h("td", {}, h("a", { href: pageOf(dossier.code) }, dossier.code)),
    h("td", {}, matterOf(dossier)),
    h("td", {}, String(dossier.applicant?.name ?? "")),
    h("td", {}, statusChip(dossier)),
    h("td", { class: "when" }, momentOf(dossier.received_at)),
    h("td", { class: "when" }, due, dossier.overdue && h("span", { class: "overdue" }, " ", icon("triangle-alert"), t("dossier.overdue"))),
  );
}

function isNumber() {
  return isPersonsNumber(text.value);
}

function wanted() {
  const query = new URLSearchParams();
  if (text.value.trim()) query.set("q", text.value.trim());
  if (status.value) query.set("status", status.value);
  if (overdue.checked) query.set("overdue", "true");
  return query;
}

async function load({ more = false } = {}) {
  const mine = (last += 1);
  const query = wanted();
  if (!more) {
    const kept = new URLSearchParams(query);
    if (isNumber()) kept.delete("q");
    history.replaceState(null, "", kept.size ? `?${kept}` : location.pathname);
  }
  query.set("limit", String(PAGE));
  query.set("offset", String(more ? shown : 0));
  try {
    /** @type {Wire.DossierList} */
    const found = await api("GET", `/api/v1/dossiers?${query}`);
    if (mine === last) draw(found, more);
  } catch (problem) {
    if (mine !== last) return;
    if (!(problem instanceof Problem)) throw problem;
    byId("total").textContent = problem.title;
    if (problem.status === 401) problemShown(problem);
  }
}

/** @param {Wire.DossierList} found
 * @param {boolean} more */
function draw({ items, total }, more) {
  if (!more) byId("rows").replaceChildren();
  byId("rows").append(...items.map(row));
  shown = byId("rows").children.length;
  const narrowed = text.value.trim() || status.value || overdue.checked;
  byId("table").hidden = !shown;
  byId("empty").hidden = shown > 0;
  byId("empty").textContent = t(isNumber() ? "dossier.nobody" : narrowed ? "dossier.nothing" : "dossier.none");
  byId("more").hidden = shown >= total;
  byId("total").hidden = !shown;
  byId("total").textContent = shown < total ? t("dossier.shown", { shown, total }) : t("dossier.total", { total });
}

let typing = 0;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  load();
});
form.addEventListener("input", () => {
  clearTimeout(typing);
  // A person's number is found whole or not at all, and each search by one is written down: not before it is sent.
  if (!isNumber()) typing = setTimeout(load, 350);
});
byId("more").addEventListener("click", () => load({ more: true }));

const start = new URLSearchParams(location.search);
text.value = start.get("q") ?? "";
status.value = start.get("status") ?? "";
overdue.checked = start.get("overdue") === "true";
load();
