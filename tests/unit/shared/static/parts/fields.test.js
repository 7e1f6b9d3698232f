import assert from "node:assert/strict";
import { test } from "node:test";

import "../../../page.js";

const { needed, refuse } = await import("../../../../../shared/static/parts/fields.js");

/** As much of a field as is asked for.
 * @param {string} value */
function field(value) {
  const made = { value, focused: false, focus: () => (made.focused = true) };
  return /** @type {HTMLInputElement & {focused: boolean}} */ (/** @type {unknown} */ (made));
}

test("what was written is taken without the blanks around it", () => {
  const input = field("  vì sai tên ");
  assert.deepEqual([needed(input, "Cần lý do."), input.focused], ["vì sai tên", false]);
});

test("a field that is empty says so and gets the cursor", () => {
  const input = field("  ");
  assert.throws(() => needed(input, "Cần lý do."), { title: "Cần lý do." });
  assert.equal(input.focused, true);
});

test("a form can be stopped without a field", () => {
  assert.throws(() => refuse("Không được."), { title: "Không được." });
});
