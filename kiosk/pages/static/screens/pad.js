/* A pad of large keys for a code or a telephone number: only what can be in it. The text box is real: a keyboard works, too. */
import { h, icon } from "../dom.js";

/* `{node, focus}`. `value()` and `set(text)` are the text; `allowed(sign)` gives the sign to write, or nothing; `done()` is the
   button that is pressed when the text is whole; `whole(text)` says when (default: `length` signs); `boxes` shows one a sign. */
export function codePad({ signs, columns, length, value, set, enter, label, keys, erase, allowed, done, boxes = false, whole = (text) => text.length === length }) {
  const clean = (text) => [...text].map(allowed).filter(Boolean).join("").slice(0, length);
  const box = h("input", {
    class: `pad-text${boxes ? " spaced" : ""}`, type: "text", inputmode: "none", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: String(length + 6), key: "pad", "aria-label": label,
    on: {
      input: () => change(clean(box.value)),
      keydown: (event) => { if (event.key === "Enter") enter(); },
    },
  });
  box.value = value();

  function change(text) {
    set(text);
    if (box.value !== text) box.value = text;
    const button = done();
    if (button) button.disabled = !whole(text);
  }

  const press = (act) => ({ pointerdown: (event) => event.preventDefault(), click: () => { act(); box.focus({ preventScroll: true }); } });
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
