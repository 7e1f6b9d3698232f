import assert from "node:assert/strict";
import { test } from "node:test";

import { placeAfter } from "../../../../../shared/static/parts/tabs.js";

test("the arrow keys go round the tabs, and no other key moves", () => {
  const keys = ["ArrowRight", "ArrowLeft", "ArrowDown", "Enter"];
  assert.deepEqual([0, 2].map((at) => keys.map((key) => placeAfter(key, at, 3))), [[1, 2, null, null], [0, 1, null, null]]);
});
