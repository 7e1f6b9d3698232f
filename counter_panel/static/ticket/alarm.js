/* The emergency button: two presses of it, or of F3, call the supervisors at once. It works whatever else the page does:
   in a dialog, at a closed counter, beside a deed that has no answer; cut off, it tries until the server hears it. */

import { api, byId, freshKey, h, messages, Problem } from "/assets/page.js";
import { icon } from "/assets/parts/icon.js";
import { hourMinute } from "/assets/parts/dates.js";

const t = messages();
const BOUNCE = 150; // ms: two presses as close as this are one finger's
const ARMED = 3000; // ms in which the second press counts
const AGAIN = 1000; // ms between two tries
const TRIES = 120;

export class Alarm {
  #counter;
  #say;
  #hush;
  #button = /** @type {HTMLButtonElement} */ (document.querySelector("[data-action=alarm]"));
  #bar = byId("alarm");
  #pressed = 0;
  /** @type {number | null} */
  #timer = null;
  #sending = false;
  /** @type {Wire.Alarm | null} */
  #alarm = null;

  /** `say(text, {error})` shows and speaks a sentence, `hush()` takes it away.
   * @param {number} counter
   * @param {{say: (text: string, how?: {error: boolean}) => void, hush: () => void}} how */
  constructor(counter, { say, hush }) {
    this.#counter = counter;
    this.#say = say;
    this.#hush = hush;
  }

  /** Whether an alarm of this counter holds. */
  get raised() {
    return this.#alarm !== null;
  }

  /** One press: the first arms, the second within three seconds calls. */
  press() {
    if (this.#sending || this.#alarm) return;
    const since = performance.now() - this.#pressed;
    if (this.#timer !== null && since < BOUNCE) return;
    if (this.#timer !== null) {
      this.#disarm();
      this.#raise();
      return;
    }
    this.#pressed = performance.now();
    this.#timer = setTimeout(() => this.#disarm(), ARMED);
    this.#draw();
    this.#say(t("alarm.again"), { error: true });
  }

  /** Takes over what the server says: somebody may have ended it. */
  async refresh() {
    if (this.#sending) return;
    try {
      /** @type {Wire.Alarms} */
      const open = await api("GET", "/api/v1/alarms");
      // Pressed meanwhile, so the answer does not include it.
      if (this.#sending) return;
      const was = this.#alarm;
      this.#alarm = open.find((alarm) => alarm.counter === this.#counter) ?? null;
      if (was && !this.#alarm) this.#say(t("alarm.over"));
    } catch {
      // The page says itself that it is cut off; what was known stays.
    }
    this.#draw();
  }

  #disarm() {
    clearTimeout(this.#timer ?? undefined);
    this.#timer = null;
    this.#draw();
  }

  async #raise() {
    this.#sending = true;
    this.#hush();
    this.#draw();
    const key = freshKey();
    for (let tries = 0; tries < TRIES; tries += 1) {
      try {
        this.#alarm = await api("POST", "/api/v1/alarms", { counter: this.#counter }, { key });
        break;
      } catch (problem) {
        if (problem instanceof Problem && problem.status >= 400 && problem.status < 500) {
          this.#say(problem.title, { error: true });
          break;
        }
        this.#draw(true);
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
      }
    }
    this.#sending = false;
    this.#draw();
  }

  async #withdraw() {
    try {
      await api("POST", `/api/v1/alarms/${this.#alarm?.id}/end`, {});
      this.#alarm = null;
      this.#say(t("alarm.withdrawn"));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.#say(problem.title, { error: true });
    }
    this.#draw();
    this.#button.focus();
  }

  #draw(unheard = false) {
    const state = this.#alarm ? "raised" : this.#sending ? "sending" : this.#timer !== null ? "armed" : "idle";
    if (this.#button.dataset.state !== state) {
      this.#button.dataset.state = state;
      this.#button.querySelector(".label")?.replaceChildren(t(`alarm.${state}`));
    }
    const says = this.#alarm ? `${this.#alarm.id}` : this.#sending ? `sending ${unheard}` : "";
    if (this.#bar.dataset.says === says) return;
    this.#bar.dataset.says = says;
    this.#bar.hidden = !says;
    if (this.#alarm) {
      this.#bar.replaceChildren(
        icon("siren"),
        h("b", {}, t("alarm.raised_at", { time: hourMinute(this.#alarm.at) })),
        h("button", { type: "button", class: "button", onclick: () => this.#withdraw() }, t("alarm.withdraw")),
      );
    } else if (this.#sending) this.#bar.replaceChildren(icon("siren"), h("b", {}, t(unheard ? "alarm.unheard" : "alarm.sending_now")));
    else this.#bar.replaceChildren();
  }
}
