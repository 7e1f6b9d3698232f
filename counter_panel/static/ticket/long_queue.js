/* A desktop notification when many wait for this counter: once, until fewer wait again. Only where the officer asked. */

import { messages } from "/assets/page.js";

const t = messages();

export class LongQueue {
  #counter;
  #least;
  #told = false;

  /** `least` people make a queue long; 0: none does.
   * @param {number} counter
   * @param {number} least */
  constructor(counter, least) {
    this.#counter = counter;
    this.#least = least;
  }

  /** Asks the browser for leave; resolves to null, or to the reason why there will be no notices. */
  async allowed() {
    if (!this.#least) return t("option.notice_off");
    if (!("Notification" in window) || !window.isSecureContext) return t("option.notice_insecure");
    const leave = Notification.permission === "default" ? await Notification.requestPermission() : Notification.permission;
    return leave === "granted" ? null : t("option.notice_denied");
  }

  /** Looks at how many wait now; tells when they have just become many.
   * @param {number} waiting
   * @param {boolean} wanted */
  look(waiting, wanted) {
    const long = this.#least > 0 && waiting >= this.#least;
    const news = long && !this.#told;
    this.#told = long;
    if (!news || !wanted || !("Notification" in window) || Notification.permission !== "granted") return;
    const notice = new Notification(t("page.title", { number: this.#counter }), {
      body: t("option.long_queue", { count: waiting }),
      tag: `motcua-${this.#counter}`,
      lang: document.documentElement.lang,
    });
    notice.onclick = () => window.focus();
  }
}
