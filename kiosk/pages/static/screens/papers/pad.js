/* A pad of large keys for a code or a telephone number: only what can be in it. The text box is real: a keyboard works, too. */
import { html, live, picture, variables } from "/assets/parts/draw.js";
import { textBox, typeOn } from "../../input/text_box.js";
import { repaint } from "../../visit/navigation.js";

/** `text` is what is written now, `set(text)` keeps what is written next; `allowed(sign)` gives the sign to write, or "";
   `enter()` is called where a keyboard says that the text is whole; `boxes` shows one a sign.
 * @param {object} pad
 * @param {string[]} pad.signs
 * @param {number} pad.columns
 * @param {number} pad.length
 * @param {string} pad.text
 * @param {(text: string) => void} pad.set
 * @param {() => void} pad.enter
 * @param {string} pad.label
 * @param {string} pad.keys
 * @param {string} pad.erase
 * @param {(sign: string) => string} pad.allowed
 * @param {boolean} [pad.boxes] */
export function codePad({ signs, columns, length, text, set, enter, label, keys, erase, allowed, boxes = false }) {
  /** @param {string} written */
  function change(written) {
    set([...written].map(allowed).join("").slice(0, length));
    repaint();
  }

  /** The text box keeps the focus and its cursor: a press on a key must not take them.
   * @param {Event} event */
  const keep = (event) => event.preventDefault();
  /** @param {string} written */
  const press = (written) => () => {
    change(written);
    typeOn();
  };
  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    if (event.key === "Enter") enter();
  };
  /** @param {string} sign */
  const key = (sign) => html`<button class="pad-key" type="button" data-key=${`pad-${sign}`} @pointerdown=${keep} @click=${press(text + sign)}>${sign}</button>`;
  return html`<div class="pad grow" data-private>
    <div class="pad-box"><input class=${`pad-text${boxes ? " spaced" : ""}`} type="text" inputmode="none" autocomplete="off" autocapitalize="characters" spellcheck="false"
      maxlength=${length + 6} data-key="pad" aria-label=${label} .value=${live(text)} @input=${() => change(textBox()?.value ?? "")} @keydown=${pressed}></div>
    <div class="pad-keys" role="group" aria-label=${keys} ${variables({ "--columns": String(columns) })}>
      ${signs.map(key)}
      <button class="pad-key erase" type="button" data-key="pad-erase" aria-label=${erase} @pointerdown=${keep} @click=${press(text.slice(0, -1))}>${picture("delete")}</button>
    </div>
  </div>`;
}
