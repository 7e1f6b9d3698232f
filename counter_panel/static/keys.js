/* Which key presses which button. Pure. */

/** @typedef {Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "altKey" | "metaKey" | "shiftKey">} Pressed */

/** @type {Record<string, string>} */
const KEYS = { F2: "next", F4: "start", F8: "recall", F9: "finish-next", F10: "no-show", F6: "money", F7: "case", F1: "help" };
/** @type {Record<string, string>} */
const ALT_KEYS = { KeyO: "options", KeyL: "lists", Digit0: "close" };
const DIGITS = ["pause", "accept", "supplement", "refuse", "hold", "transfer", "put-back", "priority", "cancel", "finish"];

/** The digit of a key without modifiers, from either block of keys; null for all others.
 * @param {Pressed} event */
export function digitOf({ code, ctrlKey, altKey, metaKey, shiftKey }) {
  if (ctrlKey || altKey || metaKey || shiftKey) return null;
  const match = /^(?:Digit|Numpad)(\d)$/.exec(code);
  return match ? Number(match[1]) : null;
}

/** F3 alone, which calls for help.
 * @param {Pressed} event */
export function isAlarm({ key, ctrlKey, altKey, metaKey, shiftKey }) {
  return key === "F3" && !ctrlKey && !altKey && !metaKey && !shiftKey;
}

/** The button of a key that works also where somebody is typing; null where it has none.
 * @param {Pressed} event */
export function buttonOf({ key, code, ctrlKey, altKey, metaKey, shiftKey }) {
  if (ctrlKey || metaKey || shiftKey) return null;
  return (altKey ? ALT_KEYS[code] : KEYS[key]) ?? null;
}

/** The button of a key that is a letter or a digit elsewhere.
 * @param {Pressed} event */
export function shortcutOf(event) {
  const digit = digitOf(event);
  if (digit !== null) return DIGITS[digit];
  if (event.key === "?") return "help";
  return event.ctrlKey && !event.shiftKey && event.key.toLowerCase() === "z" ? "undo" : null;
}
