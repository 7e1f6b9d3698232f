/* What the page says at the foot of the actions: the last deed, a refusal, and the chance to undo. */

import { byId, h, messages, serverNow } from "/assets/page.js";
import { icon } from "/assets/parts/icon.js";
import { toastOf } from "/assets/parts/toast.js";

const t = messages();
const SHOWN = 6000; // ms
const REFUSAL_SHOWN = 9000;
const UNDO_SHOWN = 8000;
/** @type {Record<string, string>} */
const DONE = { done: "said.finished", no_show: "said.no_show", cancelled: "said.cancelled" };

export class Toasts {
  #root = byId("toasts");
  #said = byId("said");
  /** @type {HTMLElement | null} */
  #note = null;
  #noteTimer = 0;
  /** @type {{element: HTMLElement, words: HTMLElement, end: number} | null} */
  #offer = null;
  /** @type {string | null} */
  #offerKey = null;
  #newest = 0;
  /** @type {string | null} */
  #unsaid = null;
  #undo;

  /** @param {() => void} undo */
  constructor(undo) {
    this.#undo = undo;
    setInterval(() => this.#count(), 200);
  }

  /** Takes away what is shown, because something larger says it now. */
  hush() {
    this.#note?.remove();
  }

  /** Says a sentence to screen readers alone: it stands on the page already.
   * @param {string} text */
  speak(text) {
    this.#said.textContent = "";
    requestAnimationFrame(() => (this.#said.textContent = text));
  }

  /** Shows a sentence for some seconds; screen readers hear it. While an undo is offered only refusals are shown beside
      it: the place has room for one, and the page shows the rest anyway.
   * @param {string} text */
  say(text, { error = false } = {}) {
    this.speak(text);
    this.#note?.remove();
    clearTimeout(this.#noteTimer);
    this.#unsaid = null;
    if (this.#offer && !error) {
      this.#unsaid = text;
      return;
    }
    const note = toastOf(icon(error ? "circle-alert" : "check"), text, { danger: error });
    this.#note = note;
    this.#root.append(note);
    this.#noteTimer = setTimeout(() => note.remove(), error ? REFUSAL_SHOWN : SHOWN);
  }

  /** Offers what the server says can be undone, for eight seconds. An older deed, which comes up again when the last one
      was undone, is not offered a second time.
   * @param {Wire.Undo | null} undo */
  offer(undo) {
    const key = undo && !undo.blocked ? `${undo.ticket} ${undo.until}` : null;
    if (key === this.#offerKey) return;
    this.#offerKey = key;
    this.#offer?.element.remove();
    this.#offer = null;
    if (!key && this.#unsaid) this.say(this.#unsaid);
    if (!undo || !key || Date.parse(undo.until) <= this.#newest) return;
    this.#newest = Date.parse(undo.until);
    const end = Math.min(serverNow().getTime() + UNDO_SHOWN, Date.parse(undo.until));
    if (end <= serverNow().getTime()) return;
    const words = h("span", {});
    const button = h("button", { type: "button", onclick: () => this.#undo() }, icon("undo-2"), words);
    const element = toastOf(icon("check"), t(DONE[undo.state], { number: undo.number }), { kind: "undo", button });
    this.#offer = { element, words, end };
    // The offer says what was done; the same sentence need not stand twice.
    this.#note?.remove();
    this.#root.append(element);
    this.#count();
  }

  #count() {
    if (!this.#offer) return;
    const seconds = Math.ceil((this.#offer.end - serverNow().getTime()) / 1000);
    if (seconds <= 0) {
      this.#offer.element.remove();
      this.#offer = null;
      this.#unsaid = null;
      return;
    }
    this.#offer.words.textContent = t("action.undo_in", { seconds });
  }
}
