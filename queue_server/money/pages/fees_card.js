/* The fees of a dossier on its page: lines, receipts, what is still to be paid, and the way to taking it. */

import { h, messages, Problem } from "/assets/page.js";
import { dossierFees, exemptText, moneyDesk, priceText, receiptPath } from "/assets/office/fees.js";
import { dongWithUnit } from "/assets/money.js";
import { momentOf } from "/assets/parts/dates.js";
import { openDialog } from "/assets/parts/dialog.js";
import { icon } from "/assets/parts/icon.js";
import { cardOf } from "/assets/parts/table.js";

const t = messages();

/** The card; it fills itself. `changed()` is called once something was added or paid.
 * @param {string} code
 * @param {() => void} changed */
export function feesCard(code, changed) {
  const inside = h("div", {});
  const fees = dossierFees(code);
  const take = h("button", { type: "button", class: "quiet-action" }, icon("banknote"), t("fees.open"));
  take.addEventListener("click", () => {
    let touched = false;
    const note = () => (touched = true);
    const desk = moneyDesk(dossierFees(code), { icon, onPaid: note, onChange: note });
    const dialog = openDialog(`${t("fees.open")} · ${code}`, desk.element);
    dialog.addEventListener("close", () => touched && changed(), { once: true });
    desk.begin();
  });
  load();

  async function load() {
    try {
      inside.replaceChildren(...drawn(await fees.load()));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      inside.replaceChildren(h("p", { class: "quiet", role: "alert" }, problem.title));
    }
  }

  return cardOf(t("fees.title"), [inside, h("p", { class: "fee-buttons" }, take)], { kind: "fees" });
}

/** @param {Wire.Fees} found */
function drawn(found) {
  const { published } = found;
  const parts = [
    published && h("p", { class: "hint" }, published.text ? t("fees.published", { text: published.text }) : t("fees.unpublished")),
    found.lines.length > 0 && h("ul", { class: "fee-lines" }, found.lines.map(line)),
    h(
      "p",
      { class: "fee-sums" },
      h("span", {}, t("fees.still"), h("b", { class: found.due ? "owed" : null }, dongWithUnit(found.due))),
      h("span", {}, t("fees.paid"), h("b", {}, dongWithUnit(found.paid))),
    ),
    h("h4", {}, t("fees.receipts")),
    found.payments.length ? h("ul", { class: "fee-lines" }, found.payments.map(receipt)) : h("p", { class: "quiet" }, t("fees.no_receipts")),
  ];
  return parts.filter((part) => part !== null && part !== false);
}

/** @param {Wire.FeeLine} shown */
function line(shown) {
  const exempt = exemptText(shown);
  return h(
    "li",
    {},
    h("span", { class: "fee-what" }, h("b", {}, shown.label), h("span", { class: "hint" }, priceText(shown)), exempt && h("span", { class: "fee-exempt" }, exempt)),
    h("b", { class: "fee-amount" }, dongWithUnit(shown.amount)),
  );
}

/** @param {Wire.Payment} paid */
function receipt(paid) {
  return h(
    "li",
    { class: paid.voided_at ? "voided" : null },
    h(
      "span",
      { class: "fee-what" },
      h("a", { href: receiptPath(paid), target: "_blank", rel: "noopener" }, t("fees.receipt", { receipt: paid.receipt })),
      h("span", { class: "hint" }, [momentOf(paid.at), paid.method_name, paid.by].join(" · ")),
      paid.refund_of_receipt && h("span", { class: "hint" }, t("fees.refund_of", { receipt: paid.refund_of_receipt })),
      paid.voided_at && h("span", { class: "fee-void" }, [t("fees.voided"), paid.void_reason].filter(Boolean).join(": ")),
    ),
    h("b", { class: "fee-amount" }, dongWithUnit(paid.amount)),
  );
}
