/* The on-screen keyboard: letters, digits, and Vietnamese by Telex, VNI or without accents. It types into one text box and takes
   no focus; what the keys compose is typing.js's and compose.js's. */
import { html, nothing, picture } from "/assets/parts/draw.js";
import { repaint } from "../visit/navigation.js";
import { t, visit } from "../visit/state.js";
import { textBox } from "./text_box.js";
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

/** `hide()` closes the keyboard. A box for codes has `accents` off: its letters and digits stay what they are.
 * @param {{hide: () => void, accents?: boolean}} how */
export function keyboard({ hide, accents = true }) {
  const method = accents ? visit.method : "plain";
  const rows = (digits ? DIGITS : LETTERS).map((row) => [...row].map((sign) => letterKey(sign, !digits)));
  rows[2].push(special({ name: "delete", symbol: "delete", text: t("keyboard.delete"), size: "wide", press: erase }));
  // VNI writes accents with digits.
  if (!digits && method === "vni") rows.unshift([...NUMBERS].map((sign) => letterKey(sign, true)));
  const swap = () => {
    digits = !digits;
    repaint();
  };
  rows.push([special({ name: "switch", text: digits ? t("keyboard.letters") : t("keyboard.digits"), size: "half", press: swap })]);
  if (accents && !digits) {
    const name = t(`keyboard.${method}`);
    rows[rows.length - 1].push(special({ name: "method", text: name, size: "side", press: change, label: t("keyboard.change", { method: name }) }));
  }
  rows[rows.length - 1].push(
    special({ name: "space", text: t("keyboard.space"), size: "space", press: () => type(" ") }),
    special({ name: "hide", symbol: "keyboard-off", text: t("keyboard.hide"), size: "side", press: hide }),
  );

  /** @param {string} sign
   * @param {boolean} composing */
  function letterKey(sign, composing) {
    return key(sign.toUpperCase(), sign, composing ? HINTS[method][sign] : undefined, () => (composing ? write(sign) : type(sign)));
  }

  function change() {
    visit.method = METHODS[(METHODS.indexOf(method) + 1) % METHODS.length];
    word = null;
    repaint();
  }

  /** @param {string} sign */
  function type(sign) {
    put((box) => withSign(box, sign));
  }

  /** @param {string} sign */
  function write(sign) {
    if (method === "plain") type(sign);
    else put((box) => withLetter(box, word, sign, method));
  }

  function erase() {
    put(withoutSign);
  }

  /** @param {(box: import("./typing.js").Box) => import("./typing.js").Change | null} press null where there is no room */
  function put(press) {
    const box = textBox();
    const typed = box && press(boxOf(box));
    if (!typed) return;
    word = typed.word;
    box.setRangeText(typed.text, typed.from, typed.to, "end");
    box.focus({ preventScroll: true });
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  return html`<div class="keyboard" role="region" aria-label=${t("keyboard.label")}>${rows.map((keys) => html`<div class="keys">${keys}</div>`)}</div>`;
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
  return html`<button class="key" type="button" data-key=${`key-${sign}`} aria-label=${shown} data-hint=${hint ?? nothing} @pointerdown=${keep} @click=${press}><span>${shown}</span></button>`;
}

/** @param {{name: string, symbol?: string, text: string, size: string, press: () => void, label?: string}} special */
function special({ name, symbol, text, size, press, label }) {
  return html`<button class=${`key special ${size}`} type="button" data-key=${`key-${name}`} aria-label=${label ?? nothing} @pointerdown=${keep} @click=${press}>${symbol ? picture(symbol) : null}<span>${text}</span></button>`;
}

/** The text box keeps the focus and its cursor: a press on a key must not take them.
 * @param {Event} event */
function keep(event) {
  event.preventDefault();
}
