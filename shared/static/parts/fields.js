/* Fields of a form: a name above each, and a sentence where something is missing. */

import { h, Refusal } from "/assets/page.js";

/** A label above its field.
 * @param {string} text
 * @param {HTMLElement} input
 * @param {HTMLElement | null} [hint] */
export function labelled(text, input, hint = null) {
  return h("label", { class: "field-of" }, h("span", {}, text), input, hint);
}

/** Stops a form with a sentence, and puts the cursor where something is missing.
 * @param {string} text
 * @param {{focus: () => void}} [input]
 * @returns {never} */
export function refuse(text, input) {
  input?.focus();
  throw new Refusal(text);
}

/** What was written in a field; `sentence` says what is missing where nothing was.
 * @param {HTMLInputElement | HTMLTextAreaElement} input
 * @param {string} sentence */
export function needed(input, sentence) {
  return input.value.trim() || refuse(sentence, input);
}
