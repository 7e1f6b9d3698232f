import assert from "node:assert/strict";
import { test } from "node:test";

import { withLetter, withoutSign, withSign } from "../../../../kiosk/pages/static/input/typing.js";

/** @typedef {import("../../../../kiosk/pages/static/input/typing.js").Word} Word */

const MOST = 100;

/** Types letters one after another into a text whose cursor is at its end.
 * @param {string} keys
 * @param {{value?: string, most?: number, method?: "telex" | "vni"}} how */
function written(keys, { value = "", most = MOST, method = "telex" } = {}) {
  let text = value;
  /** @type {Word | null} */
  let word = null;
  for (const key of keys) {
    const change = withLetter({ value: text, start: text.length, end: text.length, most }, word, key, method);
    if (!change) continue;
    text = text.slice(0, change.from) + change.text + text.slice(change.to);
    word = change.word;
  }
  return text;
}

test("a word is composed anew from all its keys", () => {
  assert.equal(written("dduwowcj"), "được");
  assert.equal(written("d9uo7c5", { method: "vni" }), "được");
});

test("letters that stand there already are the word's first keys", () => {
  assert.equal(written("s", { value: "giấy khai ho" }), "giấy khai hó");
});

test("what stands before the word stays", () => {
  assert.equal(written("nhaf", { value: "cấp lại " }), "cấp lại nhà");
});

test("where there is no room, nothing is written", () => {
  assert.equal(written("abc", { most: 2 }), "ab");
});

test("a sign that needs no room more is written into a full box", () => {
  assert.equal(written("aa", { value: "c", most: 2 }), "câ");
});

test("a cursor that was moved begins another word", () => {
  const typed = withLetter({ value: "ca", start: 2, end: 2, most: MOST }, null, "s", "telex");
  const moved = withLetter({ value: "cá x", start: 4, end: 4, most: MOST }, typed?.word ?? null, "s", "telex");
  assert.deepEqual([typed?.text, moved?.text, moved?.from], ["cá", "xs", 3]);
});

test("what is chosen is replaced", () => {
  assert.deepEqual(withSign({ value: "abcd", start: 1, end: 3, most: MOST }, "-"), { text: "-", from: 1, to: 3, word: null });
});

test("the delete key takes what is chosen, else the sign before the cursor, and nothing at the beginning", () => {
  const at = (/** @type {number} */ start, /** @type {number} */ end) => {
    const { from, to, text } = withoutSign({ value: "abcd", start, end, most: MOST });
    return [from, to, text];
  };
  assert.deepEqual([at(1, 3), at(2, 2), at(0, 0)], [[1, 3, ""], [1, 2, ""], [0, 0, ""]]);
});
