/* The monthly return, several months beside each other, and satisfaction. All figures are the server's. */

import { api, byId, h, messages, serverNow } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { isoDay, momentOf } from "/assets/parts/dates.js";
import { figures, tableOf } from "/assets/parts/table.js";

const t = messages();
const LANG = document.documentElement.lang;
/**
 * @typedef {Wire.ReturnLine} Line
 * @typedef {"month" | "months" | "satisfaction"} Kind
 */

const kindChoice = byId("kind", HTMLSelectElement);
const fromField = byId("from", HTMLInputElement);
const toField = byId("to", HTMLInputElement);
/** @type {Array<keyof Line>} */
const LINE = ["carried_over", "received", "resolved", "resolved_early", "resolved_on_time", "resolved_late", "pending", "pending_in_time", "pending_overdue"];
/** @type {Set<string>} */
const LATE = new Set(["resolved_late", "pending_overdue"]);

/** @param {unknown} value
 * @param {string} [name] */
function figure(value, name = "") {
  return h("td", { class: `figure${LATE.has(name) && value ? " late" : ""}` }, value === null || value === undefined ? "–" : String(value));
}

/** @param {Array<string | import("/assets/parts/table.js").Head>} heads
 * @param {HTMLElement[]} rows */
function table(heads, rows) {
  return tableOf(heads, rows, { label: t("returns.figures") });
}

/** @template {Line} Row
 * @param {string[]} keys the names of the first columns
 * @param {Row[]} rows
 * @param {(row: Row) => string[]} names
 * @param {Line | null} total */
function lines(keys, rows, names, total) {
  const heads = [...keys, ...LINE.map((name) => figures(t(`returns.${name}`)))];
  const body = rows.map((row) => h("tr", {}, names(row).map((name) => h("td", {}, name)), LINE.map((name) => figure(row[name], name))));
  const last = total && h("tr", { class: "total" }, h("td", { colspan: keys.length }, t("returns.total")), LINE.map((name) => figure(total[name], name)));
  return table(heads, [...body, ...(last ? [last] : [])]);
}

/** @param {string} text "2026-06" */
function monthName(text) {
  return `${Number(text.slice(5))}/${text.slice(0, 4)}`;
}

/** @param {string} heading
 * @param {{centre: string, generated_at?: string}} report
 * @returns {HTMLElement[]} */
function titled(heading, report) {
  return [h("h2", {}, heading), h("p", { class: "quiet" }, report.centre, report.generated_at ? ` · ${t("returns.made", { at: momentOf(report.generated_at) })}` : "")];
}

/** @param {Wire.Return} report
 * @returns {HTMLElement[]} */
function byLine(report) {
  if (!report.rows.length) return [h("p", { class: "quiet" }, t("returns.empty"))];
  /** @param {Wire.ReturnRow} row */
  const names = (row) => [row.name, row.channel_name];
  return [lines([t("returns.field"), t("returns.channel")], report.rows, names, report.total), h("p", { class: "hint" }, t("returns.identity"))];
}

/** @param {Wire.MonthReturn} report */
function month(report) {
  return [...titled(t("returns.heading_month", { month: monthName(report.month) }), report), ...byLine(report)];
}

/** @param {Wire.MonthsReturn} report
 * @param {string} from
 * @param {string} to */
function months(report, from, to) {
  const visits = report.visits.map((row) => h("tr", {}, h("td", {}, monthName(String(row.month))), figure(row.issued), figure(row.served), figure(row.wait)));
  const heads = [t("returns.month_column"), ...["issued", "served", "wait"].map((name) => figures(t(`returns.${name}`)))];
  return [
    ...titled(t("returns.heading_months", { from: monthName(from), to: monthName(to) }), report),
    h("h3", {}, t("returns.by_month")),
    lines([t("returns.month_column")], report.by_month, (row) => [monthName(row.month)], null),
    h("h3", {}, t("returns.by_line")),
    ...byLine(report),
    ...["dossiers", "fields"].map((kind) => h("img", { src: `/api/v1/reports/months/plot.svg?from=${from}&to=${to}&kind=${kind}&lang=${LANG}`, alt: t(`returns.plot_${kind}`) })),
    h("h3", {}, t("returns.visits")),
    table(heads, visits),
  ];
}

/** @type {Array<[keyof Wire.RatingFigures, string]>} */
const FACES = [
  ["count", "count"],
  ["score_3", "satisfied"],
  ["score_2", "neither"],
  ["score_1", "unsatisfied"],
  ["satisfied_percent", "percent"],
  ["officer_grade_percent", "grade"],
];

/** @template {Wire.RatingFigures} Row
 * @param {string} label
 * @param {(row: Row) => unknown} key
 * @param {Row[]} rows
 * @param {Wire.RatingFigures} total */
function faces(label, key, rows, total) {
  const heads = [label, ...FACES.map(([, name]) => figures(t(`returns.${name}`)))];
  const body = rows.map((row) => h("tr", {}, h("td", {}, String(key(row))), FACES.map(([name]) => figure(row[name]))));
  return table(heads, [...body, h("tr", { class: "total" }, h("td", {}, t("returns.total")), FACES.map(([name]) => figure(total[name])))]);
}

/** @param {Wire.Satisfaction} report
 * @param {Wire.Reasons} said
 * @param {string} from
 * @param {string} to */
function satisfaction(report, said, from, to) {
  const heading = titled(t("returns.heading_satisfaction", { from: monthName(from), to: monthName(to) }), report);
  if (!report.total.count) return [...heading, h("p", { class: "quiet" }, t("returns.nobody"))];
  const indicators = report.indicators.map((row) => h("tr", {}, h("td", {}, `${row.indicator}. ${row.name}`), figure(row.count), figure(row.points), figure(row.percent)));
  const reasons = said.items.map((row) => h("tr", {}, h("td", {}, momentOf(row.at)), h("td", {}, row.number ?? row.dossier ?? ""), h("td", {}, row.officer ?? ""), h("td", {}, row.reason)));
  return [
    ...heading,
    faces(t("returns.officer"), (row) => row.officer, report.by_officer, report.total),
    h("h3", {}, t("returns.field")),
    faces(t("returns.field"), (row) => row.name, report.by_field, report.total),
    ...(indicators.length ? [h("h3", {}, t("returns.indicator")), table([t("returns.indicator"), ...["count", "points", "reached"].map((name) => figures(t(`returns.${name}`)))], indicators)] : []),
    ...(reasons.length ? [h("h3", {}, t("returns.words")), tableOf([], reasons)] : []),
  ];
}

/** @param {string} text "2026-06" */
function lastDay(text) {
  const [year, number] = text.split("-").map(Number);
  return `${text}-${String(new Date(Date.UTC(year, number, 0)).getUTCDate()).padStart(2, "0")}`;
}

async function show() {
  const kind = /** @type {Kind} */ (kindChoice.value);
  const [from, to] = [fromField.value, toField.value];
  byId("from-box").hidden = kind === "month";
  const days = `from=${from}-01&to=${lastDay(to)}`;
  const query = { month: `month?month=${to}`, months: `months?from=${from}&to=${to}`, satisfaction: `satisfaction?${days}` }[kind];
  for (const file of ["csv", "xlsx", "pdf"]) {
    const link = byId(file, HTMLAnchorElement);
    link.hidden = false;
    link.href = `/api/v1/reports/${query.replace("?", `.${file}?`)}&lang=${LANG}`;
  }
  try {
    byId("report").replaceChildren(...(await drawn(kind, { query, days, from, to })));
  } catch (problem) {
    problemShown(problem);
  }
}

/** @param {Kind} kind
 * @param {{query: string, days: string, from: string, to: string}} wish */
async function drawn(kind, { query, days, from, to }) {
  if (kind === "satisfaction") {
    /** @type {[Wire.Satisfaction, Wire.Reasons]} */
    const [report, said] = await Promise.all([api("GET", `/api/v1/reports/${query}`), api("GET", `/api/v1/ratings?${days}`)]);
    return satisfaction(report, said, from, to);
  }
  if (kind === "months") return months(await api("GET", `/api/v1/reports/${query}`), from, to);
  return month(await api("GET", `/api/v1/reports/${query}`));
}

const today = isoDay(serverNow());
const half = new Date(`${today.slice(0, 7)}-01T12:00:00Z`);
half.setUTCMonth(half.getUTCMonth() - 5);
toField.value = today.slice(0, 7);
fromField.value = half.toISOString().slice(0, 7);
byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
kindChoice.addEventListener("change", show);
show();
