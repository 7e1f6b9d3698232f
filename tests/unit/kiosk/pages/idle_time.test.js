import assert from "node:assert/strict";
import { test } from "node:test";

import { ASK_AFTER, IdleTime, WIPE_AFTER } from "../../../../kiosk/pages/static/visit/idle_time.js";

const second = 1000;

test("somebody who touches the screen is not asked", () => {
  const time = new IdleTime(0);
  assert.equal(time.left(ASK_AFTER * second - 1), null);
  time.touched(40 * second);
  assert.equal(time.left((40 + ASK_AFTER) * second - 1), null);
});

test("the question counts down to the wiping", () => {
  const time = new IdleTime(0);
  const seconds = [ASK_AFTER, ASK_AFTER + 0.25, ASK_AFTER + 14.75, ASK_AFTER + WIPE_AFTER, ASK_AFTER + WIPE_AFTER + 100];
  assert.deepEqual(seconds.map((at) => time.left(at * second)), [15, 15, 1, 0, 0]);
});
