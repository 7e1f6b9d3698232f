/* A sentence at the foot of the page for a few seconds. The page's template has the element `toast`, which screen readers hear. */

import { byId } from "/assets/page.js";

let hiding = 0;

/** A sentence at the bottom of the page for a few seconds.
 * @param {string} text */
export function toast(text, { danger = false } = {}) {
  const box = byId("toast");
  box.textContent = text;
  box.classList.toggle("danger", danger);
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (box.hidden = true), danger ? 8000 : 5000);
}
