/* The day's cash: what was taken, what must lie in the drawer, the receipts, and closing the day. The server counts. */

import { api, byId, h, messages } from "/assets/page.js";
import { dong, dongWithUnit } from "/assets/money.js";
import { problemShown } from "/assets/office/desk.js";
import { momentOf, shortDay, timeOf } from "/assets/parts/dates.js";
import { icon } from "/assets/parts/icon.js";
import { figures, tableOf } from "/assets/parts/table.js";
import { toast } from "/assets/parts/toast.js";
import { CashDeeds, counted } from "./cash_deeds.js";

const t = messages();
const box = byId("cash");
const me = box.dataset.me ?? "";
const supervisor = Boolean(box.dataset.supervisor);
const form = byId("choose");
const dayField = byId("day", HTMLInputElement);
const numberField = byId("number", HTMLInputElement);
/** Only a supervisor chooses among the officers. */
const officerField = supervisor ? byId("officer", HTMLSelectElement) : null;
/** @type {Array<"taken" | "refunded" | "voided" | "book">} */
const SUMS = ["taken", "refunded", "voided", "book"];
/** @type {Array<(typeof SUMS)[number] | "cash">} */
const COLUMNS = [...SUMS, "cash"];
const RECEIPT = ["number", "at", "for_what", "method", "by", "amount", "state"];
const deeds = new CashDeeds({ me, load, show });
/** @type {Set<string>} */
let officers = new Set();

function query() {
  const wish = new URLSearchParams();
  if (dayField.value) wish.set("day", dayField.value);
  if (officerField?.value) wish.set("officer", officerField.value);
  return wish;
}

async function load() {
  try {
    show(await api("GET", `/api/v1/cash?${query()}`));
  } catch (problem) {
    problemShown(problem);
  }
}

/** @param {Wire.CashDay} cash */
function show(cash) {
  deeds.cash = cash;
  dayField.value = cash.day;
  learnOfficers(cash);
  for (const kind of ["csv", "xlsx"]) byId(kind, HTMLAnchorElement).href = `/api/v1/cash.${kind}?${query()}&lang=${document.documentElement.lang}`;
  box.replaceChildren(
    ...[heading(cash), sums(cash), mine(cash), supervisor ? byOfficer(cash) : null, closings(cash), receipts(cash)].filter((part) => part !== null),
  );
}

/** @param {Wire.CashDay} cash */
function learnOfficers(cash) {
  const select = officerField;
  if (!select) return;
  officers = new Set([...officers, me, ...cash.officers.map((row) => row.officer)]);
  const chosen = select.value;
  select.replaceChildren(select.options[0], ...[...officers].sort().map((name) => h("option", { value: name }, name)));
  select.value = cash.officer ?? chosen;
}

/** Seen on paper only.
 * @param {Wire.CashDay} cash */
function heading(cash) {
  const whose = cash.officer ? t("cash.of", { officer: cash.officer }) : t("cash.everybody");
  return h("header", { class: "on-paper" }, h("p", {}, cash.centre), h("h2", {}, t("cash.book_of", { day: shortDay(cash.day) })), h("p", {}, whose));
}

/** @param {Wire.CashDay} cash */
function sums(cash) {
  const found = cash.sums;
  return h(
    "section",
    { class: "card sums", "aria-label": t("cash.sums") },
    h("p", { class: "drawer" }, h("span", {}, t("cash.drawer")), h("b", {}, dongWithUnit(found.cash)), h("span", { class: "hint" }, t("cash.opening"))),
    h("p", {}, h("span", {}, t("method.transfer")), h("b", {}, dongWithUnit(found.transfer))),
    h("p", {}, h("span", {}, t("method.card")), h("b", {}, dongWithUnit(found.card))),
    h(
      "p",
      { class: "identity" },
      SUMS.map((name, place) => [
        place > 0 && h("i", { "aria-hidden": "true" }, name === "book" ? "=" : "−"),
        h("span", { class: name }, h("span", {}, t(`cash.${name}`)), h("b", {}, dongWithUnit(found[name]))),
      ]),
    ),
  );
}

/** The one book that can be closed here: the officer's own, or the one that a supervisor chose.
 * @param {Wire.CashDay} cash */
function mine(cash) {
  const { officer } = cash;
  if (!officer) return null;
  const row = cash.officers.find((one) => one.officer === officer);
  const closing = row?.closing;
  if (!closing) {
    return h(
      "section",
      { class: "card close" },
      h("p", {}, h("b", {}, t("cash.is_open", { officer })), h("span", { class: "hint" }, t("cash.close_hint"))),
      h("button", { type: "button", class: "primary", id: "close", onclick: () => deeds.close(row?.sums.cash ?? 0) }, icon("check"), t("cash.close")),
    );
  }
  return h(
    "section",
    { class: "card close closed" },
    h(
      "p",
      {},
      h("b", {}, t("cash.is_closed", { officer, at: momentOf(closing.at) })),
      h("span", {}, counted(closing)),
      closing.note && h("span", { class: "hint" }, closing.note),
    ),
    supervisor && h("button", { type: "button", onclick: () => deeds.reopen(officer) }, t("cash.reopen")),
  );
}

/** @param {Wire.CashDay} cash */
function byOfficer(cash) {
  if (cash.officer) return null;
  const rows = cash.officers.map((row) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, h("button", { type: "button", class: "linklike", onclick: () => choose(row.officer) }, row.officer)),
      COLUMNS.map((name) => h("td", { class: "figure" }, dong(row.sums[name]))),
      h("td", {}, row.closing ? counted(row.closing) : h("span", { class: "hint" }, t("cash.not_closed"))),
    ),
  );
  return h(
    "section",
    { class: "card list" },
    h("h2", {}, t("cash.by_officer")),
    rows.length
      ? tableOf([t("cash.officer"), ...COLUMNS.map((name) => figures(t(name === "cash" ? "method.cash" : `cash.${name}`))), t("cash.state")], rows)
      : h("p", { class: "quiet" }, t("cash.nobody")),
  );
}

/** @param {string} officer */
function choose(officer) {
  if (officerField) officerField.value = officer;
  return load();
}

/** Closings that a supervisor took back stay to be seen.
 * @param {Wire.CashDay} cash */
function closings(cash) {
  const back = cash.closings.filter((row) => row.reopened_at);
  if (!back.length) return null;
  return h(
    "section",
    { class: "card list back" },
    h("h2", {}, t("cash.reopened")),
    h(
      "ul",
      {},
      back.map((row) =>
        h(
          "li",
          {},
          h("b", {}, row.officer),
          " · ",
          t("cash.closed_at", { at: momentOf(row.at), by: row.by }),
          " · ",
          counted(row),
          h("span", { class: "hint" }, t("cash.reopened_at", { at: momentOf(row.reopened_at ?? ""), by: row.reopened_by, reason: row.reopen_reason })),
        ),
      ),
    ),
  );
}

/** @param {Wire.CashDay} cash */
function receipts({ items, today }) {
  return h(
    "section",
    { class: "card list" },
    h("h2", {}, t("fees.receipts"), h("span", { class: "side" }, t("cash.count", { count: items.length }))),
    items.length
      ? tableOf(RECEIPT.map((name) => (name === "amount" ? figures(t("cash.column_amount")) : t(`cash.column_${name}`))), items.map(receipt), { kind: "receipts" })
      : h("p", { class: "quiet" }, t(today ? "cash.none_today" : "cash.none")),
  );
}

/** @param {Wire.Payment} paid */
function receipt(paid) {
  return h(
    "tr",
    { class: paid.voided_at ? "voided" : paid.kind === "refund" ? "refund" : null },
    h("th", { scope: "row" }, h("button", { type: "button", class: "linklike", onclick: () => deeds.open(paid.id) }, paid.receipt)),
    h("td", {}, timeOf(paid.at)),
    h(
      "td",
      { class: "what" },
      paid.kind === "refund" ? t("fees.refund_of", { receipt: paid.refund_of_receipt }) : paid.lines.map((line) => line.label).join("; "),
      h("span", { class: "hint" }, [paid.dossier, paid.ticket_number && t("cash.ticket", { number: paid.ticket_number })].filter(Boolean).join(" · ")),
    ),
    h("td", {}, paid.method_name),
    h("td", {}, paid.by),
    h("td", { class: "figure" }, dong(paid.amount)),
    h("td", {}, paid.voided_at ? h("span", { class: "fee-void" }, [t("fees.voided"), paid.void_reason].join(": ")) : (paid.reason ?? t("fees.valid"))),
  );
}

/** Opens a receipt by its number, "12" of this year or "12/2025". */
async function find() {
  const asked = numberField.value.trim();
  const [number, year = ""] = asked.split("/");
  if (!/^\d{1,12}$/.test(number)) return;
  const wish = new URLSearchParams({ number: String(Number(number)), year: /^\d{4}$/.test(year) ? year : dayField.value.slice(0, 4) });
  try {
    /** @type {Wire.Payments} */
    const found = await api("GET", `/api/v1/payments?${wish}`);
    if (found.items.length) await deeds.open(found.items[0].id);
    else toast(t("cash.not_found", { number: asked }), { danger: true });
  } catch (problem) {
    problemShown(problem);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (numberField.value.trim()) find();
  else load();
});
dayField.addEventListener("change", load);
officerField?.addEventListener("change", load);
byId("print").addEventListener("click", () => window.print());
load();
