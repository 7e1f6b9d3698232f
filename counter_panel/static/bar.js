/* The bar across the page: why it is cut off, and what becomes of a deed without an answer. */

import { signInAgain } from "/assets/parts/sign_in_again.js";
import { byId, h, messages } from "/assets/page.js";
import { icon } from "/assets/parts/icon.js";
import { hourMinute } from "/assets/parts/dates.js";

/**
 * @typedef {{why: "cut-off" | "refused" | "signed-out", words: string}} Lost why the page is cut off
 * @typedef {import("./outbox.js").Outbox["waiting"]} Waiting a deed that has no answer
 */

const t = messages();

export class Bar {
  #root = byId("bar");
  #sendAgain;
  #drop;
  /** @type {string | null} */
  #says = null;

  /** @param {{sendAgain: () => unknown, drop: () => unknown}} deeds */
  constructor({ sendAgain, drop }) {
    this.#sendAgain = sendAgain;
    this.#drop = drop;
  }

  /** Drawn only when it says something else: a screen reader reads it, and a button in it must stay under the finger.
   * @param {Lost | null} lost
   * @param {Waiting} waiting
   * @param {boolean} busy */
  draw(lost, waiting, busy) {
    const says = JSON.stringify([lost, waiting, busy]);
    if (says === this.#says) return;
    this.#says = says;
    const asks = !lost && !busy && Boolean(waiting?.lost);
    this.#root.hidden = !lost && !asks;
    this.#root.classList.toggle("asks", asks);
    if (lost) this.#root.replaceChildren(...this.#cutOff(lost, busy ? waiting : null));
    else if (asks && waiting) {
      this.#root.replaceChildren(
        icon("circle-alert"),
        h("b", {}, t("bar.unanswered", { deed: waiting.words, time: hourMinute(waiting.at) })),
        button("bar.send_again", this.#sendAgain),
        button("bar.drop", this.#drop),
      );
    } else this.#root.replaceChildren();
  }

  /** @param {Lost} lost
   * @param {Waiting} waiting a deed that is tried again and again
   * @returns {Node[]} */
  #cutOff({ why, words }, waiting) {
    if (why === "refused") {
      return [icon("ban"), h("b", {}, words), h("a", { class: "button", href: "/panel" }, t("page.change_counter"))];
    }
    if (why === "signed-out") {
      return [icon("log-out"), h("b", {}, t("bar.signed_out")), h("button", { type: "button", onclick: () => signInAgain({ asked: true }) }, t("bar.sign_in"))];
    }
    if (waiting) {
      return [
        icon("wifi-off"),
        h("b", {}, t("bar.cut_off_waiting", { deed: waiting.words })),
        h("span", {}, t("bar.cut_off_waiting_hint")),
        button("bar.drop", this.#drop),
      ];
    }
    return [icon("wifi-off"), h("b", {}, t("bar.cut_off")), h("span", {}, t("bar.cut_off_hint"))];
  }
}

/** @param {string} key
 * @param {() => unknown} onclick */
function button(key, onclick) {
  return h("button", { type: "button", class: "button", onclick }, t(key));
}
