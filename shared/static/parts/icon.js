/* The icons that the server put into the page's template element, copied where they are needed. */

import { byId } from "/assets/page.js";

/** @type {Map<string, Element>} */
const found = new Map();

/** A fresh SVG element of the icon; an unknown name is a programmer's mistake and throws.
 * @param {string} name */
export function icon(name) {
  const known = found.get(name) ?? source(name);
  found.set(name, known);
  return known.cloneNode(true);
}

/** @param {string} name */
function source(name) {
  const icons = byId("icons", HTMLTemplateElement);
  const svg = icons.content.querySelector(`[data-icon="${name}"] svg`);
  if (!svg) throw new Error(`no icon ${name}`);
  return svg;
}
