import assert from "node:assert/strict";
import { test } from "node:test";

import { buttonOf, digitOf, isAlarm, shortcutOf } from "../../../../counter_panel/static/keys.js";

/** A key as it is written on paper: "Alt+KeyO", "F3".
 * @param {string} keys */
function pressed(keys) {
  const held = keys.split("+");
  const code = held.pop() ?? "";
  const key = code.replace(/^(?:Digit|Numpad|Key)(?=.)/, "").toLowerCase();
  return {
    key: /^F\d/.test(code) ? code : key,
    code,
    ctrlKey: held.includes("Ctrl"),
    altKey: held.includes("Alt"),
    metaKey: held.includes("Meta"),
    shiftKey: held.includes("Shift"),
  };
}

/** @type {Array<[string, string | null]>} */
const BUTTONS = [
  ["F2", "next"],
  ["F9", "finish-next"],
  ["Alt+KeyO", "options"],
  ["Alt+Digit0", "close"],
  // The alarm is no button of the row, and a modifier makes a key the browser's own.
  ["F3", null],
  ["Ctrl+F4", null],
  ["Shift+F2", null],
  ["Alt+F4", null],
  ["KeyO", null],
];
for (const [keys, button] of BUTTONS) {
  test(`${keys} presses ${button ?? "nothing"} wherever somebody is`, () => assert.equal(buttonOf(pressed(keys)), button));
}

/** @type {Array<[string, string | null]>} */
const SHORTCUTS = [
  ["Digit1", "accept"],
  ["Numpad1", "accept"],
  ["Digit0", "pause"],
  ["Numpad9", "finish"],
  ["Ctrl+Digit1", null],
  ["Shift+Digit1", null],
  ["Ctrl+KeyZ", "undo"],
  ["Ctrl+Shift+KeyZ", null],
  ["KeyZ", null],
];
for (const [keys, button] of SHORTCUTS) {
  test(`${keys} presses ${button ?? "nothing"} where nobody types`, () => assert.equal(shortcutOf(pressed(keys)), button));
}

test("only a digit without modifiers chooses in a dialog", () => {
  assert.deepEqual(["Digit7", "Numpad7", "Alt+Digit7", "KeyA"].map((keys) => digitOf(pressed(keys))), [7, 7, null, null]);
});

test("F3 alone calls for help", () => {
  assert.deepEqual(["F3", "Shift+F3", "Ctrl+F3", "F2"].map((keys) => isAlarm(pressed(keys))), [true, false, false, false]);
});
