/* How long a number stays on the screen once its paper is out. Pure: the time comes in as an argument, in milliseconds. */

export class Countdown {
  #lasts;
  /** @type {number | null} */
  #since = null;
  /** Somebody wants the number to stay. */
  kept = false;

  /** @param {number} seconds */
  constructor(seconds) {
    this.#lasts = seconds;
  }

  /** The paper is out.
   * @param {number} now */
  begin(now) {
    this.#since = now;
  }

  /** There is no paper yet, or no more. */
  stop() {
    this.#since = null;
  }

  get begun() {
    return this.#since !== null;
  }

  /** Whether time runs. */
  get runs() {
    return this.begun && !this.kept;
  }

  /** The seconds that are left; all of them before it begins.
   * @param {number} now */
  left(now) {
    return this.#since === null ? this.#lasts : Math.max(0, this.#lasts - (now - this.#since) / 1000);
  }

  /** The share that is left, in percent; what is kept stays whole.
   * @param {number} now */
  share(now) {
    return this.kept ? 100 : (100 * this.left(now)) / this.#lasts;
  }

  /** @param {number} now */
  over(now) {
    return this.runs && this.left(now) <= 0;
  }
}
