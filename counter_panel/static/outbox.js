/* Deeds whose answer was lost: each is sent again under its own key until the server has answered, so that it is done
   once however often it is sent; also after the page was loaded anew. */

import { api, freshKey, messages, Problem } from "/assets/page.js";

const FRESH = 60000; // ms in which a deed is sent again by itself; afterwards the officer is asked
const AGAIN = 1000; // ms between two tries
const GATEWAYS = new Set([502, 503, 504]); // what stands between us and a server that is away answers for it
const t = messages();

/**
 * @typedef {object} Deed
 * @property {string} path
 * @property {string} text its body
 * @property {string} words what it is
 * @property {boolean} secret it holds people's data, and is forgotten with the page
 * @property {string} key
 * @property {number} at by this machine's clock
 * @property {boolean} lost a try of it failed
 */

export class Outbox {
  #place;
  #person;
  #onChange;
  /** @type {Deed | null} */
  #deed = null;
  /** @type {AbortController | null} */
  #attempt = null;
  /** @type {() => void} */
  #wake = () => undefined;

  /** `onChange` is called when a deed begins or ends to wait for its answer.
   * @param {number} counter
   * @param {string} person
   * @param {() => void} onChange */
  constructor(counter, person, onChange) {
    this.#place = `motcua_deed_${counter}`;
    this.#person = person;
    this.#onChange = onChange;
    this.#deed = this.#read();
  }

  /** `{words, at, lost}` of the deed that has no answer yet, or null; `lost`: a try of it failed. `at` is by this
      machine's clock. */
  get waiting() {
    const deed = this.#deed;
    return deed && { words: deed.words, at: deed.at, lost: deed.lost };
  }

  /** Whether what waits is young enough to be sent again without asking. */
  get isFresh() {
    return this.#deed !== null && isFresh(this.#deed);
  }

  /** POSTs a deed; `words` say what it is. The same deed as one that waits is that one: it keeps its key. `secret` deeds
      hold people's data and are forgotten with the page. Throws the server's refusal, or a Problem "unanswered".
   * @param {string} path
   * @param {object} body
   * @param {string} words
   * @returns {Promise<any>} */
  send(path, body, words, { secret = false } = {}) {
    const text = JSON.stringify(body);
    const known = this.#deed?.path === path && this.#deed.text === text ? this.#deed.key : null;
    return this.#deliver({ path, text, words, secret, key: known ?? freshKey(), at: Date.now(), lost: false });
  }

  /** Sends what waits once more. */
  async again() {
    return this.#deed && this.#deliver({ ...this.#deed, at: Date.now() });
  }

  /** Forgets what waits: whether it was done shows in the counter's state. */
  drop() {
    this.#keep(null);
    this.#attempt?.abort();
    this.#wake();
  }

  /** The server can be reached again: a try that hangs is given up for a new one. */
  hurry() {
    this.#attempt?.abort();
    this.#wake();
  }

  /** @param {Deed} deed */
  async #deliver(deed) {
    this.#keep(deed);
    for (;;) {
      try {
        const answer = await this.#try(deed);
        if (this.#deed === deed) this.#keep(null);
        return answer;
      } catch (problem) {
        if (!isLost(problem)) {
          if (this.#deed === deed) this.#keep(null);
          throw problem;
        }
        if (this.#deed === deed) {
          deed.lost = true;
          this.#keep(deed);
        }
        if (this.#deed !== deed || !isFresh(deed)) {
          throw new Problem({ title: t("error.unanswered"), code: "unanswered", status: 0 });
        }
      }
    }
  }

  /** @param {Deed} deed */
  async #try(deed) {
    if (deed.lost) await this.#pause();
    if (this.#deed !== deed) throw new Problem({ title: t("error.unanswered"), code: "offline", status: 0 });
    this.#attempt = new AbortController();
    try {
      return await api("POST", deed.path, JSON.parse(deed.text), { key: deed.key, signal: this.#attempt.signal });
    } finally {
      this.#attempt = null;
    }
  }

  /** @returns {Promise<void>} */
  #pause() {
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, AGAIN);
    });
  }

  /** @param {Deed | null} deed */
  #keep(deed) {
    this.#deed = deed;
    try {
      if (deed && !deed.secret) sessionStorage.setItem(this.#place, JSON.stringify({ ...deed, person: this.#person }));
      else sessionStorage.removeItem(this.#place);
    } catch {
      // Without the browser's storage a deed waits only as long as the page is open.
    }
    this.#onChange();
  }

  /** @returns {Deed | null} */
  #read() {
    try {
      const { person, ...deed } = JSON.parse(sessionStorage.getItem(this.#place) ?? "");
      // Somebody else's deed is not sent in this person's name.
      return person === this.#person ? { ...deed, lost: true } : null;
    } catch {
      return null;
    }
  }
}

/** @param {Deed} deed */
function isFresh(deed) {
  const age = Date.now() - deed.at;
  return age >= 0 && age < FRESH;
}

/** @param {unknown} problem */
function isLost(problem) {
  if (!(problem instanceof Problem)) return false;
  return problem.code === "offline" || (GATEWAYS.has(problem.status) && problem.code === "unexpected");
}
