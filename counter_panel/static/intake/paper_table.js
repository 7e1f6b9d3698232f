/* The documents received at an intake, from the procedure's list with the citizen's ticks. */

import { h, messages } from "/assets/page.js";
import { documentsOf } from "./documents.js";
import { icon } from "/assets/parts/icon.js";
import { longest } from "/assets/longest.js";

const t = messages();
/** @type {Array<Wire.PaperDocument["form"]>} */
const FORMS = ["original", "certified", "copy", "electronic"];

/** `{element, show(procedure), received(), missing()}`; missing are the names that every case needs and nobody ticked.
 * @param {string[]} ticked
 * @param {() => void} onChange */
export function paperTable(ticked, onChange) {
  const count = h("span", { class: "figure" });
  const always = h("div", { class: "paper-rows" });
  const folded = h("div", { class: "paper-rows" });
  const summary = h("summary", {});
  const details = h("details", {}, summary, folded);
  const element = h(
    "section",
    { class: "paper-table" },
    h("h3", {}, h("span", {}, t("intake.documents")), count),
    always,
    details,
    h("button", { type: "button", class: "linklike", onclick: () => add("", true, { own: true }) }, icon("plus"), t("intake.document_add")),
  );
  /** @type {Array<{box: HTMLInputElement, form: HTMLSelectElement, copies: HTMLInputElement, name: () => string, required: boolean}>} */
  let rows = [];

  /** @param {string | null} text */
  const small = (text) => (text ? h("span", { class: "hint" }, text) : null);

  /** @param {string} name
   * @param {boolean} checked
   * @param {{own?: boolean, note?: string | null, required?: boolean, likely?: Wire.PaperDocument["form"]}} how `own`: a paper that the list does not have */
  function add(name, checked, { own = false, note = null, required = false, likely = "copy" } = {}) {
    const written = own ? h("input", { type: "text", class: "field", maxlength: longest.PaperDocument.name, "aria-label": t("intake.document_name") }) : null;
    const label = written ?? h("span", {}, name, small(note));
    const box = h("input", { type: "checkbox", checked, "aria-label": own ? t("intake.document_name") : name });
    const form = h(
      "select",
      { "aria-label": `${t("intake.form")}: ${name}` },
      FORMS.map((value) => h("option", { value, selected: value === likely }, t(`intake.${value}`))),
    );
    const copies = h("input", { type: "number", min: 1, max: 99, value: 1, "aria-label": `${t("intake.copies")}: ${name}` });
    const line = h("div", { class: "paper-row" }, h(own ? "span" : "label", {}, box, label), form, copies);
    const row = { box, form, copies, name: () => (written ? written.value.trim() : name), required };
    const update = () => {
      line.classList.toggle("on", box.checked);
      form.disabled = copies.disabled = !box.checked;
      counted();
    };
    box.addEventListener("change", update);
    rows.push(row);
    if (own) {
      always.append(line);
      label.focus();
    }
    update();
    return line;
  }

  function counted() {
    const got = rows.filter((row) => row.box.checked).length;
    count.textContent = rows.length ? t("intake.documents_count", { count: got, all: rows.length }) : "";
    onChange();
  }

  /** @param {Wire.ProcedureToRead} procedure */
  function show(procedure) {
    rows = [];
    const documents = documentsOf(procedure, ticked);
    /** @param {(typeof documents)[number]} one */
    const draw = (one) =>
      one.show_only
        ? h("p", { class: "paper-row shown-only" }, icon("square-check-big"), h("span", {}, one.name, small(one.note), small(t("intake.show_only"))))
        : add(one.name, one.ticked, { note: one.note, required: !one.conditional && !one.show_only, likely: one.form });
    const inAlways = documents.filter((one) => !one.conditional || one.ticked);
    always.replaceChildren(...inAlways.map(draw));
    const rest = documents.filter((one) => one.conditional && !one.ticked);
    folded.replaceChildren(...rest.map(draw));
    details.hidden = !rest.length;
    details.open = false;
    summary.replaceChildren(icon("chevron-down"), t("intake.conditional", { count: rest.length }));
    counted();
  }

  return {
    element,
    show,
    received: () =>
      rows
        .filter((row) => row.box.checked && row.name())
        .map((row) => ({ name: row.name(), form: FORMS[row.form.selectedIndex], copies: Math.max(1, Number(row.copies.value) || 1) })),
    missing: () => rows.filter((row) => row.required && !row.box.checked).map((row) => row.name()),
  };
}
