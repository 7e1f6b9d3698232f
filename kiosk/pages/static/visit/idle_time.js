/* When somebody who left is asked, and when their visit is wiped. Pure: the time comes in as an argument, in milliseconds. */

export const ASK_AFTER = 45; // seconds without a touch
export const WIPE_AFTER = 15; // seconds that the question stands

export class IdleTime {
  #last;

  /** @param {number} now */
  constructor(now) {
    this.#last = now;
  }

  /** Somebody is there.
   * @param {number} now */
  touched(now) {
    this.#last = now;
  }

  /** The seconds that are left to answer the question once it is to be asked, 0 when the visit is to be wiped, else null.
   * @param {number} now */
  left(now) {
    const idle = (now - this.#last) / 1000;
    if (idle < ASK_AFTER) return null;
    return Math.max(0, Math.ceil(ASK_AFTER + WIPE_AFTER - idle));
  }
}
