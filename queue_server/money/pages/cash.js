/* The day's cash: what was taken, what must lie in the drawer, the receipts, and closing the day. The server counts. */

import { api, h, messages } from "/assets/page.js";
import { exemptText, priceText, receiptPath, sender } from "/assets/office/fees.js";
import { amountOf, dong, dongWithUnit, groupsDigits } from "/assets/money.js";
import { icon, momentOf, openDialog, problemShown, shortDay, timeOf, toast } from "/assets/office/desk.js";

const t = messages();
const byId = (id) => document.getElementById(id);
const box = byId("cash");
const me = box.dataset.me;
const supervisor = Boolean(box.dataset.supervisor);
const form = byId("choose");
const send = sender();
const SUMS = ["taken", "refunded", "voided", "book"];
let cash = null;
let officers = new Set();

function query() {
  const wish = new URLSearchParams();
  if (byId("day").value) wish.set("day", byId("day").value);
  if (supervisor && byId("officer").value) wish.set("officer", byId("officer").value);
  return wish;
}

async function load() {
  try {
    show(await api("GET", `/api/v1/cash?${query()}`));
  } catch (problem) {
    if (!problem.title) throw problem;
    problemShown(problem);
  }
}

function show(found) {
  cash = found;
  byId("day").value = cash.day;
  learnOfficers();
  for (const kind of ["csv", "xlsx"]) byId(kind).href = `/api/v1/cash.${kind}?${query()}&lang=${document.documentElement.lang}`;
  box.replaceChildren(
    ...[heading(), sums(), mine(), supervisor && byOfficer(), closings(), receipts()].filter(Boolean),
  );
}

function learnOfficers() {
  if (!supervisor) return;
  const select = byId("officer");
  officers = new Set([...officers, me, ...cash.officers.map((row) => row.officer)]);
  const chosen = select.value;
  select.replaceChildren(select.options[0], ...[...officers].sort().map((name) => h("option", { value: name }, name)));
  select.value = cash.officer ?? chosen;
}

// Seen on paper only.
function heading() {
  const whose = cash.officer ? t("cash.of", { officer: cash.officer }) : t("cash.everybody");
  return h("header", { class: "on-paper" }, h("p", {}, cash.centre), h("h2", {}, t("cash.book_of", { day: shortDay(cash.day) })), h("p", {}, whose));
}

function sums() {
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

/* The one book that can be closed here: the officer's own, or the one that a supervisor chose. */
function mine() {
  if (!cash.officer) return null;
  const row = cash.officers.find((one) => one.officer === cash.officer);
  const closing = row?.closing;
  if (!closing) {
    return h(
      "section",
      { class: "card close" },
      h("p", {}, h("b", {}, t("cash.is_open", { officer: cash.officer })), h("span", { class: "hint" }, t("cash.close_hint"))),
      h("button", { type: "button", class: "primary", id: "close", onclick: () => close(row) }, icon("check"), t("cash.close")),
    );
  }
  return h(
    "section",
    { class: "card close closed" },
    h(
      "p",
      {},
      h("b", {}, t("cash.is_closed", { officer: cash.officer, at: momentOf(closing.at) })),
      h("span", {}, counted(closing)),
      closing.note && h("span", { class: "hint" }, closing.note),
    ),
    supervisor && h("button", { type: "button", onclick: () => reopen(cash.officer) }, t("cash.reopen")),
  );
}

function counted(closing) {
  const kind = closing.difference === 0 ? "exact" : closing.difference > 0 ? "over" : "short";
  const values = { counted: dongWithUnit(closing.counted), difference: dongWithUnit(Math.abs(closing.difference)) };
  return h("span", { class: `difference ${kind}` }, kind !== "exact" && icon("triangle-alert"), t(`cash.counted_${kind}`, values));
}

function byOfficer() {
  if (cash.officer) return null;
  const rows = cash.officers.map((row) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, h("button", { type: "button", class: "linklike", onclick: () => choose(row.officer) }, row.officer)),
      [...SUMS, "cash"].map((name) => h("td", { class: "figure" }, dong(row.sums[name]))),
      h("td", {}, row.closing ? counted(row.closing) : h("span", { class: "hint" }, t("cash.not_closed"))),
    ),
  );
  return h(
    "section",
    { class: "card list" },
    h("h2", {}, t("cash.by_officer")),
    rows.length
      ? h(
          "div",
          { class: "scroll" },
          h(
            "table",
            {},
            h(
              "thead",
              {},
              h(
                "tr",
                {},
                h("th", { scope: "col" }, t("cash.officer")),
                [...SUMS, "cash"].map((name) => h("th", { scope: "col", class: "figure" }, t(name === "cash" ? "method.cash" : `cash.${name}`))),
                h("th", { scope: "col" }, t("cash.state")),
              ),
            ),
            h("tbody", {}, rows),
          ),
        )
      : h("p", { class: "quiet" }, t("cash.nobody")),
  );
}

function choose(officer) {
  byId("officer").value = officer;
  return load();
}

// Closings that a supervisor took back stay to be seen.
function closings() {
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
          h("span", { class: "hint" }, t("cash.reopened_at", { at: momentOf(row.reopened_at), by: row.reopened_by, reason: row.reopen_reason })),
        ),
      ),
    ),
  );
}

function receipts() {
  const items = cash.items;
  return h(
    "section",
    { class: "card list" },
    h("h2", {}, t("fees.receipts"), h("span", { class: "side" }, t("cash.count", { count: items.length }))),
    items.length
      ? h(
          "div",
          { class: "scroll" },
          h(
            "table",
            { class: "receipts" },
            h(
              "thead",
              {},
              h(
                "tr",
                {},
                ["number", "at", "for_what", "method", "by", "amount", "state"].map((name) =>
                  h("th", { scope: "col", class: name === "amount" ? "figure" : null }, t(`cash.column_${name}`)),
                ),
              ),
            ),
            h("tbody", {}, items.map(receipt)),
          ),
        )
      : h("p", { class: "quiet" }, t(cash.today ? "cash.none_today" : "cash.none")),
  );
}

function receipt(paid) {
  return h(
    "tr",
    { class: paid.voided_at ? "voided" : paid.kind === "refund" ? "refund" : null },
    h("th", { scope: "row" }, h("button", { type: "button", class: "linklike", onclick: () => open(paid.id) }, paid.receipt)),
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

/** One receipt, with what can be done with it. */
async function open(id) {
  let paid;
  try {
    paid = await api("GET", `/api/v1/payments/${id}`);
  } catch (problem) {
    if (!problem.title) throw problem;
    return problemShown(problem);
  }
  const today = cash.today && paid.day === cash.day;
  const voidable = !paid.voided_at && today && (supervisor || paid.by === me);
  openDialog(t(paid.kind === "refund" ? "cash.refund_title" : "cash.receipt_title", { receipt: paid.receipt }), [
    h("p", { class: "fee-total" }, dongWithUnit(paid.amount)),
    h("p", {}, [momentOf(paid.at), paid.method_name, paid.by, paid.dossier, paid.ticket_number && t("cash.ticket", { number: paid.ticket_number })].filter(Boolean).join(" · ")),
    paid.lines.length > 0 && h("ul", { class: "fee-lines" }, paid.lines.map(line)),
    paid.refund_of_receipt && h("p", {}, t("fees.refund_of", { receipt: paid.refund_of_receipt })),
    paid.reason && h("p", {}, t("cash.reason_is", { reason: paid.reason })),
    paid.voided_at && h("p", { class: "fee-void" }, t("cash.voided_by", { by: paid.voided_by, at: momentOf(paid.voided_at), reason: paid.void_reason })),
    h(
      "p",
      { class: "actions" },
      h("a", { class: "button", href: receiptPath(paid), target: "_blank", rel: "noopener" }, icon("printer"), t("fees.print")),
      paid.left > 0 && h("button", { type: "button", onclick: () => refund(paid) }, t("cash.refund")),
      voidable && h("button", { type: "button", class: "danger", onclick: () => voidIt(paid) }, t("cash.void")),
    ),
  ]);
  return undefined;
}

function line(shown) {
  const exempt = exemptText(shown);
  return h(
    "li",
    {},
    h("span", { class: "fee-what" }, h("b", {}, shown.label), h("span", { class: "hint" }, priceText(shown)), exempt && h("span", { class: "fee-exempt" }, exempt)),
    h("b", { class: "fee-amount" }, dongWithUnit(shown.amount)),
  );
}

/* A dialog with fields, one deed and what it answered with; what was refused is said in it. */
function ask({ title, fields, verb, danger = false, work }) {
  const fault = h("p", { class: "fee-fault", role: "alert" });
  const content = h(
    "form",
    { class: "asked", novalidate: true },
    fields,
    fault,
    h("p", { class: "actions" }, h("button", { type: "submit", class: danger ? "danger" : "primary" }, verb)),
  );
  let busy = false;
  content.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    fault.textContent = "";
    try {
      const said = await work();
      if (said) {
        byId("dialog").close();
        toast(said);
      }
    } catch (problem) {
      if (!problem.title) throw problem;
      fault.textContent = problem.title;
    } finally {
      busy = false;
    }
  });
  openDialog(title, content);
  content.querySelector("input, select, textarea")?.focus();
}

const labelled = (text, input) => h("label", {}, h("span", {}, text), input);

function needed(input) {
  const text = input.value.trim();
  if (!text) {
    input.focus();
    throw Object.assign(new Error(), { title: t("cash.reason_needed") });
  }
  return text;
}

function amountIn(input, least) {
  const amount = amountOf(input.value);
  if (amount === null || (least !== null && amount < least)) {
    input.focus();
    throw Object.assign(new Error(), { title: t("cash.amount_needed") });
  }
  return amount;
}

function refund(paid) {
  const amount = groupsDigits(h("input", { type: "text", inputmode: "numeric", maxlength: 18, value: dong(paid.left), autocomplete: "off" }));
  const method = h("select", {}, ["cash", "transfer", "card"].map((name) => h("option", { value: name, selected: name === paid.method }, t(`method.${name}`))));
  const reason = h("input", { type: "text", maxlength: 300, autocomplete: "off" });
  ask({
    title: t("cash.refund_of", { receipt: paid.receipt }),
    fields: [
      h("p", { class: "hint" }, t("cash.refund_most", { amount: dongWithUnit(paid.left) })),
      labelled(t("cash.column_amount"), amount),
      labelled(t("fees.method"), method),
      labelled(t("cash.reason"), reason),
    ],
    verb: t("cash.refund"),
    work: async () => {
      const given = await send(`/api/v1/payments/${paid.id}/refund`, {
        amount: amountIn(amount, 1),
        reason: needed(reason),
        method: method.value,
      });
      await load();
      return t("cash.refunded_said", { receipt: given.receipt, amount: dongWithUnit(-given.amount) });
    },
  });
}

function voidIt(paid) {
  const reason = h("input", { type: "text", maxlength: 300, autocomplete: "off" });
  ask({
    title: t("cash.void_title", { receipt: paid.receipt }),
    fields: [h("p", { class: "hint" }, t("cash.void_hint")), labelled(t("cash.reason"), reason)],
    verb: t("cash.void"),
    danger: true,
    work: async () => {
      await send(`/api/v1/payments/${paid.id}/void`, { reason: needed(reason) });
      await load();
      return t("cash.voided_said", { receipt: paid.receipt });
    },
  });
}

function close(row) {
  const expected = row?.sums.cash ?? 0;
  const amount = groupsDigits(h("input", { type: "text", inputmode: "numeric", maxlength: 18, autocomplete: "off", class: "big" }));
  const note = h("input", { type: "text", maxlength: 300, autocomplete: "off" });
  const difference = h("p", { class: "difference", role: "status" });
  amount.addEventListener("input", () => {
    const now = amountOf(amount.value);
    difference.replaceChildren(now === null ? "" : counted({ counted: now, difference: now - expected }));
  });
  ask({
    title: t("cash.close_title", { day: shortDay(cash.day), officer: cash.officer }),
    fields: [
      h("p", { class: "fee-sum" }, h("span", {}, t("cash.drawer")), h("b", { class: "fee-total" }, dongWithUnit(expected))),
      labelled(t("cash.counted"), amount),
      difference,
      labelled(t("cash.note"), note),
      h("p", { class: "hint" }, t("cash.close_warning")),
    ],
    verb: t("cash.close"),
    work: async () => {
      const body = { counted: amountIn(amount, null), note: note.value.trim(), day: cash.day };
      if (cash.officer !== me) body.officer = cash.officer;
      show(await send("/api/v1/cash/close", body));
      return t("cash.closed_said");
    },
  });
}

function reopen(officer) {
  const reason = h("input", { type: "text", maxlength: 300, autocomplete: "off" });
  ask({
    title: t("cash.reopen_title", { officer, day: shortDay(cash.day) }),
    fields: [labelled(t("cash.reason"), reason)],
    verb: t("cash.reopen"),
    work: async () => {
      show(await send("/api/v1/cash/reopen", { officer, day: cash.day, reason: needed(reason) }));
      return t("cash.reopened_said");
    },
  });
}

async function find() {
  const [number, year] = byId("number").value.trim().split("/");
  if (!/^\d{1,12}$/.test(number)) return;
  const wish = new URLSearchParams({ number: String(Number(number)), year: /^\d{4}$/.test(year ?? "") ? year : cash.day.slice(0, 4) });
  try {
    const found = await api("GET", `/api/v1/payments?${wish}`);
    if (found.items.length) await open(found.items[0].id);
    else toast(t("cash.not_found", { number: byId("number").value.trim() }), { danger: true });
  } catch (problem) {
    if (!problem.title) throw problem;
    problemShown(problem);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (byId("number").value.trim()) find();
  else load();
});
byId("day").addEventListener("change", load);
byId("officer")?.addEventListener("change", load);
byId("print").addEventListener("click", () => window.print());
load();
