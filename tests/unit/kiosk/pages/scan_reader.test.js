import assert from "node:assert/strict";
import { test } from "node:test";

import { ScanReader } from "../../../../kiosk/pages/static/input/scan_reader.js";

/** Types the keys with these gaps between them, the last for all that follow: what was read, and which keys were held back.
 * @param {string[]} keys
 * @param {number[]} gaps in ms
 * @param {ScanReader} reader */
function typed(keys, gaps, reader = new ScanReader()) {
  let timeStamp = 1000;
  /** @type {Array<string | null>} */
  const read = [];
  const held = keys.filter((key, place) => {
    if (place) timeStamp += gaps[Math.min(place, gaps.length) - 1];
    const answer = reader.press({ key, code: "", timeStamp });
    if (answer.read !== null) read.push(answer.read);
    return answer.hold;
  });
  return { read, held };
}

const CODE = [..."H01.123", "Enter"];

test("signs in a scanner's time and an end are a scan", () => {
  assert.deepEqual(typed(CODE, [5]).read, ["H01.123"]);
  assert.deepEqual(typed([..."H01.123", "Tab"], [5]).read, ["H01.123"]);
});

test("a scanner's signs reach nothing from the fifth on, nor does the key that ends them", () => {
  assert.deepEqual(typed(CODE, [5]).held, ["1", "2", "3", "Enter"]);
});

test("a person's keys are let through, and read as nothing", () => {
  assert.deepEqual(typed(CODE, [120]), { read: [], held: [] });
});

test("a busy machine may hold some signs back for long", () => {
  assert.deepEqual(typed(CODE, [5, 400, 5, 5, 300, 5, 5]).read, ["H01.123"]);
});

test("a longer pause begins anew", () => {
  assert.deepEqual(typed([..."garbage", ...CODE], [5, 5, 5, 5, 5, 5, 601, 5]).read, ["H01.123"]);
});

test("what is too short is no code", () => {
  assert.deepEqual(typed([..."H01.1", "Enter"], [5]).read, []);
});

test("an Enter alone reads nothing and goes on to the page", () => {
  assert.deepEqual(typed(["Enter"], []), { read: [], held: [] });
});

test("digits come through an input method by their keys, other keys count for nothing", () => {
  const reader = new ScanReader();
  let timeStamp = 0;
  const press = (/** @type {string} */ key, /** @type {string} */ code) => reader.press({ key, code, timeStamp: (timeStamp += 5) });
  for (const digit of "012345") press("Process", `Digit${digit}`);
  press("Shift", "ShiftLeft");
  press("7", "Numpad7");
  press("ế", "KeyE");
  assert.equal(press("Enter", "Enter").read, "0123457");
});

test("after a scan the next one begins with nothing", () => {
  const reader = new ScanReader();
  assert.deepEqual([typed(CODE, [5], reader).read, typed([..."ABCDEF", "Enter"], [5], reader).read], [["H01.123"], ["ABCDEF"]]);
});
