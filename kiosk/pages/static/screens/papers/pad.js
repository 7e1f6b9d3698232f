/* A pad of large keys for a code or a telephone number: only what can be in it. The text box is real: a keyboard works, too. */
import { h, icon } from "../../parts/dom.js";

/** `{node, focus}`. `value()` and `set(text)` are the text; `allowed(sign)` gives the sign to write, or ""; `done()` is the
   button that is pressed when the text is whole; `whole(text)` says when (default: `length` signs); `boxes` shows one a sign.
 * @param {object} pad
 * @param {string[]} pad.signs
 * @param {number} pad.columns
 * @param {number} pad.length
 * @param {() => string} pad.value
 * @param {(text: string) => void} pad.set
 * @param {() => void} pad.enter
 * @param {string} pad.label
 * @param {string} pad.keys
 * @param {string} pad.erase
 * @param {(sign: string) => string} pad.allowed
 * @param {() => HTMLButtonElement} pad.done
 * @param {boolean} [pad.boxes]
 * @param {(text: string) => boolean} [pad.whole] */
export function codePad({ signs, columns, length, value, set, enter, label, keys, erase, allowed, done, boxes = false, whole = (text) => text.length === length }) {
  /** @param {string} text */
  const clean = (text) => [...text].map(allowed).join("").slice(0, length);
  const box = h("input", {
    class: `pad-text${boxes ? " spaced" : ""}`, type: "text", inputmode: "none", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: String(length + 6), key: "pad", "aria-label": label,
  });
  box.value = value();
  box.addEventListener("input", () => change(clean(box.value)));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") enter();
  });

  /** @param {string} text */
  function change(text) {
    set(text);
    if (box.value !== text) box.value = text;
    done().disabled = !whole(text);
  }

  /** @param {() => void} act
   * @returns {import("../../parts/dom.js").Handlers} */
  const press = (act) => ({ pointerdown: (event) => event.preventDefault(), click: () => { act(); box.focus({ preventScroll: true }); } });
  /** @param {string} sign */
  const key = (sign) => h("button", { class: "pad-key", type: "button", key: `pad-${sign}`, on: press(() => change(clean(value() + sign))) }, sign);
  const node = h(
    "div",
    { class: "pad", "data-private": true },
    h("div", { class: "pad-box" }, box),
    h(
      "div",
      { class: "pad-keys", role: "group", "aria-label": keys, vars: { "--columns": String(columns) } },
      signs.map(key),
      h("button", { class: "pad-key erase", type: "button", key: "pad-erase", "aria-label": erase, on: press(() => change(value().slice(0, -1))) }, icon("delete")),
    ),
  );
  return { node, focus: () => box.focus({ preventScroll: true }) };
}
