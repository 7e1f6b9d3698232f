/* The on-screen keyboard: letters, digits, and Vietnamese by Telex, VNI or without accents. It types into one text box and takes
   no focus; what the keys compose is compose.js's. */
import { compose } from "./compose.js";
import { h, icon } from "./dom.js";
import { t, visit } from "./state.js";

const LETTERS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const NUMBERS = "1234567890";
const DIGITS = [NUMBERS, "-/:.,()", "+%&'?!"];
const METHODS = ["telex", "vni", "plain"];
/* What a key does to the letter before it, in small on the key. */
const HINTS = {
  telex: { s: "á", f: "à", r: "ả", x: "ã", j: "ạ", w: "ư ơ ă", a: "â", e: "ê", o: "ô", d: "đ", z: "a" },
  vni: { 1: "á", 2: "à", 3: "ả", 4: "ã", 5: "ạ", 6: "â", 7: "ư", 8: "ă", 9: "đ", 0: "a" },
  plain: {},
};
const LETTER = /\p{L}/u;

let digits = false;
let word = null; // the keys of the word before the cursor, and what they made of it

/* The keys that a screen begins with. */
export function begin(withDigits) {
  digits = withDigits;
  word = null;
}

/* `input()` is the text box at the time of the press; `hide()` closes the keyboard, `redraw()` shows other keys. A box for codes
   has `accents` off: its letters and digits stay what they are. */
export function keyboard({ input, hide, redraw, accents = true }) {
  const method = accents ? visit.method : "plain";
  const rows = (digits ? DIGITS : LETTERS).map((row) => [...row].map((sign) => letterKey(sign, !digits)));
  rows[2].push(special("delete", icon("delete"), t("keyboard.delete"), "wide", erase));
  // VNI writes accents with digits.
  if (!digits && method === "vni") rows.unshift([...NUMBERS].map((sign) => letterKey(sign, true)));
  rows.push([
    special("switch", null, digits ? t("keyboard.letters") : t("keyboard.digits"), "half", () => {
      digits = !digits;
      redraw();
    }),
    accents && !digits ? special("method", null, t(`keyboard.${method}`), "side", change, t("keyboard.change", { method: t(`keyboard.${method}`) })) : null,
    special("space", null, t("keyboard.space"), "space", () => type(" ")),
    special("hide", icon("keyboard-off"), t("keyboard.hide"), "side", hide),
  ].filter(Boolean));

  function letterKey(sign, composing) {
    return key(sign.toUpperCase(), sign, composing ? HINTS[method][sign] : null, () => (composing ? write(sign) : type(sign)));
  }

  function change() {
    visit.method = METHODS[(METHODS.indexOf(method) + 1) % METHODS.length];
    word = null;
    redraw();
  }

  function type(sign) {
    const box = input();
    word = null;
    box.setRangeText(sign, box.selectionStart, box.selectionEnd, "end");
    changed(box);
  }

  /* A letter of a word: the word is composed anew from all its keys. */
  function write(sign) {
    if (method === "plain") return type(sign);
    const box = input();
    const { value, selectionStart: start, selectionEnd: end } = box;
    const before = value.slice(0, start);
    const goesOn = word !== null && start === end && start === word.end && before.endsWith(word.shown);
    const keys = (goesOn ? word.keys : lettersBefore(before)) + sign;
    const from = start - (goesOn ? word.shown.length : keys.length - 1);
    const shown = compose(keys, method);
    if (value.length - (end - from) + shown.length > box.maxLength) return undefined;
    box.setRangeText(shown, from, end, "end");
    word = { keys, shown, end: from + shown.length };
    return changed(box);
  }

  function erase() {
    const box = input();
    const { selectionStart: start, selectionEnd: end } = box;
    word = null;
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

/* The letters that the cursor stands behind: typed on, they are the word's first keys. */
function lettersBefore(text) {
  let from = text.length;
  while (from > 0 && LETTER.test(text[from - 1])) from -= 1;
  return text.slice(from).normalize("NFC");
}

function changed(box) {
  box.focus({ preventScroll: true });
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function key(shown, sign, hint, press) {
  return h("button", { class: "key", type: "button", key: `key-${sign}`, "aria-label": shown, "data-hint": hint, on: handlers(press) }, h("span", {}, shown));
}

function special(name, symbol, text, size, press, label) {
  return h("button", { class: `key special ${size}`, type: "button", key: `key-${name}`, "aria-label": label, on: handlers(press) }, symbol, h("span", {}, text));
}

/* The text box keeps the focus and its cursor: a press on a key must not take them. */
function handlers(press) {
  return { pointerdown: (event) => event.preventDefault(), click: press };
}
