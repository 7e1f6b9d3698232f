/* The form for one new fee line: the published fee, certified copies, or anything else; with an exemption. */

import { api, h, messages } from "/assets/page.js";
import { amountOf, dong, dongWithUnit, groupsDigits } from "/assets/money.js";
import { longest } from "/assets/longest.js";

/** @typedef {"published" | "copies" | "other"} Kind */

const t = messages();
/** @type {Kind[]} */
const KINDS = ["published", "copies", "other"];
const PAUSE = 200; // ms after the last key before the server is asked what copies cost
let count = 0;

/** The value of the radio button that is chosen; one always is.
 * @param {HTMLElement} group */
export function checked(group) {
  /** @type {HTMLInputElement | null} */
  const found = group.querySelector("input:checked");
  return found?.value ?? "";
}

/** `add(line, shown)` gets what the API takes and what the list shows of it beside its price, which is the server's; `fresh` says that nothing was taken yet.
 * @param {import("./fees.js").Offer} offer
 * @param {boolean} fresh
 * @param {(line: Wire.NewFee, shown: import("./fees.js").NamedLine) => Promise<void>} add */
export function lineEditor(offer, fresh, add) {
  const published = offer.published;
  const label = h("input", { type: "text", maxlength: longest.NewFee.label, autocomplete: "off" });
  const quantity = h("input", { type: "text", inputmode: "numeric", maxlength: 4, value: "1", autocomplete: "off" });
  const unit = h("input", { type: "text", maxlength: longest.NewFee.unit, autocomplete: "off" });
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
  let asking = 0;

  /** @returns {Kind} */
  function kindAtFirst() {
    if (published?.amount) return "published";
    return published?.copies ? "copies" : "other";
  }

  /** @param {Kind} kind */
  function choose(kind) {
    fields.pages.hidden = kind !== "copies";
    for (const field of [fields.label, fields.unit, fields.price]) field.hidden = kind === "copies";
    const taken = kind === "published" ? published : null;
    label.value = taken?.label ?? "";
    unit.value = taken?.unit ?? "";
    price.value = taken?.amount ? dong(taken.amount) : "";
    const text = published?.text ? t("fees.published", { text: published.text }) : t("fees.unpublished");
    said.textContent = kind === "copies" ? rule : text;
    said.classList.toggle("doubt", kind !== "copies" && !published?.text);
    const counted = t(kind === "copies" ? "fees.copies" : "fees.quantity");
    fields.quantity.firstElementChild?.replaceChildren(counted);
    quantity.setAttribute("aria-label", counted);
    reckon();
  }

  /** The sum of what is typed, once it is enough for one. */
  function reckon() {
    clearTimeout(asking);
    result.textContent = "";
    const typed = priced();
    if (!typed) return;
    const mine = (asking = setTimeout(async () => {
      const found = await priceOf(typed).catch(() => null);
      if (found && mine === asking) result.textContent = dongWithUnit(found.amount);
    }, PAUSE));
  }

  /** What is typed as far as its price goes, or null while something of that is missing.
   * @returns {Wire.NewFee | null} */
  function priced() {
    const number = whole(quantity);
    if (!number) return null;
    const percent = exempt.value()?.percent ?? 0;
    if (kinds.value() === "copies") {
      const each = whole(pages);
      return each ? { quantity: number, copy_pages: each, exempt_percent: percent } : null;
    }
    const each = amountOf(price.value);
    return each === null || each < 0 ? null : { quantity: number, unit_price: each, exempt_percent: percent };
  }

  async function send() {
    const line = priced();
    const copies = kinds.value() === "copies";
    if (!copies && !label.value.trim()) return label.focus();
    if (!line) return (!whole(quantity) ? quantity : copies ? pages : price).focus();
    const less = exempt.value();
    if (less && !less.reason) return exempt.focus();
    if (less) line.exempt_reason = less.reason;
    return add(line, { ...named(line), quantity: line.quantity ?? 1, exempt_reason: less?.reason ?? null });
  }

  /** What the line is for, in words; copies are called what they are by the server too.
   * @param {Wire.NewFee} line */
  function named(line) {
    if (line.copy_pages) return { label: t("fees.copies_of", { pages: line.copy_pages }), unit: t("fees.copy_unit") };
    line.label = label.value.trim();
    line.unit = unit.value.trim();
    return { label: line.label, unit: line.unit || t("fees.usual_unit") };
  }

  /** @param {Kind} chosen */
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
    return { element: group, value: () => /** @type {Kind} */ (checked(group)) };
  }

  function focus() {
    const kind = kinds.value();
    if (kind === "copies") pages.focus();
    else if (kind === "published") button.focus();
    else label.focus();
  }

  function other() {
    /** @type {HTMLInputElement | null} */
    const radio = kinds.element.querySelector("[value=other]");
    if (radio) radio.checked = true;
    choose("other");
  }

  button.addEventListener("click", send);
  element.addEventListener("input", reckon);
  element.addEventListener("change", reckon);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof Element) || !event.target.matches("input:not([type=radio]), select")) return;
    event.preventDefault();
    send();
  });
  choose(kinds.value());
  if (!fresh && kinds.value() === "published") {
    // It is taken already: the next line is likely another one.
    other();
  }
  return {
    element,
    focus,
    clear: () => {
      pages.value = "";
      quantity.value = "1";
      exempt.clear();
      other();
    },
  };
}

/** What a citizen of the law does not pay, and why.
 * @param {string[]} reasons that are known here */
function exemption(reasons) {
  const select = h(
    "select",
    {},
    h("option", { value: "" }, t("fees.exempt_none")),
    reasons.map((reason) => h("option", { value: reason }, reason)),
    h("option", { value: "…" }, t("fees.exempt_other")),
  );
  const other = h("input", { type: "text", maxlength: longest.NewFee.exempt_reason, autocomplete: "off" });
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

/** The label's own words name the field: a wrapped select would be called by all its options too.
 * @param {string} text
 * @param {HTMLInputElement | HTMLSelectElement} input
 * @param {string} [kind] */
function labelled(text, input, kind) {
  input.setAttribute("aria-label", text);
  return h("label", { class: kind }, h("span", {}, text), input);
}

/** @param {HTMLInputElement} input */
function whole(input) {
  const plain = input.value.trim();
  return /^[1-9]\d*$/.test(plain) ? Number(plain) : null;
}

/** The server works out what a line costs.
 * @param {Wire.NewFee} line
 * @returns {Promise<Wire.LinePrice>} */
export function priceOf({ quantity = 1, unit_price: each, copy_pages: pages, exempt_percent: percent = 0 }) {
  const asked = new URLSearchParams({ quantity: String(quantity), exempt_percent: String(percent) });
  if (pages) asked.set("copy_pages", String(pages));
  else asked.set("unit_price", String(each));
  return api("GET", `/api/v1/fees/line?${asked}`);
}
