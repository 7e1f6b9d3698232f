/* A table that is scrolled sideways where it is wider than its place. */

import { h } from "/assets/page.js";

/** @typedef {string | {text: string, figure: true}} Head the name of a column */

/** The name of a column of figures, which stand at the right.
 * @param {string} text
 * @returns {Head} */
export function figures(text) {
  return { text, figure: true };
}

/** `name` says what the table is where a keyboard has to reach it to scroll it; `kind` is a class of its own.
 * @param {Head[]} heads
 * @param {HTMLElement[]} rows
 * @param {{name?: string, kind?: string}} [how] */
export function table(heads, rows, { name, kind } = {}) {
  const head = heads.map((one) => (typeof one === "string" ? h("th", { scope: "col" }, one) : h("th", { scope: "col", class: "figure" }, one.text)));
  const reached = name ? { tabindex: 0, role: "group", "aria-label": name } : {};
  return h("div", { class: "scroll", ...reached }, h("table", { class: kind }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)));
}
