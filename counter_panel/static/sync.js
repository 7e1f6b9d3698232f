/* Keeps the page's one picture of its counter: fetches it again when a fact concerns it. Draws nothing.

   Facts are gathered for 60 ms, own deeds fetch at once, and two fetches never run at the same time: what arrives
   meanwhile asks for one more afterwards. */

import { api, setServerTime } from "/assets/page.js";

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
  /** The last fetched state. @type {Wire.Panel | null} */
  panel = null;

  /** @param {number} number
   * @param {{onPanel: (panel: Wire.Panel) => void, onFailure: (problem: unknown) => void}} how */
  constructor(number, { onPanel, onFailure }) {
    this.#path = `/api/v1/counters/${number}/panel`;
    this.#onPanel = onPanel;
    this.#onFailure = onFailure;
  }

  /** Fetches soon; any number of calls within 60 ms makes one fetch. */
  soon() {
    this.#timer ??= setTimeout(() => this.now(), GATHER);
  }

  /** Fetches now; resolves when a state at least as new as this call has been shown. */
  now() {
    clearTimeout(this.#timer ?? undefined);
    this.#timer = null;
    if (this.#running) this.#again = true;
    return (this.#running ??= this.#run());
  }

  /** Fetches now, and gives up a fetch that began over the connection of before. */
  anew() {
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
          /** @type {Wire.Panel} */
          const panel = await api("GET", this.#path, undefined, { signal: attempt.signal, patience: PATIENCE });
          this.panel = panel;
          setServerTime(panel.now);
          this.#onPanel(panel);
        } catch (problem) {
          if (!attempt.signal.aborted) this.#onFailure(problem);
        }
      } while (this.#again);
    } finally {
      // In the same breath as the last look at #again: whoever comes between would wait for a fetch that is over.
      this.#running = null;
    }
  }
}
