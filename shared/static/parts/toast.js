/* A sentence at the foot of the page for a few seconds. The office pages' template has the element `toast`, which screen readers
   hear; the counter panel has several at a time, with signs and buttons. */

import { byId, h } from "/assets/page.js";

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

/** A toast as an element of its own: a sign, words, and perhaps a button.
 * @param {Node} sign
 * @param {string | Node} words
 * @param {{danger?: boolean, kind?: string, button?: Node | null}} more `kind`: a class by which it is known */
export function toastOf(sign, words, { danger = false, kind = "", button = null } = {}) {
  return h("div", { class: ["toast", kind, danger && "danger"].filter(Boolean).join(" ") }, sign, h("span", {}, words), button);
}
