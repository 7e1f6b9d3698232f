/* Tells a scanner that types as a keyboard does from a person: by its speed and by the key that ends it. Pure: it is told each
   key with its time, and says what was read and which keys nobody else may see. */

const FAST = 30; // ms between two signs of a scanner, as a rule
const BROKEN_OFF = 600; // ms: a longer pause begins anew; a busy machine may hold a sign back for less
const SHORTEST = 6;
const HELD_BACK_FROM = 4; // gaps after which it can be no finger any more
const ENDS = new Set(["Enter", "Tab"]);

export class ScanReader {
  #text = "";
  /** @type {number[]} */
  #gaps = [];
  #last = -Infinity;

  /** `read` is what was scanned once the key ends it, else null; a key to `hold` must not reach the page.
   * @param {{key: string, code: string, timeStamp: number}} pressed */
  press({ key, code, timeStamp }) {
    const gap = timeStamp - this.#last;
    if (gap > BROKEN_OFF) this.#begin();
    if (ENDS.has(key)) {
      const read = this.#fast() && this.#text.length >= SHORTEST ? this.#text : null;
      this.#begin();
      // The ending key must not press the button that was touched last.
      return { read, hold: read !== null };
    }
    const sign = survived(key, code);
    if (sign === null) return { read: null, hold: false };
    if (this.#text) this.#gaps.push(gap);
    this.#last = timeStamp;
    this.#text += sign;
    return { read: null, hold: this.#gaps.length >= HELD_BACK_FROM && this.#fast() };
  }

  #begin() {
    this.#text = "";
    this.#gaps = [];
    this.#last = -Infinity;
  }

  /** Half of the gaps are a scanner's: a busy machine delivers some of them late. */
  #fast() {
    const sorted = [...this.#gaps].sort((a, b) => a - b);
    return sorted.length > 0 && sorted[Math.floor(sorted.length / 2)] < FAST;
  }
}

/** An input method swallows letters; digits come through by their keys. Everything beyond ASCII is wrong already.
 * @param {string} key
 * @param {string} code */
function survived(key, code) {
  if (key.length === 1 && key >= " " && key <= "~") return key;
  return /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1] ?? null;
}
