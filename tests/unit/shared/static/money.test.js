import assert from "node:assert/strict";
import { test } from "node:test";

import { amountOf, dong, dongWithUnit } from "/assets/money.js";

test("an amount has a point before every three digits", () => {
  assert.deepEqual([0, 999, 1000, 50000, 1234000].map(dong), ["0", "999", "1.000", "50.000", "1.234.000"]);
});

test("what is given back carries a true minus", () => {
  assert.equal(dongWithUnit(-20000), "−20.000 đ");
});

test("an amount is read however it was typed", () => {
  const typed = ["50000", "50.000", "50 000 đ", "50,000 ₫", " 50.000Đ", "−20.000", "-20.000"];
  assert.deepEqual(typed.map(amountOf), [50000, 50000, 50000, 50000, 50000, -20000, -20000]);
});

test("what is no amount of đồng is none", () => {
  assert.deepEqual(["", "đ", "5k", "1e5", "--5", "1234567890123"].map(amountOf), [null, null, null, null, null, null]);
});

test("what is written can be read again", () => {
  for (const amount of [0, 7, 1000, -1000, 999999999999]) assert.equal(amountOf(dongWithUnit(amount)), amount);
});
