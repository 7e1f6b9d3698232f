import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { hourMinute, isoDay, momentAt, momentOf, setZone, shortDay, theZone, timeOf, weekdayOf } from "../../../../../shared/static/parts/dates.js";

const LATE = "2026-11-16T17:05:00Z";

beforeEach(() => setZone("Asia/Ho_Chi_Minh"));

test("a moment is shown as the centre's clocks show it", () => {
  assert.deepEqual([hourMinute(LATE), isoDay(LATE)], ["00:05", "2026-11-17"]);
});

test("another zone's clocks show it otherwise", () => {
  setZone("Asia/Tokyo");
  assert.deepEqual([theZone(), hourMinute(LATE)], ["Asia/Tokyo", "02:05"]);
});

test("a centre that names no zone keeps the one that is known", () => {
  setZone("");
  assert.equal(theZone(), "Asia/Ho_Chi_Minh");
});

for (const [day, time] of [["2026-11-16", "15:00"], ["2026-11-17", "00:00"], ["2026-12-31", "23:59"]]) {
  test(`${time} on ${day} is the moment at which the clocks show it`, () => {
    const moment = momentAt(day, time);
    assert.deepEqual([isoDay(moment), hourMinute(moment)], [day, time]);
  });
}

test("a moment that carries the centre's offset reads as it stands", () => {
  assert.deepEqual([timeOf("2026-06-05T09:34:00+07:00"), momentOf("2026-06-05T09:34:00+07:00"), shortDay("2026-12-31")], ["09:34", "09:34 5/6/2026", "31/12/2026"]);
  assert.deepEqual(["2026-06-14", "2026-06-15"].map(weekdayOf), [0, 1]);
});
