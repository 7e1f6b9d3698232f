import assert from "node:assert/strict";
import { test } from "node:test";

import { paperOf, setAsideOf, troublesOf } from "../../../../shared/static/office/troubles.js";

/** @param {object} detail */
const device = (detail) => ({ detail });

/** @type {Array<[object, string[]]>} */
const TROUBLES = [
  [{}, []],
  [{ kind: "escpos", paper: "ok", printer: "ready", page: true, undelivered: 0, set_aside: 0, alone: false }, []],
  [{ paper: "out", printer: "cover_open" }, ["paper_out", "cover_open"]],
  [{ printer: "offline" }, ["printer_offline"]],
  [{ paper: "low" }, ["paper_low"]],
  [{ page: false }, ["page_closed"]],
  [{ alone: true }, ["alone"]],
  // Numbers that are not delivered say that it is alone, and more.
  [{ alone: true, undelivered: 3 }, ["undelivered"]],
  [{ undelivered: 3 }, ["undelivered"]],
  [{ paper: "low", alone: true, set_aside: 1, printer: "cover_open" }, ["cover_open", "set_aside", "alone", "paper_low"]],
];
for (const [detail, expected] of TROUBLES) {
  test(`${JSON.stringify(detail)} troubles with ${expected.join(", ") || "nothing"}`, () => {
    assert.deepEqual(troublesOf(device(detail)), expected);
  });
}

/** @type {Array<[object, string | null]>} */
const PAPERS = [
  [{ kind: "none" }, "none"],
  [{ kind: "windows", confirms: false, paper: "ok" }, "silent"],
  [{ kind: "escpos", confirms: true, paper: "out", printer: "offline" }, "out"],
  [{ kind: "escpos", confirms: true, paper: "low" }, "low"],
  [{ kind: "escpos", confirms: true, paper: "ok", printer: "ready" }, "ok"],
  [{ kind: "escpos", confirms: true, paper: "ok" }, "ok"],
  // What a printer last said of its paper is worth nothing once it does not answer.
  [{ kind: "escpos", confirms: true, paper: "ok", printer: "offline" }, null],
  [{}, null],
];
for (const [detail, expected] of PAPERS) {
  test(`of the paper of ${JSON.stringify(detail)} is known: ${expected}`, () => {
    assert.equal(paperOf(device(detail)), expected);
  });
}

test("numbers that were set aside are read with their reasons", () => {
  assert.deepEqual(setAsideOf(device({ set_aside_numbers: "A007 (queue_closed), B012" })), [
    { number: "A007", reason: "queue_closed" },
    { number: "B012", reason: null },
  ]);
});

test("no number was set aside where none is named", () => {
  assert.deepEqual([setAsideOf(device({})), setAsideOf(device({ set_aside_numbers: "" }))], [[], []]);
});
