/* The day's figures as a table, with its plots and files. All figures come from the server. */

import { h, messages } from "/assets/page.js";
import { timeOf } from "/assets/parts/dates.js";
import { scrollBox } from "/assets/parts/table.js";

const t = messages();
/** @typedef {"queue" | "counter" | "hour" | "officer"} View */

/** @type {Array<["waiting_time" | "walking_time" | "service_time", string]>} */
const TIMES = [
  ["waiting_time", "figures.waiting"],
  ["walking_time", "figures.walking"],
  ["service_time", "figures.service"],
];
/** @type {Array<["mean" | "p50" | "p90", string]>} */
const PARTS = [
  ["mean", "figures.mean"],
  ["p50", "figures.half"],
  ["p90", "figures.most"],
];
/** The rows of a view, each with its name.
 * @param {Wire.Report} report
 * @param {View} view
 * @returns {Array<[string, Wire.Figures]>} */
function rowsOf(report, view) {
  if (view === "queue") return report.by_queue.map((row) => [row.name, row]);
  if (view === "counter") return report.by_counter.map((row) => [`${row.counter} · ${row.name}`, row]);
  if (view === "hour") return report.by_hour.map((row) => [t("visits.hour", { hour: row.hour }), row]);
  return report.by_officer.map((row) => [row.officer, row]);
}

/** @param {number | null} value */
function minutes(value) {
  return value === null ? "–" : value >= 10 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, "");
}

/** @param {string} name
 * @param {Wire.Figures} row
 * @param {string} scope */
function line(name, row, scope) {
  const cells = [row.issued, row.served, row.no_show, row.cancelled + row.expired];
  return h(
    "tr",
    { class: scope },
    h("th", { scope: "row" }, name),
    cells.map((value) => h("td", { class: "figure" }, String(value))),
    TIMES.flatMap(([key]) => PARTS.map(([part]) => h("td", { class: `figure${part === "mean" ? " first" : ""}` }, minutes(row[key][part])))),
  );
}

/** The table of one view: "queue", "counter", "hour" or "officer".
 * @param {HTMLElement} box
 * @param {Wire.Report} report
 * @param {View} view */
export function drawFigures(box, report, view) {
  if (!report.total.issued && !report.total.served) {
    box.replaceChildren(h("p", { class: "empty" }, t("figures.empty_day")), report.checklists.count ? lists(report.checklists) : "");
    return;
  }
  const counts = ["figures.issued", "figures.served", "figures.missed", "figures.left"];
  const head = [
    h(
      "tr",
      {},
      h("th", { scope: "col", rowspan: 2 }, t(`figures.${view}`)),
      counts.map((label) => h("th", { scope: "col", rowspan: 2, class: "figure" }, t(label))),
      TIMES.map(([, label]) => h("th", { scope: "colgroup", colspan: 3, class: "group" }, t(label))),
    ),
    h(
      "tr",
      {},
      TIMES.flatMap(() => PARTS.map(([part, label]) => h("th", { scope: "col", class: `figure${part === "mean" ? " first" : ""}` }, t(label)))),
    ),
  ];
  box.replaceChildren(
    scrollBox(
      h(
        "table",
        {},
        h("thead", {}, head),
        h("tbody", {}, rowsOf(report, view).map(([name, row]) => line(name, row, "")), line(t("figures.total"), report.total, "total")),
      ),
      t("figures.title"),
    ),
    h("p", { class: "dossiers" }, dossiers(report.dossiers)),
    lists(report.checklists),
    told(report.told),
  );
}

/** How well what people were told about their wait has held, and where it held least.
 * @param {Wire.ToldFigures} figures */
function told(figures) {
  if (!figures.count) return "";
  const text = t("told_figures.held", { percent: figures.within_percent, count: figures.count });
  const low = figures.by_queue
    .map(({ name, count, within_percent: held }) => ({ name, count, held: held ?? 100 }))
    .filter(({ count, held }) => count >= 10 && held < 85)
    .sort((a, b) => a.held - b.held)
    .slice(0, 3);
  const names = low.map(({ name, held }) => `${name} ${held} %`).join(", ");
  return h("p", { class: "dossiers told" }, low.length ? `${text} ${t("told_figures.queues", { queues: names })}` : text);
}

/** Lists of papers that were given instead of numbers: whoever took one comes once, with everything.
 * @param {Wire.ChecklistFigures} given */
function lists(given) {
  const most = given.by_procedure.slice(0, 3).map((row) => `${row.name} ${row.count}`);
  const text = t("greeter_figures.checklists", { count: given.count });
  return h("p", { class: "dossiers checklists" }, most.length ? `${text} – ${most.join(", ")}` : text);
}

/** @param {Wire.DossierFigures} counts */
function dossiers(counts) {
  return t("figures.dossiers", {
    received: counts.received,
    returned: counts.returned,
    early: counts.returned_early,
    on_time: counts.returned_on_time,
    late: counts.returned_late,
    overdue: counts.overdue,
  });
}

/** The plots of the day; `stamp` makes the browser fetch them anew. Left out on a day without visits.
 * @param {HTMLElement} box
 * @param {Wire.Report} report
 * @param {string} day
 * @param {string} stamp */
export function drawPlots(box, report, day, stamp) {
  if (!report.total.issued) {
    box.replaceChildren();
    return;
  }
  const lang = document.documentElement.lang;
  box.replaceChildren(
    ...["waits", "counts"].map((kind) =>
      h("img", {
        src: `/api/v1/reports/day/plot.svg?date=${day}&kind=${kind}&lang=${lang}&at=${stamp}`,
        alt: t(`figures.plot_${kind}`),
        loading: "lazy",
      }),
    ),
  );
}

/** "Computed at 09:34".
 * @param {Wire.Report} report */
export function madeAt(report) {
  return t("figures.made", { time: timeOf(report.generated_at) });
}
