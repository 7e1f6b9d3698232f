/* What a press on the screen's keyboard makes of a text: one sign, or the word before the cursor composed anew from all its keys.
   Pure. */
import { compose } from "./compose.js";

const LETTER = /\p{L}/u;

/**
 * @typedef {{value: string, start: number, end: number, most: number}} Box a text with its cursor, and how long it may become
 * @typedef {{keys: string, shown: string, end: number}} Word the keys of the word before the cursor, and what they made of it
 * @typedef {{text: string, from: number, to: number, word: Word | null}} Change the text to put in place of what stands from `from` to `to`
 */

/** A letter of a word; `word` is the one that was typed last. Null where there is no room.
 * @param {Box} box
 * @param {Word | null} word
 * @param {string} sign
 * @param {"telex" | "vni"} method
 * @returns {Change | null} */
export function withLetter({ value, start, end, most }, word, sign, method) {
  const before = value.slice(0, start);
  const goesOn = word !== null && start === end && start === word.end && before.endsWith(word.shown);
  const keys = (goesOn ? word.keys : lettersBefore(before)) + sign;
  const from = start - (goesOn ? word.shown.length : keys.length - 1);
  const shown = compose(keys, method);
  if (value.length - (end - from) + shown.length > most) return null;
  return { text: shown, from, to: end, word: { keys, shown, end: from + shown.length } };
}

/** A sign that is no letter of a word: it stays what it is.
 * @param {Box} box
 * @param {string} sign
 * @returns {Change} */
export function withSign({ start, end }, sign) {
  return { text: sign, from: start, to: end, word: null };
}

/** What is chosen goes, else the sign before the cursor.
 * @param {Box} box
 * @returns {Change} */
export function withoutSign({ start, end }) {
  return { text: "", from: start === end && start > 0 ? start - 1 : start, to: end, word: null };
}

/** The letters that the cursor stands behind: typed on, they are the word's first keys.
 * @param {string} text */
function lettersBefore(text) {
  let from = text.length;
  while (from > 0 && LETTER.test(text[from - 1])) from -= 1;
  return text.slice(from).normalize("NFC");
}
