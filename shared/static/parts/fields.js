/* Fields of a form: a name above each, and a sentence where something is missing. */

import { h, Refusal } from "/assets/page.js";

let count = 0;

/** A label above its field; a hint in words stands below, and screen readers read it with the field.
 * @param {string} text
 * @param {HTMLElement} input
 * @param {string | HTMLElement | null} [hint] an element speaks for itself */
export function labelled(text, input, hint = null) {
  const words = typeof hint === "string" ? h("span", { class: "hint", id: `hint-${(count += 1)}` }, hint) : hint;
  if (words && words !== hint) input.setAttribute("aria-describedby", words.id);
  return h("label", { class: "field-of" }, h("span", { class: "name" }, text), input, words);
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
