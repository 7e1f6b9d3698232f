import assert from "node:assert/strict";
import { test } from "node:test";

import "../../page.js";

import { hasAccents, looksLikeCard, parseCard } from "../../../../counter_panel/static/intake/citizen_card.js";
import { documentsOf } from "../../../../counter_panel/static/intake/documents.js";
import { buttonOf, digitOf, isAlarm, shortcutOf } from "../../../../counter_panel/static/keys.js";
import { hourMinute, isoDay, momentAt, setZone, theZone } from "../../../../shared/static/parts/dates.js";

const { codeIn } = await import("../../../../counter_panel/static/ticket/earlier.js");

const CARD = "079085001234|022123456|Nguyễn  Thị Ánh|01021985|Nữ|12 Lê Lợi, Phường 1|10042021";

test("a citizen card fills number, name and address", () => {
  assert.deepEqual(parseCard(` ${CARD}\n`), { idNumber: "079085001234", name: "Nguyễn Thị Ánh", address: "12 Lê Lợi, Phường 1" });
});

test("a newer card has more fields, and one may be empty", () => {
  assert.deepEqual(parseCard("079085001234||An|01021985|Nam||10042021|||"), { idNumber: "079085001234", name: "An", address: "" });
});

test("what is no whole card is none", () => {
  assert.deepEqual(["079085001234|022123456|An", "12345|a|b|c|d|e", ""].map(parseCard), [null, null, null]);
});

test("a card is known by its first thirteen signs, and by its accents whether they came through", () => {
  assert.deepEqual([" 079085001234|", "079085001234", "Nguyễn"].map(looksLikeCard), [true, false, false]);
  assert.deepEqual(["Nguyen Thi Anh", "Nguyễn", ""].map(hasAccents), [false, true, false]);
});

test("a paper that was ticked at the kiosk is ticked, with marks or without", () => {
  /** @param {string} line
   * @param {string} name
   * @returns {Wire.ProcedurePaper} */
  const paper = (line, name) => ({ line, name, note: null, show_only: false, conditional: false, form: "copy" });
  const papers = [paper("Tờ khai (theo mẫu)", "Tờ khai"), paper("Thẻ căn cước *", "Thẻ căn cước"), paper("Đơn", "Đơn")];
  assert.deepEqual(documentsOf({ papers }, ["Tờ khai", "Thẻ căn cước *"]).map(({ ticked }) => ticked), [true, true, false]);
  assert.deepEqual(documentsOf(null), []);
});

test("the receipt's address stands for its code, and any other text for itself", () => {
  assert.deepEqual(["http://c/d/H01.26%2F7?secret=x", "https://c/dossiers/H01", "  H01.123 "].map(codeIn), ["H01.26/7", "H01", "H01.123"]);
});

/** @param {string} key
 * @param {Partial<import("../../../../counter_panel/static/keys.js").Pressed>} more */
function press(key, more = {}) {
  return { key, code: "", ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...more };
}

test("function keys press their buttons, and with another key beside them they do not", () => {
  assert.deepEqual([press("F2"), press("F10"), press("F2", { ctrlKey: true }), press("F5"), press("a")].map(buttonOf), ["next", "no-show", null, null, null]);
});

test("Alt with a letter presses the page's tools, on whatever keyboard", () => {
  assert.deepEqual([press("ø", { code: "KeyO", altKey: true }), press("0", { code: "Digit0", altKey: true }), press("o", { code: "KeyO" })].map(buttonOf), ["options", "close", null]);
});

test("digits of both blocks, ? and Ctrl+Z are shortcuts", () => {
  const keys = [press("0", { code: "Digit0" }), press("4", { code: "Numpad4" }), press("?", { shiftKey: true }), press("Z", { ctrlKey: true }), press("Z", { ctrlKey: true, shiftKey: true }), press("x")];
  assert.deepEqual(keys.map(shortcutOf), ["pause", "hold", "help", "undo", null, null]);
  assert.deepEqual([digitOf(press("5", { code: "Digit5" })), digitOf(press("5", { code: "Digit5", altKey: true }))], [5, null]);
});

test("F3 alone calls for help", () => {
  assert.deepEqual([press("F3"), press("F3", { altKey: true }), press("F4")].map(isAlarm), [true, false, false]);
});

test("times are those of the centre, whatever this machine's zone", () => {
  const moment = "2026-11-16T17:30:00Z";
  assert.deepEqual([hourMinute(moment), isoDay(moment)], ["00:30", "2026-11-17"]);
  assert.equal(momentAt("2026-11-17", "00:30"), "2026-11-16T17:30:00.000Z");
});

test("a centre elsewhere has its own clock", () => {
  setZone("Europe/Berlin");
  assert.deepEqual([theZone(), hourMinute("2026-11-16T17:30:00Z"), momentAt("2026-07-01", "12:00")], ["Europe/Berlin", "18:30", "2026-07-01T10:00:00.000Z"]);
  setZone("Asia/Ho_Chi_Minh");
});
