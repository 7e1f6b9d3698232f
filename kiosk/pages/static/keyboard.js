/* The on-screen keyboard: plain letters and digits for searching. It types into one text box and takes no focus. */
import { h, icon } from "./dom.js";
import { t } from "./state.js";

const LETTERS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const DIGITS = ["1234567890", "-/:.,()", "+%&'?!"];

let digits = false;

/* The keys that a screen begins with. */
export function begin(withDigits) {
  digits = withDigits;
}

/* `input()` is the text box at the time of the press; `hide()` closes the keyboard, `redraw()` shows other keys. */
export function keyboard({ input, hide, redraw }) {
  const rows = (digits ? DIGITS : LETTERS).map((row) => [...row].map((sign) => key(sign.toUpperCase(), sign, () => type(sign))));
  rows[2].push(special("delete", icon("delete"), t("keyboard.delete"), "wide", erase));
  rows.push([
    special("switch", null, digits ? t("keyboard.letters") : t("keyboard.digits"), "side", () => {
      digits = !digits;
      redraw();
    }),
    special("space", null, t("keyboard.space"), "space", () => type(" ")),
    special("hide", icon("keyboard-off"), t("keyboard.hide"), "side", hide),
  ]);

  function type(sign) {
    const box = input();
    box.setRangeText(sign, box.selectionStart, box.selectionEnd, "end");
    changed(box);
  }

  function erase() {
    const box = input();
    const { selectionStart: start, selectionEnd: end } = box;
    if (start === end && start > 0) box.setRangeText("", start - 1, start, "end");
    else box.setRangeText("", start, end, "end");
    changed(box);
  }

  return h(
    "div",
    { class: "keyboard", role: "region", "aria-label": t("keyboard.label") },
    rows.map((keys) => h("div", { class: "keys" }, keys)),
  );
}

function changed(box) {
  box.focus({ preventScroll: true });
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function key(shown, sign, press) {
  return h("button", { class: "key", type: "button", key: `key-${sign}`, "aria-label": shown, on: handlers(press) }, shown);
}

function special(name, symbol, text, size, press) {
  return h("button", { class: `key special ${size}`, type: "button", key: `key-${name}`, on: handlers(press) }, symbol, h("span", {}, text));
}

/* The text box keeps the focus and its cursor: a press on a key must not take them. */
function handlers(press) {
  return { pointerdown: (event) => event.preventDefault(), click: press };
}
