/* Taking money: fee lines with exemptions, the calculator for certified copies, the way of paying, the receipt.
   The counter panel and the dossier's page show the same. It asks the API and knows no other part of the page. */

import { api, freshKey, h, messages } from "/assets/page.js";
import { amountOf, dongWithUnit, groupsDigits } from "/assets/money.js";

const t = messages();
const METHODS = ["cash", "transfer", "card"];
const KINDS = ["published", "copies", "other"];
const PAUSE = 200; // ms after the last key before the server is asked what copies cost
let count = 0;

/** A deed that is sent again under its own key while it has no answer: money is never taken twice. */
export function sender() {
  let open = null;
  return async (path, body) => {
    const sign = `${path} ${JSON.stringify(body)}`;
    if (open?.sign !== sign) open = { sign, key: freshKey() };
    try {
      const answer = await api("POST", path, body, { key: open.key });
      open = null;
      return answer;
    } catch (problem) {
      if (problem.status > 0 && problem.status < 500) open = null;
      throw problem;
    }
  };
}

/** Where a receipt can be printed. */
export function receiptPath(paid) {
  if (!paid.dossier) return `/api/v1/payments/${paid.id}/receipt.pdf`;
  return `/api/v1/dossiers/${encodeURIComponent(paid.dossier)}/forms/money.pdf?receipt=${encodeURIComponent(paid.receipt)}`;
}

/** A line's price in words: "2 bản × 5.000 đ", with what an exemption leaves. */
export function priceText(line) {
  return t("fees.price", { quantity: line.quantity, unit: line.unit, price: dongWithUnit(line.unit_price) });
}

/** Whether less is paid than the price, and how that reads. */
export function exemptText(line) {
  if (!line.exempt_reason && line.amount === line.quantity * line.unit_price) return null;
  return t(line.amount === 0 ? "fees.exempt_all" : "fees.exempt_part", { reason: line.exempt_reason ?? "" }).replace(/: $/, "");
}

/** The fees of a dossier, kept by the server. */
export function dossierFees(code) {
  const path = `/api/v1/dossiers/${encodeURIComponent(code)}`;
  const send = sender();
  let found = null;
  return {
    load: async () => (found = await api("GET", `${path}/fees`)),
    add: async (line) => (found = await send(`${path}/fees`, { lines: [line], version: found.version })),
    remove: async (line) => (found = await send(`${path}/fees/${line.id}/remove`, { version: found.version })),
    pay: (method) => send(`${path}/payments`, { method, version: found.version }),
    open: () => (found?.lines ?? []).filter((line) => line.payment === null),
  };
}

/** The fees of a ticket without a dossier: they are kept here until they are paid. */
export function ticketFees(ticket, procedure) {
  const send = sender();
  const lines = [];
  return {
    load: () => api("GET", procedure ? `/api/v1/fees?procedure=${encodeURIComponent(procedure)}` : "/api/v1/fees"),
    add: (line, shown) => lines.push({ ...shown, wish: line }),
    remove: (line) => lines.splice(lines.indexOf(line), 1),
    pay: (method) => send(`/api/v1/tickets/${ticket}/payments`, { method, lines: lines.map((line) => line.wish) }),
    open: () => [...lines],
  };
}

/** The whole desk as an element: `fees` is one of the two above, `icon(name)` draws, `onPaid(receipt)` hears of it.
    Call `begin()` once it is in the page. */
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

  async function guarded(work) {
    if (busy) return;
    busy = true;
    element.setAttribute("aria-busy", "true");
    fault.textContent = "";
    try {
      await work();
    } catch (problem) {
      if (!problem.title) throw problem;
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

  function drawLine(line) {
    const exempt = exemptText(line);
    const gone = () =>
      guarded(async () => {
        await fees.remove(line);
        draw();
        onChange();
        (list.querySelector("button") ?? editorPlace.querySelector("input, button"))?.focus();
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
  return { element, value: () => element.querySelector("input:checked").value };
}

/* One new line: the published fee, certified copies, or anything else. `add(line, shown)` gets what the API takes and
   what the list shows of it. */
function lineEditor(offer, fresh, add) {
  const published = offer.published;
  const label = h("input", { type: "text", maxlength: 200, autocomplete: "off" });
  const quantity = h("input", { type: "text", inputmode: "numeric", maxlength: 4, value: "1", autocomplete: "off" });
  const unit = h("input", { type: "text", maxlength: 40, autocomplete: "off" });
  const price = groupsDigits(h("input", { type: "text", inputmode: "numeric", maxlength: 15, autocomplete: "off" }));
  const pages = h("input", { type: "text", inputmode: "numeric", maxlength: 4, autocomplete: "off" });
  const result = h("p", { class: "fee-result", role: "status" });
  const exempt = exemption(offer.exemptions);
  const button = h("button", { type: "button", class: "fee-add" }, t("fees.add"));
  const rate = offer.copy_rate;
  const rule = t("fees.copy_rule", {
    page: dongWithUnit(rate.page),
    more: dongWithUnit(rate.more),
    from: rate.from_page,
    most: dongWithUnit(rate.most),
  });
  const fields = {
    label: labelled(t("fees.label"), label, "wide"),
    pages: labelled(t("fees.pages"), pages),
    quantity: labelled(t("fees.quantity"), quantity),
    unit: labelled(t("fees.unit"), unit),
    price: labelled(t("fees.unit_price"), price),
  };
  const said = h("p", { class: "hint fee-rule" });
  const kinds = kindChoice(kindAtFirst());
  const element = h(
    "fieldset",
    { class: "fee-new" },
    h("legend", {}, t("fees.new")),
    kinds.element,
    said,
    h("div", { class: "fee-fields" }, Object.values(fields), exempt.element),
    h("div", { class: "fee-adding" }, result, button),
  );
  let copyPrice = null;
  let asking = null;

  function kindAtFirst() {
    if (published?.amount) return "published";
    return /chứng thực bản sao/i.test(published?.label ?? "") ? "copies" : "other";
  }

  function choose(kind) {
    fields.pages.hidden = kind !== "copies";
    for (const name of ["label", "unit", "price"]) fields[name].hidden = kind === "copies";
    label.value = kind === "published" ? published.label : "";
    unit.value = kind === "published" ? published.unit : "";
    price.value = kind === "published" && published.amount ? dongWithUnit(published.amount).replace(" đ", "") : "";
    const text = published?.text ? t("fees.published", { text: published.text }) : t("fees.unpublished");
    said.textContent = kind === "copies" ? rule : text;
    said.classList.toggle("doubt", kind !== "copies" && !published?.text);
    const counted = t(kind === "copies" ? "fees.copies" : "fees.quantity");
    fields.quantity.firstChild.textContent = counted;
    quantity.setAttribute("aria-label", counted);
    reckon();
  }

  function reckon() {
    clearTimeout(asking);
    const number = whole(quantity);
    if (kinds.value() !== "copies") return show(number, amountOf(price.value));
    const asked = whole(pages);
    copyPrice = null;
    show(number, null);
    if (!asked) return undefined;
    // What a copy costs is the server's to say.
    asking = setTimeout(async () => {
      const found = await api("GET", `/api/v1/fees/copies?pages=${asked}`).catch(() => null);
      if (found === null || asked !== whole(pages)) return;
      copyPrice = found.amount;
      show(whole(quantity), copyPrice);
    }, PAUSE);
    return undefined;
  }

  function show(number, each) {
    const sum = !number || each === null ? null : left(number * each);
    result.textContent = sum === null ? "" : dongWithUnit(sum);
  }

  const left = (sum) => Math.floor((sum * (100 - (exempt.value()?.percent ?? 0))) / 100);

  async function send() {
    const kind = kinds.value();
    const wish = { quantity: whole(quantity) };
    if (!wish.quantity) return quantity.focus();
    if (kind === "copies") {
      wish.copy_pages = whole(pages);
      if (!wish.copy_pages) return pages.focus();
      copyPrice ??= (await api("GET", `/api/v1/fees/copies?pages=${wish.copy_pages}`)).amount;
    } else {
      wish.label = label.value.trim();
      wish.unit = unit.value.trim();
      wish.unit_price = amountOf(price.value);
      if (!wish.label) return label.focus();
      if (wish.unit_price === null || wish.unit_price < 0) return price.focus();
    }
    const less = exempt.value();
    if (less && !less.reason) return exempt.focus();
    if (less) Object.assign(wish, { exempt_percent: less.percent, exempt_reason: less.reason });
    const each = wish.unit_price ?? copyPrice;
    return add(wish, {
      label: wish.label ?? t("fees.copies_of", { pages: wish.copy_pages }),
      quantity: wish.quantity,
      unit: wish.unit || t(kind === "copies" ? "fees.copy_unit" : "fees.usual_unit"),
      unit_price: each,
      amount: left(wish.quantity * each),
      exempt_reason: less?.reason ?? null,
    });
  }

  function kindChoice(chosen) {
    const name = `kind-${(count += 1)}`;
    const known = KINDS.filter((kind) => kind !== "published" || published?.amount);
    const group = h(
      "div",
      { class: "fee-kinds", role: "radiogroup", "aria-label": t("fees.kind") },
      known.map((kind) =>
        h("label", {}, h("input", { type: "radio", name, value: kind, checked: kind === chosen, onchange: () => choose(kind) }), h("span", {}, t(`fees.kind_${kind}`))),
      ),
    );
    return { element: group, value: () => group.querySelector("input:checked").value };
  }

  function focus() {
    const kind = kinds.value();
    if (kind === "copies") pages.focus();
    else if (kind === "published") button.focus();
    else label.focus();
  }

  button.addEventListener("click", send);
  element.addEventListener("input", reckon);
  element.addEventListener("change", reckon);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input:not([type=radio]), select")) return;
    event.preventDefault();
    send();
  });
  choose(kinds.value());
  if (!fresh && kinds.value() === "published") {
    // It is taken already: the next line is likely another one.
    kinds.element.querySelector("[value=other]").checked = true;
    choose("other");
  }
  return {
    element,
    focus,
    clear: () => {
      pages.value = "";
      quantity.value = "1";
      exempt.clear();
      kinds.element.querySelector("[value=other]").checked = true;
      choose("other");
    },
  };
}

function exemption(reasons) {
  const select = h(
    "select",
    {},
    h("option", { value: "" }, t("fees.exempt_none")),
    reasons.map((reason) => h("option", { value: reason }, reason)),
    h("option", { value: "…" }, t("fees.exempt_other")),
  );
  const other = h("input", { type: "text", maxlength: 300, autocomplete: "off" });
  const percent = h("input", { type: "text", inputmode: "numeric", maxlength: 3, value: "100", autocomplete: "off" });
  const otherField = labelled(t("fees.exempt_why"), other, "wide");
  const percentField = labelled(t("fees.exempt_percent"), percent);
  const draw = () => {
    otherField.hidden = select.value !== "…";
    percentField.hidden = select.value === "";
  };
  select.addEventListener("change", draw);
  draw();
  return {
    element: [labelled(t("fees.exempt"), select), percentField, otherField],
    focus: () => other.focus(),
    value: () => {
      if (select.value === "") return null;
      const part = Math.min(100, Math.max(1, whole(percent) ?? 100));
      return { percent: part, reason: select.value === "…" ? other.value.trim() : select.value };
    },
    clear: () => {
      select.value = "";
      other.value = "";
      percent.value = "100";
      draw();
    },
  };
}

// The label's own words name the field: a wrapped select would be called by all its options too.
function labelled(text, input, kind = null) {
  input.setAttribute("aria-label", text);
  return h("label", { class: kind }, h("span", {}, text), input);
}

function whole(input) {
  const plain = input.value.trim();
  return /^[1-9]\d*$/.test(plain) ? Number(plain) : null;
}
