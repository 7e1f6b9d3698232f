/* Officers who need help at once: large and with a bell at the top of the supervisor's page, until somebody ends it. */

import { api, byId, messages } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { timeOf } from "/assets/parts/dates.js";
import { draw, each, html, nothing, picture } from "/assets/parts/draw.js";
import { toast } from "/assets/parts/toast.js";

const t = messages();
const BELL = 2000; // ms between two strokes
const TITLE = document.title;

/** @typedef {Pick<Wire.Alarm, "id" | "at" | "counter" | "counter_name" | "by">} Raised */

export class Alarms {
  #box;
  /** @type {Raised[]} */
  #alarms = [];
  #heard = 0; // facts; an answer that was written before one of them is old
  #drawn = "";
  /** @type {AudioContext | null} */
  #sound = null;
  /** @type {number | null} */
  #bell = null;
  #muted = false;

  /** @param {HTMLElement} box */
  constructor(box) {
    this.#box = box;
    // Browsers give sound only to pages that were touched.
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => this.#open(), { passive: true });
  }

  /** Takes over the alarms that nobody has ended. */
  async refresh() {
    const heard = this.#heard;
    try {
      /** @type {Wire.Alarms} */
      const open = await api("GET", "/api/v1/alarms");
      if (heard === this.#heard) this.#take(open);
      else await this.refresh();
    } catch {
      // What is known stays: the page says itself when it is cut off, and asks again with the next snapshot.
    }
  }

  /** Hears of a fact: an alarm is shown with it, before anything is asked.
   * @param {import("/assets/link.js").Fact} fact */
  hear({ type, at, data }) {
    if (!type.startsWith("alarm_")) return;
    this.#heard += 1;
    if (type === "alarm_raised") this.#take([...this.#alarms.filter((one) => one.id !== data.id), { ...data, at }]);
    if (type === "alarm_ended") this.#take(this.#alarms.filter((one) => one.id !== data.id));
  }

  /** @param {Raised[]} alarms */
  #take(alarms) {
    if (alarms.some((one) => !this.#alarms.some((known) => known.id === one.id))) this.#muted = false;
    this.#alarms = alarms;
    this.#ring();
    this.#draw();
  }

  #ring() {
    const wanted = this.#alarms.length > 0 && !this.#muted;
    if (wanted && this.#bell === null) {
      this.#bell = setInterval(() => this.#stroke(), BELL);
      this.#open();
      this.#stroke();
    } else if (!wanted && this.#bell !== null) {
      clearInterval(this.#bell);
      this.#bell = null;
    }
    document.title = this.#alarms.length ? `${t("alarm.page_title")} · ${TITLE}` : TITLE;
  }

  #open() {
    if (!this.#alarms.length && !this.#sound) return;
    this.#sound ??= new AudioContext();
    this.#sound.resume().then(() => this.#draw(), () => undefined);
  }

  #stroke() {
    const sound = this.#sound;
    if (sound?.state !== "running") return this.#draw();
    for (const [frequency, after] of [[880, 0], [660, 0.25], [880, 0.5]]) {
      const tone = sound.createOscillator();
      const volume = sound.createGain();
      const at = sound.currentTime + after;
      tone.type = "square";
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0.25, at);
      volume.gain.exponentialRampToValueAtTime(0.001, at + 0.22);
      tone.connect(volume).connect(sound.destination);
      tone.start(at);
      tone.stop(at + 0.24);
    }
    return this.#draw();
  }

  /** Drawn only when it says something else: the time of a stroke is none to draw. */
  #draw() {
    const heard = this.#sound?.state === "running";
    const says = JSON.stringify([this.#alarms.map(({ id }) => id), this.#muted, heard]);
    if (says === this.#drawn) return;
    this.#drawn = says;
    this.#box.hidden = !this.#alarms.length;
    this.#box.dataset.bell = !this.#alarms.length ? "none" : this.#muted ? "muted" : heard ? "rings" : "silent";
    draw(
      this.#box,
      html`${each(this.#alarms, ({ id }) => id, (alarm) => this.#row(alarm))}${this.#alarms.length && !heard && !this.#muted ? html`<p class="hint">${t("alarm.silent")}</p>` : nothing}`,
    );
  }

  /** @param {Raised} alarm */
  #row({ id, counter, counter_name: name, by, at }) {
    const time = timeOf(at);
    const title = counter === null ? t("alarm.title_person", { by }) : t("alarm.title", { counter });
    const text = counter === null ? t("alarm.text_person", { time }) : t("alarm.text", { name, by, time });
    const label = counter === null ? nothing : t("alarm.end_of", { counter });
    return html`<div class="alarm-row">
      ${picture("siren")}
      <p role="alert"><b>${title}</b> <span>${text}</span></p>
      <button type="button" @click=${() => this.#mute()}>${picture(this.#muted ? "bell" : "bell-off")}${t(this.#muted ? "alarm.unmute" : "alarm.mute")}</button>
      <button type="button" class="end" aria-label=${label} @click=${() => this.#end(id)}>${picture("check")}${t("alarm.end")}</button>
    </div>`;
  }

  #mute() {
    this.#muted = !this.#muted;
    this.#ring();
    this.#draw();
  }

  /** @param {number} id */
  async #end(id) {
    try {
      await api("POST", `/api/v1/alarms/${id}/end`, {});
      toast(t("alarm.ended"));
      this.#take(this.#alarms.filter((one) => one.id !== id));
      byId("main").focus();
    } catch (problem) {
      problemShown(problem);
    }
  }
}
