/* Keeps the page's one picture of its counter: fetches it again when a fact concerns it. Draws nothing.

   Facts are gathered for 60 ms, own deeds fetch at once, and two fetches never run at the same time: what arrives
   meanwhile asks for one more afterwards. */

import { api, setServerTime } from "/assets/page.js";

const GATHER = 60; // ms

export class Sync {
  #path;
  #onPanel;
  #onFailure;
  #running = null;
  #again = false;
  #timer = null;

  constructor(number, { onPanel, onFailure }) {
    this.#path = `/api/v1/counters/${number}/panel`;
    this.#onPanel = onPanel;
    this.#onFailure = onFailure;
    this.panel = null;
  }

  /** Fetches soon; any number of calls within 60 ms makes one fetch. */
  soon() {
    this.#timer ??= setTimeout(() => this.now(), GATHER);
  }

  /** Fetches now; resolves when a state at least as new as this call has been shown. */
  now() {
    clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #run() {
    do {
      this.#again = false;
      try {
        const panel = await api("GET", this.#path);
        this.panel = panel;
        setServerTime(panel.now);
        this.#onPanel(panel);
      } catch (problem) {
        this.#onFailure(problem);
      }
    } while (this.#again);
  }
}
