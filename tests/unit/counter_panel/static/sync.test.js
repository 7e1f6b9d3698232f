import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { wire } from "../../page.js";

const { Sync } = await import("../../../../counter_panel/static/sync.js");

const turns = () => new Promise((resolve) => setImmediate(resolve));

/** The counter's state after that fact.
 * @param {number} seq
 * @param {object} more */
function state(seq, more = {}) {
  const body = {
    seq, now: "2026-06-12T12:00:00+07:00", counter: { number: 3, queues: ["a"] }, ticket: null, held: [], recent: [],
    waiting: [], order: [], waiting_total: 0, ...more,
  };
  return { status: 200, body };
}

/** @param {number} seq */
const opened = (seq) => ({ seq, type: "counter_opened", at: "", data: { number: 3 } });

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  wire.sent.length = wire.answers.length = 0;
});

/** A panel's state, and what it showed. */
function sync() {
  /** @type {unknown[]} */
  const shown = [];
  const it = new Sync(3, {
    onPanel: (/** @type {any} */ panel) => shown.push(panel.seq),
    onFailure: () => shown.push("failed"),
  });
  return { it, shown };
}

test("many facts at once make one fetch", async () => {
  const { it, shown } = sync();
  wire.answers.push(state(1), state(6));
  await it.now();
  for (let seq = 2; seq <= 6; seq += 1) it.hear(opened(seq));
  mock.timers.tick(60);
  await turns();
  assert.deepEqual([wire.sent.map(({ path }) => path), shown], [["/api/v1/counters/3/panel", "/api/v1/counters/3/panel?lacks="], [1, 6]]);
});

test("what comes while a fetch is under way asks for one more, not for many", async () => {
  const { it, shown } = sync();
  wire.answers.push(state(1), state(2), state(3));
  await Promise.all([it.now(), it.now(), it.now()]);
  assert.deepEqual([shown, wire.sent.length], [[1, 2], 2]);
});

test("whoever waits for a state waits for one that is as new as the wish", async () => {
  const { it, shown } = sync();
  wire.answers.push(state(1), state(2));
  it.now();
  await it.now();
  assert.deepEqual(shown, [1, 2]);
});

test("a fact that one's own deed has fetched already is not asked for again", async () => {
  const { it } = sync();
  wire.answers.push(state(1), state(2), state(3));
  await it.now();
  const fetch = it.now();
  it.hear(opened(2));
  await fetch;
  mock.timers.tick(200);
  await turns();
  assert.equal(wire.sent.length, 2);
});

test("a row that the line names and nobody has is asked for", async () => {
  const { it, shown } = sync();
  wire.answers.push(state(1), state(2, { waiting: [{ id: 7, order: { reason: "arrival", text: "" } }], order: [[7, "arrival"]], waiting_total: 1 }));
  await it.now();
  it.line({ seq: 2, counter: 3, order: [[7, "arrival"]], waiting_total: 1 });
  mock.timers.tick(60);
  await turns();
  assert.deepEqual([wire.sent.at(-1)?.path, it.panel?.waiting.map(({ id }) => id), shown.length], ["/api/v1/counters/3/panel?lacks=7", [7], 3]);
});

test("a refused fetch is told, and the next one works", async () => {
  const { it, shown } = sync();
  wire.answers.push({ status: 403, body: { code: "forbidden", title: "Không được" } }, state(2));
  await it.now();
  await it.now();
  assert.deepEqual(shown, ["failed", 2]);
});

test("the fetch of a dead connection is given up without a word, and another one made", async () => {
  const { it, shown } = sync();
  wire.answers.push(state(1), state(2));
  it.now();
  await it.anew();
  assert.deepEqual([shown.at(-1), shown.includes("failed")], [2, false]);
});
