/* What is overdue or about to be: sums, groups by field, place and officer, and the dossiers behind each number; the
   letters of apology to check and print. Facts keep the page up to date. */

import { connect } from "/assets/link.js";
import { api, byId, h, messages } from "/assets/page.js";
import { formPages } from "/assets/office/form_preview.js";
import { slipPrinter } from "/assets/office/slip_printer.js";
import { problemShown } from "/assets/office/desk.js";
import { momentOf } from "/assets/parts/dates.js";
import { openDialog } from "/assets/parts/dialog.js";
import { draw, each, html, nothing, picture } from "/assets/parts/draw.js";
import { icon } from "/assets/parts/icon.js";
import { due, matterOf, pageOf, placeName, showLink, statusChip } from "../dossier/dossier_marks.js";

const t = messages();
const PAGE = 50;
const SOON = 700; // ms: many facts in a row ask once
/**
 * @typedef {"overdue" | "soon" | "apology"} What
 * @typedef {"field" | "department" | "assigned_to"} Filter
 * @typedef {{filter: Filter, key: string | null, name: string}} Group whose dossiers are listed
 */

/** @type {Array<["by_field" | "by_department" | "by_officer", Filter]>} */
const GROUPS = [
  ["by_field", "field"],
  ["by_department", "department"],
  ["by_officer", "assigned_to"],
];

/** @type {What} */
let what = "overdue";
/** @type {Group | null} */
let group = null;
let shown = 0;
let asked = 0;
let timer = 0;
/** @type {Wire.Dossier[]} */
let last = [];

/** @param {number} limit */
function query(limit, offset = 0) {
  const wanted = new URLSearchParams({ order: "due", limit: String(limit), offset: String(offset) });
  if (what === "apology") wanted.set("apology", "due");
  else wanted.set("due", what);
  if (group?.key === null) wanted.set("place", "centre");
  else if (group?.key) wanted.set(group.filter, group.key);
  return `/api/v1/dossiers?${wanted}`;
}

async function load() {
  const mine = (asked += 1);
  try {
    /** @type {[Wire.DueCounts, Wire.DossierList, Wire.DossierList]} */
    const [counts, letters, found] = await Promise.all([
      api("GET", "/api/v1/dossiers/due-counts"),
      api("GET", "/api/v1/dossiers?apology=due&limit=1"),
      api("GET", query(Math.min(200, Math.max(PAGE, shown)))),
    ]);
    if (mine !== asked) return;
    drawSums(counts, letters.total);
    draw(byId("groups"), GROUPS.map(([name, filter]) => groupCard(name, filter, counts[name])));
    drawList(found);
  } catch (problem) {
    if (mine === asked) problemShown(problem);
  }
}

/** @param {Wire.DueCounts} counts
 * @param {number} letters */
function drawSums(counts, letters) {
  /** @param {What} name
   * @param {number} count
   * @param {string} sign
   * @param {string} colour */
  const sum = (name, count, sign, colour) =>
    html`<button type="button" aria-pressed=${String(what === name && !group)} @click=${() => choose(name, null)}><b class=${count ? colour : nothing}>${count}</b><span class=${count ? colour : nothing}>${picture(sign)}${t(`due.${name}`)}</span></button>`;
  draw(byId("sums"), [
    sum("overdue", counts.overdue, "triangle-alert", "red"),
    sum("soon", counts.soon, "clock-alert", "amber"),
    sum("apology", letters, "printer", "ink"),
  ]);
}

/** @param {string} name
 * @param {Filter} filter
 * @param {Wire.DueGroup[]} rows */
function groupCard(name, filter, rows) {
  /** @param {Wire.DueGroup} row
   * @param {"overdue" | "soon"} kind */
  const cell = (row, kind) => {
    const known = { filter, key: row.key, name: title(filter, row) };
    const label = `${t(`due.${kind}`)}, ${known.name}: ${row[kind]}`;
    if (!row[kind] || !canOpen(filter, row)) return html`<td class="figure">${row[kind]}</td>`;
    return html`<td class="figure"><button type="button" aria-label=${label} @click=${() => choose(kind, known)}>${row[kind]}</button></td>`;
  };
  /** @param {Wire.DueGroup} row */
  const line = (row) => html`<tr><th scope="row">${title(filter, row)}</th>${cell(row, "overdue")}${cell(row, "soon")}</tr>`;
  const heads = html`<tr><th scope="col">${t("due.group")}</th><th scope="col" class="figure">${t("due.overdue")}</th><th scope="col" class="figure">${t("due.soon")}</th></tr>`;
  return html`<section class="card" aria-label=${t(`due.${name}`)}>
    <h2>${t(`due.${name}`)}</h2>
    ${rows.length ? html`<div class="scroll"><table><thead>${heads}</thead><tbody>${each(rows, ({ key }) => key, line)}</tbody></table></div>` : html`<p class="quiet">${t("due.none")}</p>`}
  </section>`;
}

/** A list can be asked for by a name, and for the centre; not for "nobody".
 * @param {Filter} filter
 * @param {Wire.DueGroup} row */
function canOpen(filter, row) {
  return row.key !== null || filter === "department";
}

/** @param {Filter} filter
 * @param {Wire.DueGroup} row */
function title(filter, row) {
  if (row.key !== null) return row.name;
  return filter === "department" ? placeName(null) : t("due.no_officer");
}

/** @param {What} kind
 * @param {Group | null} of */
function choose(kind, of) {
  what = kind;
  group = of;
  shown = 0;
  return load().then(() => byId("list-title").focus({ preventScroll: false }));
}

/** @param {Wire.DossierList} found */
function drawList(found, more = false) {
  const name = t(`due.${what}`);
  byId("list-title").textContent = group ? t("due.list_of", { what: name, group: group.name, total: found.total }) : t("due.list", { what: name, total: found.total });
  byId("clear").hidden = !group;
  const letters = what === "apology";
  const heads = [t("dossier.code"), t("dossier.procedure"), t("dossier.applicant"), letters ? t("due.letter") : t("dossier.status"), t("dossier.due"), t("register.department"), t("work.officer")];
  draw(byId("heads"), heads.map((head) => html`<th scope="col">${head}</th>`));
  last = more ? [...last, ...found.items] : found.items;
  draw(byId("rows"), each(last, ({ code }) => code, dossierRow));
  shown = last.length;
  byId("table").hidden = !shown;
  byId("empty").hidden = shown > 0;
  byId("empty").textContent = t("due.nothing");
  byId("more").hidden = shown >= found.total;
}

/** @param {Wire.Dossier} dossier */
function dossierRow(dossier) {
  return html`<tr class=${dossier.overdue ? "late" : dossier.due_soon ? "near" : nothing}>
    <td><a href=${pageOf(dossier.code)}>${dossier.code}</a></td>
    <td><span class="two-lines" title=${dossier.procedure_name ?? nothing}>${matterOf(dossier)}</span></td>
    <td class="person">${dossier.applicant?.name ?? ""}</td>
    <td>${what === "apology" ? letter(dossier) : statusChip(dossier)}</td>
    <td class="when">${due(dossier)}</td>
    <td class="person">${placeName(dossier.department)}</td>
    <td class="person">${dossier.assigned_to ?? html`<span class="quiet">${t("work.nobody")}</span>`}</td>
  </tr>`;
}

/** @param {Wire.Dossier} dossier */
function letter(dossier) {
  const address = `/api/v1/dossiers/${encodeURIComponent(dossier.code)}/forms/apology`;
  const look = () => showLetter(dossier.code, address);
  return html`<div class="letter">
      <button type="button" @click=${look}>${picture("eye")}${t("due.check")}</button>
      <a class="button" href="${address}.pdf" target="_blank" rel="noopener">${picture("printer")}${t("due.print")}</a>
    </div>
    <span class="hint block">${t("due.drafted", { at: momentOf(dossier.apology_at ?? "") })}</span>`;
}

/** @param {string} code
 * @param {string} address */
function showLetter(code, address) {
  const print = h("a", { class: "button primary", href: `${address}.pdf`, target: "_blank", rel: "noopener" }, icon("printer"), t("due.print"));
  const page = h("a", { class: "button", href: pageOf(code) }, code);
  openDialog(`${t("due.letter")} · ${code}`, [h("p", { class: "hint" }, t("due.letter_hint")), slipPrinter(code, "apology"), formPages(`${address}.png`), h("div", { class: "actions" }, page, print)]);
}

byId("clear").addEventListener("click", () => choose(what, null));
byId("more").addEventListener("click", async () => {
  try {
    drawList(await api("GET", query(PAGE, shown)), true);
  } catch (problem) {
    problemShown(problem);
  }
});

load();
connect({
  onSnapshot: load,
  onFact: ({ type }) => {
    if (type !== "dossier_changed" && type !== "dossier_received") return;
    clearTimeout(timer);
    timer = setTimeout(load, SOON);
  },
  onStatus: showLink,
});
