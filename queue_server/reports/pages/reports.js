/* The monthly return, several months beside each other, and satisfaction. All figures are the server's. */

import { api, h, messages, serverNow } from "/assets/page.js";
import { isoDay, momentOf, problemShown } from "/assets/office/desk.js";

const t = messages();
const byId = (id) => document.getElementById(id);
const LANG = document.documentElement.lang;
const LINE = ["carried_over", "received", "resolved", "resolved_early", "resolved_on_time", "resolved_late", "pending", "pending_in_time", "pending_overdue"];
const LATE = new Set(["resolved_late", "pending_overdue"]);

function figure(value, name) {
  return h("td", { class: `figure${LATE.has(name) && value ? " late" : ""}` }, value === null || value === undefined ? "–" : String(value));
}

function table(heads, rows) {
  const head = heads.map(([label, isFigure]) => h("th", { scope: "col", class: isFigure ? "figure" : "" }, label));
  // Where it is wider than the screen, it must be reached by the keyboard to be scrolled.
  return h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": t("returns.figures") }, h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)));
}

function lines(keys, rows, names, total) {
  const heads = [...keys.map((key) => [key, false]), ...LINE.map((name) => [t(`returns.${name}`), true])];
  const body = rows.map((row) => h("tr", {}, names(row).map((name) => h("td", {}, name)), LINE.map((name) => figure(row[name], name))));
  const last = total && h("tr", { class: "total" }, h("td", { colspan: keys.length }, t("returns.total")), LINE.map((name) => figure(total[name], name)));
  return table(heads, [...body, ...(last ? [last] : [])]);
}

function monthName(month) {
  return `${Number(month.slice(5))}/${month.slice(0, 4)}`;
}

function titled(heading, report) {
  return [h("h2", {}, heading), h("p", { class: "quiet" }, report.centre, report.generated_at ? ` · ${t("returns.made", { at: momentOf(report.generated_at) })}` : "")];
}

function byLine(report) {
  if (!report.rows.length) return [h("p", { class: "quiet" }, t("returns.empty"))];
  const names = (row) => [row.name, row.channel_name];
  return [lines([t("returns.field"), t("returns.channel")], report.rows, names, report.total), h("p", { class: "hint" }, t("returns.identity"))];
}

function month(report) {
  return [...titled(t("returns.heading_month", { month: monthName(report.month) }), report), ...byLine(report)];
}

function months(report, from, to) {
  const visits = report.visits.map((row) => h("tr", {}, h("td", {}, monthName(row.month)), figure(row.issued), figure(row.served), figure(row.wait)));
  const heads = [[t("returns.month_column"), false], [t("returns.issued"), true], [t("returns.served"), true], [t("returns.wait"), true]];
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

const FACES = [
  ["count", "count"],
  ["score_3", "satisfied"],
  ["score_2", "neither"],
  ["score_1", "unsatisfied"],
  ["satisfied_percent", "percent"],
  ["officer_grade_percent", "grade"],
];

function faces(label, key, rows, total) {
  const heads = [[label, false], ...FACES.map(([, name]) => [t(`returns.${name}`), true])];
  const body = rows.map((row) => h("tr", {}, h("td", {}, key(row)), FACES.map(([name]) => figure(row[name]))));
  return table(heads, [...body, h("tr", { class: "total" }, h("td", {}, t("returns.total")), FACES.map(([name]) => figure(total[name])))]);
}

function satisfaction(report, words, from, to) {
  const heading = titled(t("returns.heading_satisfaction", { from: monthName(from), to: monthName(to) }), report);
  if (!report.total.count) return [...heading, h("p", { class: "quiet" }, t("returns.nobody"))];
  const indicators = report.indicators.map((row) => h("tr", {}, h("td", {}, `${row.indicator}. ${row.name}`), figure(row.count), figure(row.points), figure(row.percent)));
  const said = words.items.map((row) => h("tr", {}, h("td", {}, momentOf(row.at)), h("td", {}, row.number ?? row.dossier ?? ""), h("td", {}, row.officer ?? ""), h("td", {}, row.reason)));
  return [
    ...heading,
    faces(t("returns.officer"), (row) => row.officer, report.by_officer, report.total),
    h("h3", {}, t("returns.field")),
    faces(t("returns.field"), (row) => row.name, report.by_field, report.total),
    ...(indicators.length ? [h("h3", {}, t("returns.indicator")), table([[t("returns.indicator"), false], [t("returns.count"), true], [t("returns.points"), true], [t("returns.reached"), true]], indicators)] : []),
    ...(said.length ? [h("h3", {}, t("returns.words")), h("div", { class: "scroll" }, h("table", {}, h("tbody", {}, said)))] : []),
  ];
}

function lastDay(text) {
  const [year, number] = text.split("-").map(Number);
  return `${text}-${String(new Date(Date.UTC(year, number, 0)).getUTCDate()).padStart(2, "0")}`;
}

async function show() {
  const kind = byId("kind").value;
  const [from, to] = [byId("from").value, byId("to").value];
  byId("from-box").hidden = kind === "month";
  const days = `from=${from}-01&to=${lastDay(to)}`;
  const query = { month: `month?month=${to}`, months: `months?from=${from}&to=${to}`, satisfaction: `satisfaction?${days}` }[kind];
  for (const file of ["csv", "xlsx", "pdf"]) {
    byId(file).hidden = false;
    byId(file).href = `/api/v1/reports/${query.replace("?", `.${file}?`)}&lang=${LANG}`;
  }
  try {
    if (kind === "satisfaction") {
      const [report, words] = await Promise.all([api("GET", `/api/v1/reports/${query}`), api("GET", `/api/v1/ratings?${days}`)]);
      byId("report").replaceChildren(...satisfaction(report, words, from, to));
    } else {
      const report = await api("GET", `/api/v1/reports/${query}`);
      byId("report").replaceChildren(...(kind === "month" ? month(report) : months(report, from, to)));
    }
  } catch (problem) {
    problemShown(problem);
  }
}

const today = isoDay(serverNow());
const half = new Date(`${today.slice(0, 7)}-01T12:00:00Z`);
half.setUTCMonth(half.getUTCMonth() - 5);
byId("to").value = today.slice(0, 7);
byId("from").value = half.toISOString().slice(0, 7);
byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
byId("kind").addEventListener("change", show);
show();
