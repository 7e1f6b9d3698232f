/* The one box of a screen that is typed into, by the keys on the screen or by a real keyboard. */
import { find } from "/assets/page.js";

/** The box of the screen that is shown, or null. */
export function textBox() {
  return find(document, ".search-text, .pad-text", HTMLInputElement);
}

/** Puts the cursor into it. */
export function typeOn() {
  textBox()?.focus({ preventScroll: true });
}
