/* What a panel makes of the server's words, and what it still has to ask for. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { nextOf, Picture } from "../../../../counter_panel/static/picture.js";

const MINE = 1;

/** A row of somebody who waits.
 * @param {number} id
 * @param {string} [reason] */
function row(id, reason = "arrival") {
  return { id, number: `A00${id}`, queue: "ho-tich", state: "waiting", order: { reason, text: `since ${id}` } };
}

/** A fetched state in which these wait.
 * @param {number} seq
 * @param {any[]} waiting
 * @param {object} [more]
 * @returns {any} */
function state(seq, waiting, more = {}) {
  return {
    seq,
    counter: { number: MINE, state: "open", queues: ["ho-tich"] },
    ticket: null,
    waiting,
    waiting_total: waiting.length,
    order: waiting.map(({ id, order }) => [id, order.reason]),
    held: [],
    recent: [],
    ...more,
  };
}

/** @param {number} seq
 * @param {[number, string][]} order
 * @param {number} [total] */
function line(seq, order, total = order.length) {
  return { seq, counter: MINE, order, waiting_total: total };
}

/** @param {number} seq
 * @param {string} type
 * @param {object} data */
function fact(seq, type, data) {
  return { seq, type, at: "2026-06-15T08:00:00.000+07:00", data };
}

/** @param {Picture} picture */
const shown = (picture) => picture.panel?.waiting.map(({ id }) => id);

test("the first state is asked for whole, later ones without the rows that are known", () => {
  const picture = new Picture();
  assert.equal(picture.query, "");
  picture.take(state(5, [row(1), row(2)]));
  assert.equal(picture.query, "?lacks=");
});

test("whoever is called elsewhere leaves the line without a fetch", () => {
  const picture = new Picture();
  picture.take(state(5, [row(1), row(2)]));
  assert.equal(picture.hear(fact(6, "ticket_called", { id: 1, queue: "ho-tich", counter: 7 })), "line");
  assert.equal(picture.line(line(6, [[2, "arrival"]])), picture.panel);
  assert.deepEqual([shown(picture), picture.panel?.waiting_total, picture.lacks], [[2], 1, []]);
});

test("a number that was just taken joins the line without a fetch", () => {
  const picture = new Picture();
  picture.take(state(5, [row(1)]));
  picture.hear(fact(6, "ticket_issued", { id: 2, number: "A002", queue: "ho-tich", priority: null, purpose: "submit" }));
  picture.line(line(6, [[1, "arrival"], [2, "arrival"]]));
  assert.deepEqual([shown(picture), picture.lacks], [[1, 2], []]);
  assert.deepEqual(picture.panel?.waiting[1].order, { reason: "arrival", text: "" });
});

test("a row that nobody told of is asked for, and the others stay", () => {
  const picture = new Picture();
  picture.take(state(5, [row(1)]));
  picture.line(line(6, [[9, "arrival"], [1, "arrival"]]));
  assert.deepEqual([shown(picture), picture.query], [[1], "?lacks=9"]);
  picture.take(state(6, [row(9)], { order: [[9, "arrival"], [1, "arrival"]], waiting_total: 2 }));
  assert.deepEqual([shown(picture), picture.lacks], [[9, 1], []]);
});

test("nobody is the next while the row of the first is on its way", () => {
  const picture = new Picture();
  picture.take(state(5, [row(1)]));
  const next = () => picture.panel && nextOf(picture.panel)?.number;
  assert.equal(next(), "A001");
  picture.line(line(6, [[9, "arrival"], [1, "arrival"]]));
  assert.equal(next(), undefined);
  picture.take(state(6, [row(9)], { order: [[9, "arrival"], [1, "arrival"]], waiting_total: 2 }));
  assert.equal(next(), "A009");
  picture.line(line(7, []));
  assert.equal(next(), undefined);
});

test("whoever stands in the line for another reason now is asked for again", () => {
  const picture = new Picture();
  picture.take(state(5, [row(1)]));
  assert.equal(picture.hear(fact(6, "ticket_priority", { id: 1, queue: "ho-tich", counter: null })), "line");
  picture.line(line(6, [[1, "priority"]]));
  assert.equal(picture.query, "?lacks=1");
});

test("a line that is older than what is shown changes nothing", () => {
  const picture = new Picture();
  picture.take(state(5, [row(2)]));
  assert.equal(picture.line(line(4, [[1, "arrival"]])), null);
  assert.deepEqual(shown(picture), [2]);
});

test("a line that is newer than a fetched state stays", () => {
  const picture = new Picture();
  picture.take(state(5, [row(1), row(2)]));
  picture.line(line(8, [[2, "arrival"]]));
  picture.take(state(6, [], { order: [[1, "arrival"], [2, "arrival"]], waiting_total: 2 }));
  assert.deepEqual([shown(picture), picture.panel?.waiting_total], [[2], 1]);
});

test("another counter's line is not this one's", () => {
  const picture = new Picture();
  picture.take(state(5, [row(1)]));
  assert.equal(picture.line({ ...line(6, []), counter: 2 }), null);
});

test("what concerns the counter itself is fetched, what other counters and queues do is not", () => {
  const picture = new Picture();
  picture.take(state(5, [row(1)], { ticket: { id: 4, dossiers: ["D1"] }, held: [{ id: 5 }], recent: [{ id: 6 }] }));
  const meanings = [
    fact(6, "ticket_called", { id: 3, queue: "dat-dai", counter: MINE }),
    fact(6, "ticket_waiting", { id: 3, queue: "dat-dai", counter: null, from_counter: MINE }),
    fact(6, "ticket_cancelled", { id: 5, queue: "dat-dai", counter: null }),
    fact(6, "ticket_serving", { id: 6, queue: "dat-dai", counter: null }),
    fact(6, "ticket_held", { id: 3, queue: "ho-tich", counter: null }),
    fact(6, "counter_paused", { number: MINE }),
    fact(6, "administration", {}),
    fact(6, "dossier_changed", { code: "D1", tickets: [] }),
    fact(6, "dossier_changed", { code: "D2", tickets: [4] }),
    fact(6, "ticket_transferred", { id: 3, queue: "dat-dai", to_counter: MINE }),
    fact(6, "ticket_done", { id: 3, queue: "ho-tich", counter: 7 }),
    fact(6, "ticket_issued", { id: 3, queue: "dat-dai" }),
    fact(6, "ticket_done", { id: 3, queue: "dat-dai", counter: 7 }),
    fact(6, "ticket_held", { id: 3, queue: "dat-dai", counter: 7 }),
    fact(6, "counter_paused", { number: 2 }),
    fact(6, "dossier_changed", { code: "D3", tickets: [9] }),
    fact(6, "hidden", {}),
    fact(5, "ticket_called", { id: 3, queue: "ho-tich", counter: MINE }),
  ].map((each) => picture.hear(each));
  assert.deepEqual(meanings, [...Array(9).fill("fetch"), "line", "line", ...Array(7).fill(null)]);
});

test("nothing is known before the first state and after everything was forgotten", () => {
  const picture = new Picture();
  assert.equal(picture.hear(fact(1, "administration", {})), null);
  assert.equal(picture.line(line(1, [])), null);
  picture.take(state(5, [row(1)]));
  picture.forget();
  assert.equal(picture.query, "");
  picture.line(line(2, [[1, "arrival"]]));
  assert.equal(picture.query, "?lacks=1");
});

test("rows of those far behind are kept up to a number, and those that are shown for ever", () => {
  const picture = new Picture();
  picture.take(state(5, [row(1)]));
  for (let id = 2; id < 1000; id += 1) picture.hear(fact(id + 5, "ticket_issued", { id, number: `A${id}`, queue: "ho-tich" }));
  picture.line(line(2000, [[1, "arrival"], [2, "arrival"], [999, "arrival"]]));
  assert.deepEqual([shown(picture), picture.lacks], [[1, 999], [2]]);
});
