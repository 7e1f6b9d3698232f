/* What is to be known of something: a list of names, and what each says. */

import { h } from "/assets/page.js";

/** @typedef {[string, import("/assets/page.js").Child]} Pair what it is called, and what it says; an empty one is left out */

/** @param {Pair[]} rows */
export function pairs(rows) {
  return h(
    "dl",
    { class: "pairs" },
    rows.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== "").map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
  );
}
