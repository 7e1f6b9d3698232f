import assert from "node:assert/strict";
import { test } from "node:test";

import { hasAccents, looksLikeCard, parseCard } from "../../../../counter_panel/static/intake/citizen_card.js";

const CODE = "001099012345|012345678|Nguyễn  Văn An|01021990|Nam|Số 1 Phố Huế, Hà Nội|01012021";
const READ = { idNumber: "001099012345", name: "Nguyễn Văn An", address: "Số 1 Phố Huế, Hà Nội" };

/** @type {Array<[string, string, object | null]>} */
const CODES = [
  ["a card's code", CODE, READ],
  ["one with the fields of newer cards", `${CODE}|Nguyễn Văn Ba|Trần Thị Bích`, READ],
  ["one with the scanner's line break", `${CODE}\r\n`, READ],
  ["one without an old number", CODE.replace("012345678", ""), READ],
  ["half a code", CODE.split("|").slice(0, 5).join("|"), null],
  ["another code with bars", CODE.replace("001099012345", "00109901234"), null],
  ["a dossier's code", "H-2026-0001", null],
];
for (const [what, text, expected] of CODES) {
  test(`${what} is ${expected ? "read" : "no card"}`, () => assert.deepEqual(parseCard(text), expected));
}

test("a card is known by its beginning, before the whole code has come", () => {
  assert.deepEqual(["001099012345|", " 001099012345|0123", "001099012345", "H-2026-0001|"].map(looksLikeCard), [true, true, false, false]);
});

test("only letters with their accents are what stands on the card", () => {
  assert.deepEqual([CODE, "Nguyen Van An", "Nguy?n V?n An"].map(hasAccents), [true, false, false]);
});
