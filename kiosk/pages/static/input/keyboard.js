/* The on-screen keyboard: letters, digits, and Vietnamese by Telex, VNI or without accents. It types into one text box and takes
   no focus; what the keys compose is typing.js's and compose.js's. */
import { h, icon } from "../parts/dom.js";
import { t, visit } from "../visit/state.js";
import { withLetter, withoutSign, withSign } from "./typing.js";

const LETTERS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const NUMBERS = "1234567890";
const DIGITS = [NUMBERS, "-/:.,()", "+%&'?!"];
/** @type {Kiosk.Method[]} */
const METHODS = ["telex", "vni", "plain"];
/** What a key does to the letter before it, in small on the key. @type {Record<Kiosk.Method, Record<string, string>>} */
const HINTS = {
  telex: { s: "á", f: "à", r: "ả", x: "ã", j: "ạ", w: "ư ơ ă", a: "â", e: "ê", o: "ô", d: "đ", z: "a" },
  vni: { 1: "á", 2: "à", 3: "ả", 4: "ã", 5: "ạ", 6: "â", 7: "ư", 8: "ă", 9: "đ", 0: "a" },
  plain: {},
};

let digits = false;
/** @type {import("./typing.js").Word | null} */
let word = null;

/** The keys that a screen begins with.
 * @param {boolean} withDigits */
export function begin(withDigits) {
  digits = withDigits;
  word = null;
}

/** `input()` is the text box at the time of the press; `hide()` closes the keyboard, `redraw()` shows other keys. A box for codes
 * has `accents` off: its letters and digits stay what they are.
 * @param {{input: () => HTMLInputElement, hide: () => void, redraw: () => void, accents?: boolean}} how */
export function keyboard({ input, hide, redraw, accents = true }) {
  const method = accents ? visit.method : "plain";
  const rows = (digits ? DIGITS : LETTERS).map((row) => [...row].map((sign) => letterKey(sign, !digits)));
  rows[2].push(special({ name: "delete", symbol: icon("delete"), text: t("keyboard.delete"), size: "wide", press: erase }));
  // VNI writes accents with digits.
  if (!digits && method === "vni") rows.unshift([...NUMBERS].map((sign) => letterKey(sign, true)));
  const swap = () => {
    digits = !digits;
    redraw();
  };
  rows.push([special({ name: "switch", text: digits ? t("keyboard.letters") : t("keyboard.digits"), size: "half", press: swap })]);
  if (accents && !digits) {
    const name = t(`keyboard.${method}`);
    rows[rows.length - 1].push(special({ name: "method", text: name, size: "side", press: change, label: t("keyboard.change", { method: name }) }));
  }
  rows[rows.length - 1].push(
    special({ name: "space", text: t("keyboard.space"), size: "space", press: () => type(" ") }),
    special({ name: "hide", symbol: icon("keyboard-off"), text: t("keyboard.hide"), size: "side", press: hide }),
  );

  /** @param {string} sign
   * @param {boolean} composing */
  function letterKey(sign, composing) {
    return key(sign.toUpperCase(), sign, composing ? HINTS[method][sign] : undefined, () => (composing ? write(sign) : type(sign)));
  }

  function change() {
    visit.method = METHODS[(METHODS.indexOf(method) + 1) % METHODS.length];
    word = null;
    redraw();
  }

  /** @param {string} sign */
  function type(sign) {
    put(withSign(boxOf(input()), sign));
  }

  /** @param {string} sign */
  function write(sign) {
    if (method === "plain") type(sign);
    else put(withLetter(boxOf(input()), word, sign, method));
  }

  function erase() {
    put(withoutSign(boxOf(input())));
  }

  /** @param {import("./typing.js").Change | null} typed null where there is no room */
  function put(typed) {
    if (!typed) return;
    const box = input();
    word = typed.word;
    box.setRangeText(typed.text, typed.from, typed.to, "end");
    box.focus({ preventScroll: true });
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  return h(
    "div",
    { class: "keyboard", role: "region", "aria-label": t("keyboard.label") },
    rows.map((keys) => h("div", { class: "keys" }, keys)),
  );
}

/** @param {HTMLInputElement} box */
function boxOf({ value, selectionStart, selectionEnd, maxLength }) {
  return { value, start: selectionStart ?? value.length, end: selectionEnd ?? value.length, most: maxLength };
}

/** @param {string} shown
 * @param {string} sign
 * @param {string | undefined} hint
 * @param {() => void} press */
function key(shown, sign, hint, press) {
  return h("button", { class: "key", type: "button", key: `key-${sign}`, "aria-label": shown, "data-hint": hint, on: handlers(press) }, h("span", {}, shown));
}

/** @param {{name: string, symbol?: Node, text: string, size: string, press: () => void, label?: string}} special */
function special({ name, symbol, text, size, press, label }) {
  return h("button", { class: `key special ${size}`, type: "button", key: `key-${name}`, "aria-label": label, on: handlers(press) }, symbol, h("span", {}, text));
}

/** The text box keeps the focus and its cursor: a press on a key must not take them.
 * @param {() => void} press
 * @returns {import("../parts/dom.js").Handlers} */
function handlers(press) {
  return { pointerdown: (event) => event.preventDefault(), click: press };
}
