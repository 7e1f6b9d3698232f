/* What is overdue or about to be: sums, groups by field, place and officer, and the dossiers behind each number; the
   letters of apology to check and print. Facts keep the page up to date. */

import { connect } from "/assets/link.js";
import { api, byId, find, focused, h, messages } from "/assets/page.js";
import { formPages } from "/assets/office/form_preview.js";
import { slipPrinter } from "/assets/office/slip_printer.js";
import { problemShown } from "/assets/office/desk.js";
import { momentOf } from "/assets/parts/dates.js";
import { openDialog } from "/assets/parts/dialog.js";
import { icon } from "/assets/parts/icon.js";
import { due, pageOf, placeName, showLink, statusChip } from "../dossier/dossier_marks.js";

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
    const focus = focused()?.dataset.focus;
    drawSums(counts, letters.total);
    byId("groups").replaceChildren(...GROUPS.map(([name, filter]) => drawGroup(name, filter, counts[name])));
    drawList(found);
    if (focus) find(document, `[data-focus="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
  } catch (problem) {
    if (mine === asked) problemShown(problem);
  }
}

/** @param {Wire.DueCounts} counts
 * @param {number} letters */
function drawSums(counts, letters) {
  /** @param {What} name
   * @param {number} count
   * @param {string} picture
   * @param {string} colour */
  const sum = (name, count, picture, colour) =>
    h(
      "button",
      { type: "button", "aria-pressed": String(what === name && !group), dataset: { focus: `sum-${name}` }, onclick: () => choose(name, null) },
      h("b", { class: count ? colour : null }, count),
      h("span", { class: count ? colour : null }, icon(picture), t(`due.${name}`)),
    );
  byId("sums").replaceChildren(
    sum("overdue", counts.overdue, "triangle-alert", "red"),
    sum("soon", counts.soon, "clock-alert", "amber"),
    sum("apology", letters, "printer", "ink"),
  );
}

/** @param {string} name
 * @param {Filter} filter
 * @param {Wire.DueGroup[]} rows */
function drawGroup(name, filter, rows) {
  /** @param {Wire.DueGroup} row
   * @param {"overdue" | "soon"} kind */
  const cell = (row, kind) =>
    h(
      "td",
      { class: "figure" },
      row[kind] && canOpen(filter, row)
        ? h(
            "button",
            {
              type: "button",
              dataset: { focus: `${name}-${kind}-${row.key}` },
              "aria-label": `${t(`due.${kind}`)}, ${title(filter, row)}: ${row[kind]}`,
              onclick: () => choose(kind, { filter, key: row.key, name: title(filter, row) }),
            },
            row[kind],
          )
        : row[kind],
    );
  return h(
    "section",
    { class: "card", "aria-label": t(`due.${name}`) },
    h("h2", {}, t(`due.${name}`)),
    rows.length
      ? h(
          "div",
          { class: "scroll" },
          h(
            "table",
            {},
            h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("due.group")), h("th", { scope: "col", class: "figure" }, t("due.overdue")), h("th", { scope: "col", class: "figure" }, t("due.soon")))),
            h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, title(filter, row)), cell(row, "overdue"), cell(row, "soon")))),
          ),
        )
      : h("p", { class: "quiet" }, t("due.none")),
  );
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
  byId("heads").replaceChildren(...heads.map((head) => h("th", { scope: "col" }, head)));
  last = more ? [...last, ...found.items] : found.items;
  byId("rows").replaceChildren(...last.map(dossierRow));
  shown = last.length;
  byId("table").hidden = !shown;
  byId("empty").hidden = shown > 0;
  byId("empty").textContent = t("due.nothing");
  byId("more").hidden = shown >= found.total;
}

/** @param {Wire.Dossier} dossier */
function dossierRow(dossier) {
  return h(
    "tr",
    { class: dossier.overdue ? "late" : dossier.due_soon ? "near" : null },
    h("td", {}, h("a", { href: pageOf(dossier.code), dataset: { focus: dossier.code } }, dossier.code)),
    h("td", {}, h("span", { class: "two-lines", title: dossier.procedure_name }, dossier.procedure_name ?? dossier.external?.system ?? "")),
    h("td", { class: "person" }, String(dossier.applicant?.name ?? "")),
    h("td", {}, what === "apology" ? letter(dossier) : statusChip(dossier)),
    h("td", { class: "when" }, due(dossier)),
    h("td", { class: "person" }, placeName(dossier.department)),
    h("td", { class: "person" }, dossier.assigned_to ?? h("span", { class: "quiet" }, t("work.nobody"))),
  );
}

/** @param {Wire.Dossier} dossier */
function letter(dossier) {
  const address = `/api/v1/dossiers/${encodeURIComponent(dossier.code)}/forms/apology`;
  const print = () => h("a", { class: "button primary", href: `${address}.pdf`, target: "_blank", rel: "noopener" }, icon("printer"), t("due.print"));
  const check = h(
    "button",
    {
      type: "button",
      dataset: { focus: `letter-${dossier.code}` },
      onclick: () => openDialog(`${t("due.letter")} · ${dossier.code}`, [h("p", { class: "hint" }, t("due.letter_hint")), slipPrinter(dossier.code, "apology"), formPages(`${address}.png`), h("div", { class: "actions" }, h("a", { class: "button", href: pageOf(dossier.code) }, dossier.code), print())]),
    },
    icon("eye"),
    t("due.check"),
  );
  return [h("div", { class: "letter" }, check, h("a", { class: "button", href: `${address}.pdf`, target: "_blank", rel: "noopener" }, icon("printer"), t("due.print"))), h("span", { class: "hint block" }, t("due.drafted", { at: momentOf(dossier.apology_at ?? "") }))];
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
