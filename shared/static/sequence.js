/* Which facts may be applied now, which wait and when to ask for the missing ones.
   The same rules as shared/link/sequence.py. The time comes in as an argument. */

export const GAP_WAIT = 200; // ms that a missing number may take to arrive by itself
export const ASK_AGAIN = 2000; // ms after an unanswered resume
export const SILENCE = 6000; // ms without any word (a heartbeat comes every 2 s)
export const BACK_AFTER = 1000; // ms between two heartbeats of which the later one may not be lower
const MOST_HELD = 2000; // facts kept while a gap is open; the resume brings whatever is thrown away
const NOTHING_YET = -1;

/** @template Fact */
export class Sequence {
  /** Whether the snapshot of this connection came. */
  ready = false;
  #last = NOTHING_YET;
  #highest = NOTHING_YET;
  /** @type {Map<number, Fact>} */
  #held = new Map();
  /** When to ask, and up to which number what is missing was asked for. @type {number | null} */
  #due = null;
  /** @type {number | null} */
  #target = null;
  /** The newest number at the last heartbeat, and when that was. @type {{seq: number, at: number} | null} */
  #floor = null;

  /** The last number applied, null before the first snapshot; it stays readable for the page when the connection ends. */
  get last() {
    return this.#last === NOTHING_YET ? null : this.#last;
  }

  /** A new connection: nothing counts until its snapshot came. */
  forget() {
    this.ready = false;
    this.#highest = NOTHING_YET;
    this.#held = new Map();
    this.#due = null;
    this.#target = null;
    this.#floor = null;
  }

  /** True when the snapshot replaces the state; false for one that is older than what was applied already.
   * @param {number} seq */
  snapshot(seq) {
    if (this.ready && seq < this.#last) return false;
    this.ready = true;
    this.#last = seq;
    for (const number of [...this.#held.keys()]) if (number <= seq) this.#held.delete(number);
    return true;
  }

  /** The facts to apply now, in order: none when the number was dropped or has to wait.
   * @param {number} seq
   * @param {Fact} fact
   * @param {number} now */
  receive(seq, fact, now) {
    if (this.ready && seq <= this.#last) return [];
    if (this.#held.size < MOST_HELD || (this.ready && seq === this.#last + 1)) this.#held.set(seq, fact);
    return this.#hear(seq, now);
  }

  /** The facts that waited for the snapshot; call it after `snapshot` returned true.
   * @param {number} now */
  release(now) {
    return this.#hear(this.#last, now);
  }

  /** The server's newest number. False when it is lower than what was known at a heartbeat before: no number can overtake
   * that far, so the server's diary was put back to an older one, and this connection's numbers mean nothing any more.
   * @param {number} seq
   * @param {number} now */
  heartbeat(seq, now) {
    if (this.#floor && seq < this.#floor.seq) return now - this.#floor.at < BACK_AFTER;
    if (this.ready) this.#floor = { seq: Math.max(this.#last, seq), at: now };
    this.#hear(seq, now);
    return true;
  }

  /** @param {number} seq
   * @param {number} now */
  #hear(seq, now) {
    this.#highest = Math.max(this.#highest, seq);
    /** @type {Fact[]} */
    const facts = [];
    if (!this.ready) return facts;
    for (let next = this.#held.get(this.#last + 1); next !== undefined; next = this.#held.get(this.#last + 1)) {
      this.#last += 1;
      facts.push(next);
      this.#held.delete(this.#last);
    }
    if (this.#last >= this.#highest) {
      this.#due = null;
      this.#target = null;
    } else if (this.#target === null || this.#last >= this.#target) {
      this.#target = this.#highest;
      this.#due = now + GAP_WAIT;
    }
    return facts;
  }

  /** The number after which to resume, once for a gap; null while there is nothing to ask.
   * @param {number} now */
  resume(now) {
    if (this.#due === null || now < this.#due) return null;
    this.#due = now + ASK_AGAIN;
    this.#target = this.#highest;
    return this.#last;
  }
}
