/* Tables and cards that scripts build: a heading, columns, rows, and a box that scrolls where the table is wider than the page. */

import { h } from "/assets/page.js";

/**
 * @typedef {import("/assets/page.js").Child} Child
 * @typedef {{text: string, figure: boolean}} Head a column's heading, and whether there are figures under it
 */

/** The heading of a column of figures, which stand at its right.
 * @param {string} text
 * @returns {Head} */
export function figures(text) {
  return { text, figure: true };
}

/** A table in its box. `heads` are texts, or what `figures` makes of them; `kind` is a class of the table.
 * @param {Array<string | Head>} heads
 * @param {Child} rows
 * @param {{kind?: string | null, label?: string | null}} [how] as of `scrollBox` */
export function tableOf(heads, rows, { kind = null, label = null } = {}) {
  /** @param {string | Head} one */
  const head = (one) => (typeof one === "string" ? h("th", { scope: "col" }, one) : h("th", { scope: "col", class: one.figure && "figure" }, one.text));
  return scrollBox(h("table", { class: kind }, heads.length > 0 && h("thead", {}, h("tr", {}, heads.map(head))), h("tbody", {}, rows)), label);
}

/** The box of a table that may be wider than the page. With a `label` the keyboard reaches it, and so can scroll it.
 * @param {Child} table
 * @param {string | null} [label] */
export function scrollBox(table, label = null) {
  return h("div", label ? { class: "scroll", tabindex: 0, role: "group", "aria-label": label } : { class: "scroll" }, table);
}

/** A card under its heading.
 * @param {string} title
 * @param {Child} content
 * @param {{kind?: string, id?: string | null}} [more] `kind`: a class by which it is known */
export function cardOf(title, content, { kind = "", id = null } = {}) {
  return h("section", { class: kind ? `card ${kind}` : "card", id }, h("h3", {}, title), content);
}
