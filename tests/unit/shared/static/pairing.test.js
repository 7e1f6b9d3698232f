import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { plain } from "../../plain.js";

/** What the server answers, one after another, and what it was asked. @type {Array<[number, any]>} */
let answers;
/** @type {string[]} */
let asked;
/** What the browser keeps. @type {Record<string, string | null>} */
let kept;
/** What the screen shows. @type {unknown[]} */
let shown;
/** @type {string[]} */
let tokens;
/** @type {Plain.Parts} */
let MotCua;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  [answers, asked, kept, shown, tokens] = [[], [], {}, [], []];
  MotCua = plain("shared/static/plain/pairing.js");
  Object.assign(MotCua, {
    ask: (/** @type {any[]} */ ...[method, path, , done]) => {
      asked.push(`${method} ${path}`);
      const answer = answers.shift();
      if (answer) done(...answer);
    },
    kept: (/** @type {string} */ name) => kept[name] ?? null,
    keep: (/** @type {string} */ name, /** @type {string | null} */ text) => (kept[name] = text),
  });
});

const pair = () =>
  MotCua.pair("board", { role: "display" }, (code, note, status) => shown.push([code, note, status ?? null]), (token) => tokens.push(token));

/** @type {[number, any]} */
const BEGUN = [201, { secret: "s1", code: "123456" }];
/** @type {[number, any]} */
const WAITING = [200, { state: "waiting" }];
/** @type {[number, any]} */
const APPROVED = [200, { state: "approved" }];

test("a screen shows its digits until they are approved, then it has its token", () => {
  answers = [BEGUN, WAITING, APPROVED, [200, { token: "t1" }]];
  pair();
  const before = [...shown];
  mock.timers.tick(2500);
  assert.deepEqual([before, tokens, kept], [
    [["123456", "pair_wait", null]],
    ["t1"],
    { board_secret: null, board_code: null, board_token: "t1" },
  ]);
});

test("a screen that has its token asks nobody", () => {
  kept.board_token = "t0";
  pair();
  assert.deepEqual([tokens, asked], [["t0"], []]);
});

test("a screen that was switched off while it waited goes on with the same digits", () => {
  Object.assign(kept, { board_secret: "s0", board_code: "654321" });
  answers = [WAITING];
  pair();
  assert.deepEqual([shown, asked], [[["654321", "pair_wait", null]], ["GET /api/v1/pairings/s0"]]);
});

/** @type {Array<[string, [number, any]]>} */
const OVER = [
  ["refused", [200, { state: "refused" }]],
  ["too old", [404, null]],
];
for (const [what, answer] of OVER) {
  test(`digits that are ${what} make place for new ones`, () => {
    answers = [BEGUN, answer, [201, { secret: "s2", code: "222222" }], WAITING];
    pair();
    mock.timers.tick(500);
    assert.deepEqual(shown, [["222222", "pair_wait", null]]);
  });
}

/** @type {Array<[number, string, number]>} */
const FAILURES = [
  [0, "pair_failed", 4000],
  [503, "pair_failed", 4000],
  [429, "pair_busy", 20_000],
];
for (const [status, note, ms] of FAILURES) {
  test(`a server that answers ${status} is asked again after ${ms / 1000} s, no sooner`, () => {
    answers = [[status, null], BEGUN, WAITING];
    pair();
    mock.timers.tick(ms - 1);
    const before = asked.length;
    mock.timers.tick(1);
    assert.deepEqual([shown, before, asked.length], [[[null, note, status], ["123456", "pair_wait", null]], 1, 3]);
  });
}

test("a look that fails costs the screen not its digits", () => {
  answers = [BEGUN, WAITING, [0, null], WAITING];
  pair();
  mock.timers.tick(2500);
  mock.timers.tick(4000);
  assert.deepEqual(shown.at(-1), ["123456", "pair_wait", null]);
});

test("a screen whose token was revoked pairs again", () => {
  kept.board_token = "t0";
  answers = [BEGUN, WAITING];
  pair()();
  assert.deepEqual([kept.board_token, shown], [null, [["123456", "pair_wait", null]]]);
});
