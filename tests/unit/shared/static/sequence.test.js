import assert from "node:assert/strict";
import { test } from "node:test";

import { ASK_AGAIN, BACK_AFTER, GAP_WAIT, Sequence } from "/assets/sequence.js";

/** A link whose snapshot stood at that number; its facts are their own numbers.
 * @param {number} last
 * @returns {Sequence<number>} */
function at(last) {
  const sequence = new Sequence();
  sequence.snapshot(last);
  return sequence;
}

test("nothing is applied before the snapshot, and what came early comes with it", () => {
  const sequence = new Sequence();
  const before = [sequence.receive(7, 7, 0), sequence.receive(6, 6, 0), sequence.last];
  assert.deepEqual([before, sequence.snapshot(5), sequence.release(0), sequence.last], [[[], [], null], true, [6, 7], 7]);
});

test("the next number is applied and an old one dropped", () => {
  const sequence = at(5);
  assert.deepEqual([6, 6, 3, 7].map((seq) => sequence.receive(seq, seq, 0)), [[6], [], [], [7]]);
});

test("a gap that closes by itself asks for nothing", () => {
  const sequence = at(5);
  assert.deepEqual([sequence.receive(7, 7, 0), sequence.receive(6, 6, GAP_WAIT - 10), sequence.resume(10000)], [[], [6, 7], null]);
});

test("a gap is resumed once after the wait, and again where no answer came", () => {
  const sequence = at(5);
  sequence.receive(8, 8, 0);
  const moments = [0, GAP_WAIT - 1, GAP_WAIT, GAP_WAIT + 1, GAP_WAIT + ASK_AGAIN];
  assert.deepEqual(moments.map((now) => sequence.resume(now)), [null, null, 5, null, 5]);
});

test("a second gap waits anew", () => {
  const sequence = at(0);
  sequence.receive(2, 2, 0);
  sequence.receive(9, 9, 100);
  sequence.receive(1, 1, 150);
  assert.deepEqual([200, 349, 350].map((now) => sequence.resume(now)), [null, null, 2]);
});

test("a heartbeat that is ahead leads to a resume", () => {
  const sequence = at(5);
  assert.deepEqual([sequence.heartbeat(6, 0), sequence.resume(GAP_WAIT)], [true, 5]);
});

test("a diary that was put back is noticed at the second heartbeat", () => {
  const sequence = at(5);
  const beats = [sequence.heartbeat(9, 0), sequence.heartbeat(8, BACK_AFTER - 1), sequence.heartbeat(8, BACK_AFTER)];
  assert.deepEqual(beats, [true, true, false]);
});

test("an older snapshot of the same connection replaces nothing, one of a new connection does", () => {
  const sequence = at(9);
  const older = sequence.snapshot(8);
  sequence.forget();
  assert.deepEqual([older, sequence.last, sequence.snapshot(8), sequence.last], [false, 9, true, 8]);
});

test("a flood behind a gap keeps no more than the newest answer can bring", () => {
  const sequence = at(0);
  for (let seq = 2; seq < 4000; seq += 1) sequence.receive(seq, seq, 0);
  assert.equal(sequence.receive(1, 1, 0).length, 2001);
  assert.equal(sequence.resume(GAP_WAIT), 2001);
});
