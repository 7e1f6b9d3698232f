/* Taking money: fee lines with exemptions, the calculator for certified copies, the way of paying, the receipt.
   The counter panel and the dossier's page show the same. It talks to the API only, not to other parts of the page. */

import { api, freshKey, h, messages, Problem } from "/assets/page.js";
import { checked, lineEditor, priceOf } from "./fee_line_editor.js";
import { dongWithUnit } from "/assets/money.js";

/**
 * @typedef {Wire.Payment["method"]} Method
 * @typedef {Pick<Wire.FeeLine, "label" | "quantity" | "unit" | "unit_price" | "amount" | "exempt_reason">} ShownLine
 * @typedef {Omit<ShownLine, "unit_price" | "amount">} NamedLine a line before the server has priced it
 * @typedef {ShownLine & {id?: number, payment?: number | null, wish?: Wire.NewFee}} Line kept by the server, or only wished for
 * @typedef {Wire.FeesOfProcedure & {payments?: Wire.Payment[]}} Offer what a desk begins with
 * @typedef {object} Fees where the lines are kept
 * @property {() => Promise<Offer>} load
 * @property {(line: Wire.NewFee, shown: NamedLine) => unknown} add
 * @property {(line: Line) => unknown} remove
 * @property {(method: Method) => Promise<Wire.Payment>} pay
 * @property {() => Line[]} open the lines that nobody has paid
 */

const t = messages();
const METHODS = ["cash", "transfer", "card"];
let count = 0;

/** A deed that is sent again under its own key while it has no answer: money is never taken twice. */
export function sender() {
  /** @type {{sign: string, key: string} | null} */
  let open = null;
  /** @template Answer
   * @param {string} path
   * @param {unknown} body
   * @returns {Promise<Answer>} */
  const send = async (path, body) => {
    const sign = `${path} ${JSON.stringify(body)}`;
    if (open?.sign !== sign) open = { sign, key: freshKey() };
    try {
      /** @type {Answer} */
      const answer = await api("POST", path, body, { key: open.key });
      open = null;
      return answer;
    } catch (problem) {
      if (problem instanceof Problem && problem.status > 0 && problem.status < 500) open = null;
      throw problem;
    }
  };
  return send;
}

/** Where a receipt can be printed.
 * @param {Pick<Wire.Payment, "id" | "dossier" | "receipt">} paid */
export function receiptPath(paid) {
  if (!paid.dossier) return `/api/v1/payments/${paid.id}/receipt.pdf`;
  return `/api/v1/dossiers/${encodeURIComponent(paid.dossier)}/forms/money.pdf?receipt=${encodeURIComponent(paid.receipt)}`;
}

/** A line's price in words: "2 bản × 5.000 đ", with what an exemption leaves.
 * @param {ShownLine} line */
export function priceText(line) {
  return t("fees.price", { quantity: line.quantity, unit: line.unit, price: dongWithUnit(line.unit_price) });
}

/** Whether less is paid than the price, and how that reads.
 * @param {ShownLine} line */
export function exemptText(line) {
  if (!line.exempt_reason && line.amount === line.quantity * line.unit_price) return null;
  return t(line.amount === 0 ? "fees.exempt_all" : "fees.exempt_part", { reason: line.exempt_reason ?? "" }).replace(/: $/, "");
}

/** The fees of a dossier, kept by the server.
 * @param {string} code
 * @returns {Omit<Fees, "load"> & {load: () => Promise<Wire.Fees>}} */
export function dossierFees(code) {
  const path = `/api/v1/dossiers/${encodeURIComponent(code)}`;
  const send = sender();
  /** @type {Wire.Fees | null} */
  let found = null;
  return {
    load: async () => (found = /** @type {Wire.Fees} */ (await api("GET", `${path}/fees`))),
    add: async (line) => (found = await send(`${path}/fees`, { lines: [line], version: found?.version })),
    remove: async (line) => (found = await send(`${path}/fees/${line.id}/remove`, { version: found?.version })),
    pay: (method) => send(`${path}/payments`, { method, version: found?.version }),
    open: () => (found?.lines ?? []).filter((line) => line.payment === null),
  };
}

/** The fees of a ticket without a dossier: they are kept here until they are paid.
 * @param {number} ticket
 * @param {string | null} procedure
 * @returns {Fees} */
export function ticketFees(ticket, procedure) {
  const send = sender();
  /** @type {Line[]} */
  const lines = [];
  return {
    load: () => api("GET", procedure ? `/api/v1/fees?procedure=${encodeURIComponent(procedure)}` : "/api/v1/fees"),
    add: async (line, shown) => lines.push({ ...shown, ...(await priceOf(line)), wish: line }),
    remove: (line) => lines.splice(lines.indexOf(line), 1),
    pay: (method) => send(`/api/v1/tickets/${ticket}/payments`, { method, lines: lines.map((line) => line.wish) }),
    open: () => [...lines],
  };
}

/** The whole desk as an element: `fees` is one of the two above, `icon(name)` draws, `onPaid(receipt)` hears of it.
    Call `begin()` once it is in the page.
 * @param {Fees} fees
 * @param {{icon: (name: string) => Node, onPaid?: (paid: Wire.Payment) => void, onChange?: () => void}} how */
export function moneyDesk(fees, { icon, onPaid = () => {}, onChange = () => {} }) {
  const list = h("ul", { class: "fee-lines" });
  const total = h("b", { class: "fee-total" });
  const fault = h("p", { class: "fee-fault", role: "alert" });
  const editorPlace = h("div", {});
  const method = methodChoice();
  const take = h("button", { type: "button", class: "primary fee-take" });
  const element = h(
    "div",
    { class: "fee-desk" },
    editorPlace,
    list,
    h("p", { class: "fee-sum" }, h("span", {}, t("fees.due")), total),
    fault,
    h("div", { class: "fee-pay" }, method.element, take),
  );
  let busy = false;

  /** @param {() => Promise<void>} work */
  async function guarded(work) {
    if (busy) return;
    busy = true;
    element.setAttribute("aria-busy", "true");
    fault.textContent = "";
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      fault.textContent = problem.title;
      if (problem.code === "changed_meanwhile") {
        await fees.load();
        draw();
      }
    } finally {
      busy = false;
      element.removeAttribute("aria-busy");
    }
  }

  function draw() {
    const open = fees.open();
    const due = open.reduce((sum, line) => sum + line.amount, 0);
    list.replaceChildren(...(open.length ? open.map(drawLine) : [h("li", { class: "fee-none" }, t("fees.none"))]));
    total.textContent = dongWithUnit(due);
    take.textContent = due ? t("fees.take", { amount: dongWithUnit(due) }) : t("fees.take_nothing");
    take.disabled = !due;
  }

  /** @param {Line} line */
  function drawLine(line) {
    const exempt = exemptText(line);
    const gone = () =>
      guarded(async () => {
        await fees.remove(line);
        draw();
        onChange();
        /** @type {HTMLElement | null} */
        const next = list.querySelector("button") ?? editorPlace.querySelector("input, button");
        next?.focus();
      });
    return h(
      "li",
      {},
      h("span", { class: "fee-what" }, h("b", {}, line.label), h("span", { class: "hint" }, priceText(line)), exempt && h("span", { class: "fee-exempt" }, exempt)),
      h("b", { class: "fee-amount" }, dongWithUnit(line.amount)),
      h("button", { type: "button", class: "fee-remove", "aria-label": t("fees.remove", { label: line.label }), onclick: gone }, icon("x")),
    );
  }

  async function pay() {
    const paid = await fees.pay(method.value());
    const print = h(
      "a",
      { class: "button primary", href: receiptPath(paid), target: "_blank", rel: "noopener" },
      icon("printer"),
      t("fees.print"),
    );
    element.replaceChildren(
      h(
        "div",
        { class: "fee-done", role: "status" },
        icon("check"),
        h("p", {}, t("fees.done")),
        h("b", { class: "fee-receipt" }, t("fees.receipt", { receipt: paid.receipt })),
        h("b", { class: "fee-total" }, dongWithUnit(paid.amount)),
        h("p", { class: "hint" }, paid.method_name),
        h("p", { class: "fee-buttons" }, print),
      ),
    );
    print.focus();
    onPaid(paid);
  }
  take.addEventListener("click", () => guarded(pay));

  async function begin() {
    await guarded(async () => {
      const offer = await fees.load();
      const none = !fees.open().length && !(offer.payments ?? []).some((paid) => !paid.voided_at);
      const editor = lineEditor(offer, none, async (line, shown) => {
        await guarded(async () => {
          await fees.add(line, shown);
          editor.clear();
          draw();
          onChange();
          take.focus();
        });
      });
      editorPlace.replaceChildren(editor.element);
      draw();
      if (none) editor.focus();
      else if (!take.disabled) take.focus();
    });
  }

  draw();
  return { element, begin };
}

function methodChoice() {
  const name = `method-${(count += 1)}`;
  const inputs = METHODS.map((method, place) =>
    h(
      "label",
      {},
      h("input", { type: "radio", name, value: method, checked: place === 0, "data-digit": place + 1 }),
      h("span", {}, t(`method.${method}`)),
    ),
  );
  const element = h("fieldset", { class: "fee-choices" }, h("legend", {}, t("fees.method")), inputs);
  return { element, value: () => checked(element) };
}
