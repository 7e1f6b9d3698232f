/* What can be done with the day's cash: open a receipt, give money back, void, close the day and take that back. The server decides. */

import { amountOf, dong, dongWithUnit, groupsDigits } from "/assets/money.js";
import { exemptText, priceText, receiptPath, sender } from "/assets/office/fees.js";
import { problemShown } from "/assets/office/desk.js";
import { momentOf, shortDay } from "/assets/parts/dates.js";
import { openDialog } from "/assets/parts/dialog.js";
import { icon } from "/assets/parts/icon.js";
import { labelled, needed, refuse } from "/assets/parts/fields.js";
import { toast } from "/assets/parts/toast.js";
import { api, find, h, messages, Problem, Refusal } from "/assets/page.js";
import { longest } from "/assets/longest.js";

const t = messages();

export class CashDeeds {
  #me;
  #load;
  #show;
  #send = sender();
  /** The day that is shown. @type {Wire.CashDay | null} */
  cash = null;

  /** @param {{me: string, load: () => Promise<void>, show: (cash: Wire.CashDay) => void}} page */
  constructor({ me, load, show }) {
    this.#me = me;
    this.#load = load;
    this.#show = show;
  }

  #shown() {
    if (!this.cash) throw new Error("no day is shown yet");
    return this.cash;
  }

  /** One receipt, with what can be done with it.
   * @param {number} id */
  async open(id) {
    /** @type {Wire.PaymentWithRest} */
    let paid;
    try {
      paid = await api("GET", `/api/v1/payments/${id}`);
    } catch (problem) {
      problemShown(problem);
      return;
    }
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
        paid.refundable && h("button", { type: "button", onclick: () => this.#refund(paid) }, t("cash.refund")),
        paid.voidable && h("button", { type: "button", class: "danger", onclick: () => this.#void(paid) }, t("cash.void")),
      ),
    ]);
  }

  /** @param {Wire.PaymentWithRest} paid */
  #refund(paid) {
    const amount = groupsDigits(h("input", { type: "text", inputmode: "numeric", maxlength: 18, value: dong(paid.left), autocomplete: "off" }));
    const method = h("select", {}, ["cash", "transfer", "card"].map((name) => h("option", { value: name, selected: name === paid.method }, t(`method.${name}`))));
    const reason = h("input", { type: "text", maxlength: longest.Refund.reason, autocomplete: "off" });
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
        /** @type {Wire.Payment} */
        const given = await this.#send(`/api/v1/payments/${paid.id}/refund`, {
          amount: amountIn(amount, 1),
          reason: needed(reason, t("cash.reason_needed")),
          method: method.value,
        });
        await this.#load();
        return t("cash.refunded_said", { receipt: given.receipt, amount: dongWithUnit(-given.amount) });
      },
    });
  }

  /** @param {Wire.PaymentWithRest} paid */
  #void(paid) {
    const reason = h("input", { type: "text", maxlength: longest.Void.reason, autocomplete: "off" });
    ask({
      title: t("cash.void_title", { receipt: paid.receipt }),
      fields: [h("p", { class: "hint" }, t("cash.void_hint")), labelled(t("cash.reason"), reason)],
      verb: t("cash.void"),
      danger: true,
      work: async () => {
        await this.#send(`/api/v1/payments/${paid.id}/void`, { reason: needed(reason, t("cash.reason_needed")) });
        await this.#load();
        return t("cash.voided_said", { receipt: paid.receipt });
      },
    });
  }

  /** Closes the day of the officer whose book is shown.
   * @param {number} expected what must lie in the drawer */
  close(expected) {
    const { day, officer } = this.#shown();
    const amount = groupsDigits(h("input", { type: "text", inputmode: "numeric", maxlength: 18, autocomplete: "off", class: "big" }));
    const note = h("input", { type: "text", maxlength: longest.CloseCash.note, autocomplete: "off" });
    const difference = h("p", { class: "difference", role: "status" });
    amount.addEventListener("input", () => {
      const now = amountOf(amount.value);
      difference.replaceChildren(now === null ? "" : counted({ counted: now, difference: now - expected }));
    });
    ask({
      title: t("cash.close_title", { day: shortDay(day), officer }),
      fields: [
        h("p", { class: "fee-sum" }, h("span", {}, t("cash.drawer")), h("b", { class: "fee-total" }, dongWithUnit(expected))),
        labelled(t("cash.counted"), amount),
        difference,
        labelled(t("cash.note"), note),
        h("p", { class: "hint" }, t("cash.close_warning")),
      ],
      verb: t("cash.close"),
      work: async () => {
        const body = { counted: amountIn(amount, null), note: note.value.trim(), day, ...(officer === this.#me ? {} : { officer }) };
        this.#show(await this.#send("/api/v1/cash/close", body));
        return t("cash.closed_said");
      },
    });
  }

  /** @param {string} officer */
  reopen(officer) {
    const { day } = this.#shown();
    const reason = h("input", { type: "text", maxlength: longest.ReopenCash.reason, autocomplete: "off" });
    ask({
      title: t("cash.reopen_title", { officer, day: shortDay(day) }),
      fields: [labelled(t("cash.reason"), reason)],
      verb: t("cash.reopen"),
      work: async () => {
        this.#show(await this.#send("/api/v1/cash/reopen", { officer, day, reason: needed(reason, t("cash.reason_needed")) }));
        return t("cash.reopened_said");
      },
    });
  }
}

/** What was counted, and how far it is from what should be there.
 * @param {Pick<Wire.Closing, "counted" | "difference">} closing */
export function counted(closing) {
  const kind = closing.difference === 0 ? "exact" : closing.difference > 0 ? "over" : "short";
  const values = { counted: dongWithUnit(closing.counted), difference: dongWithUnit(Math.abs(closing.difference)) };
  return h("span", { class: `difference ${kind}` }, kind !== "exact" && icon("triangle-alert"), t(`cash.counted_${kind}`, values));
}

/** @param {Wire.PaidLine} shown */
function line(shown) {
  const exempt = exemptText(shown);
  return h(
    "li",
    {},
    h("span", { class: "fee-what" }, h("b", {}, shown.label), h("span", { class: "hint" }, priceText(shown)), exempt && h("span", { class: "fee-exempt" }, exempt)),
    h("b", { class: "fee-amount" }, dongWithUnit(shown.amount)),
  );
}

/** A dialog with fields, one deed and what it answered with; what was refused is said in it.
 * @param {{title: string, fields: import("/assets/page.js").Child, verb: string, danger?: boolean, work: () => Promise<string>}} question */
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
      dialog.close();
      toast(said);
    } catch (problem) {
      if (!(problem instanceof Problem || problem instanceof Refusal)) throw problem;
      fault.textContent = problem.title;
    } finally {
      busy = false;
    }
  });
  const dialog = openDialog(title, content);
  find(content, "input, select, textarea")?.focus();
}

/** @param {HTMLInputElement} input
 * @param {number | null} least */
function amountIn(input, least) {
  const amount = amountOf(input.value);
  if (amount === null || (least !== null && amount < least)) refuse(t("cash.amount_needed"), input);
  return amount;
}
