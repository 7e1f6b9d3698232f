/* Keeps the page's state of its counter up to date: applies the server's messages, and fetches only what these do not
   contain.

   Facts are gathered for 60 ms, own deeds fetch at once, and two fetches never run at the same time: what arrives
   meanwhile asks for one more afterwards. */

import { api, setServerTime } from "/assets/page.js";
import { Picture } from "./picture.js";

const GATHER = 60; // ms
const PATIENCE = 4000; // ms: a state that takes longer hangs in a connection that is dead

export class Sync {
  #path;
  #onPanel;
  #onFailure;
  /** @type {Promise<void> | null} */
  #running = null;
  /** @type {AbortController | null} */
  #attempt = null;
  #again = false;
  /** @type {number | null} */
  #timer = null;
  #picture = new Picture();
  #wanted = 0; // the number of the latest fact that tells too little by itself

  /** @param {number} number
   * @param {{onPanel: (panel: Wire.Panel) => void, onFailure: (problem: unknown) => void}} how */
  constructor(number, { onPanel, onFailure }) {
    this.#path = `/api/v1/counters/${number}/panel`;
    this.#onPanel = onPanel;
    this.#onFailure = onFailure;
  }

  /** What is shown now, or null before the first state. */
  get panel() {
    return this.#picture.panel;
  }

  /** A fact arrived: fetches soon where it does not contain enough. True where it concerns this panel.
   * @param {import("/assets/link.js").Fact} fact */
  hear(fact) {
    const meaning = this.#picture.hear(fact);
    if (meaning === "fetch") {
      this.#wanted = fact.seq;
      this.soon();
    }
    return meaning !== null;
  }

  /** The server said how the line stands now.
   * @param {import("/assets/link.js").Line} message */
  line(message) {
    const panel = this.#picture.line(message);
    if (!panel) return;
    if (this.#picture.lacks.length) this.soon();
    this.#onPanel(panel);
  }

  /** Fetches soon; any number of calls within 60 ms makes one fetch. */
  soon() {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      // A fetch that ran meanwhile may have brought it: one's own deeds are followed by one at once.
      if (this.panel === null || this.#wanted > this.panel.seq || this.#picture.lacks.length) this.now();
    }, GATHER);
  }

  /** Fetches now; resolves when a state at least as new as this call has been shown. */
  now() {
    clearTimeout(this.#timer ?? undefined);
    this.#timer = null;
    if (this.#running) this.#again = true;
    return (this.#running ??= this.#run());
  }

  /** Fetches now, and gives up a fetch that began before the connection was made anew. */
  anew() {
    this.#picture.forget();
    const before = this.#running && this.#attempt;
    const running = this.now();
    before?.abort();
    return running;
  }

  async #run() {
    try {
      do {
        this.#again = false;
        const attempt = new AbortController();
        this.#attempt = attempt;
        try {
          const path = `${this.#path}${this.#picture.query}`;
          const panel = this.#picture.take(await api("GET", path, undefined, { signal: attempt.signal, patience: PATIENCE }));
          setServerTime(panel.now);
          this.#onPanel(panel);
          if (this.#picture.lacks.length) this.#again = true;
        } catch (problem) {
          if (!attempt.signal.aborted) this.#onFailure(problem);
        }
      } while (this.#again);
    } finally {
      // In the same turn as the last look at #again: a call in between would wait for a fetch that is over.
      this.#running = null;
    }
  }
}
