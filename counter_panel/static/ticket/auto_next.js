/* Calls the next number some seconds after one was finished, where the officer wants it so. Any key or press that does
   something stops it; it never calls at a counter that is paused, closed, busy or cut off. */

import { byId, h, messages } from "/assets/page.js";
import { nextOf } from "../picture.js";
import { dialogOpen } from "/assets/parts/dialog.js";
import { icon } from "/assets/parts/icon.js";
import { toastOf } from "/assets/parts/toast.js";

const t = messages();
const SECONDS = 5;
const TICK = 200; // ms

export class AutoNext {
  #desk;
  #call;
  #say;
  #root = byId("toasts");
  /** @type {number | null} */
  #timer = null;
  #words = h("span", {});
  /** @type {HTMLElement | null} */
  #element = null;
  #until = 0;
  #seconds;

  /** `call()` calls the next number, `say(text)` is heard by screen readers.
   * @param {import("../intake/desk.js").Desk} desk
   * @param {{call: () => void, say: (text: string) => void, seconds?: number}} how */
  constructor(desk, { call, say, seconds = SECONDS }) {
    this.#seconds = seconds;
    this.#desk = desk;
    this.#call = call;
    this.#say = say;
  }

  /** Whether it counts down now. */
  get counting() {
    return this.#timer !== null;
  }

  /** Begins to count down, if somebody waits and a call is possible. */
  begin() {
    this.stop();
    if (!this.#may()) return;
    this.#until = performance.now() + this.#seconds * 1000;
    const button = h("button", { type: "button", onclick: () => this.stop(true) }, t("auto.stop"), h("kbd", {}, "Esc"));
    this.#element = toastOf(icon("timer"), this.#words, { kind: "auto", button });
    this.#root.append(this.#element);
    this.#timer = setInterval(() => this.#tick(), TICK);
    this.#tick();
    this.#say(this.#sentence("begins", this.#seconds));
  }

  /** Ends the countdown without a call. */
  stop(aloud = false) {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    this.#element?.remove();
    if (aloud) this.#say(t("auto.stopped"));
  }

  /** Names the number that would be called, once it is known.
   * @param {"begins" | "counts"} key
   * @param {number} seconds */
  #sentence(key, seconds) {
    const next = this.#desk.panel && nextOf(this.#desk.panel);
    return next ? t(`auto.${key}`, { number: next.number, seconds }) : t(`auto.${key}_unnamed`, { seconds });
  }

  #may() {
    const { connected, busy, panel } = this.#desk;
    return panel && connected && !busy && !dialogOpen() && panel.counter.allowed?.includes("call") && panel.waiting_total > 0;
  }

  #tick() {
    if (!this.#may()) return this.stop();
    const left = this.#until - performance.now();
    if (left > 0) {
      this.#words.textContent = this.#sentence("counts", Math.ceil(left / 1000));
      return undefined;
    }
    this.stop();
    return this.#call();
  }
}
