/* What would help the hall, in one sentence with one button, and the changes that hold, each with its undo. The server
   simulates the queues; this page only shows the result. */

import { api, byId, freshKey, messages } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { timeOf } from "/assets/parts/dates.js";
import { draw, each, html, nothing, picture } from "/assets/parts/draw.js";
import { toast } from "/assets/parts/toast.js";

const t = messages();
const lang = document.documentElement.lang === "en" ? "en" : "vi";

export class Balance {
  #box;
  #queueName;
  #changed;
  /** @type {Wire.Balance} */
  #balance = { proposal: null, in_force: [] };
  #drawn = "";
  #busy = false;

  /** `queueName(id)` names a queue; `changed()` is called when a change was made here.
   * @param {HTMLElement} box
   * @param {{queueName: (id: string) => string, changed: () => void}} page */
  constructor(box, { queueName, changed }) {
    this.#box = box;
    this.#queueName = queueName;
    this.#changed = changed;
  }

  /** Asks for the present proposal and changes, and draws them. */
  async refresh() {
    try {
      this.#balance = await api("GET", "/api/v1/balance");
    } catch {
      return; // the page says itself when it is cut off
    }
    this.draw();
  }

  /** Draws, if it says something else: a button must stay under the finger. */
  draw() {
    const { proposal, in_force: changes } = this.#balance;
    const says = JSON.stringify([proposal && { ...proposal, made_at: null }, changes]);
    if (says === this.#drawn) return;
    this.#drawn = says;
    const had = this.#box.contains(document.activeElement);
    this.#box.hidden = !proposal && !changes.length;
    draw(this.#box, html`${proposal ? this.#proposed(proposal) : nothing}${each(changes, ({ id }) => id, (change) => this.#held(change))}`);
    // The button that was pressed is gone with what it was for.
    if (had && !this.#box.contains(document.activeElement)) byId("main").focus({ preventScroll: true });
  }

  /** @param {Wire.Proposal} proposal */
  #proposed(proposal) {
    const key = freshKey();
    return html`<div class="balance-row proposal">
      ${picture("scale")}
      <p role="status"><b>${proposal.text[lang]}</b></p>
      <button type="button" class="primary" @click=${() => this.#apply(proposal, key)}>${t("balance.apply")}</button>
    </div>`;
  }

  /** @param {Wire.Rearrangement} change */
  #held(change) {
    /** @param {string[]} ids */
    const names = (ids) => ids.map(this.#queueName).join(", ");
    const same = JSON.stringify(change.before) === JSON.stringify(change.after);
    const what = [
      t("balance.serves", { counter: change.counter, queues: names(change.after) }),
      change.opened ? t("balance.opened") : null,
      same ? null : t("balance.usual", { queues: names(change.before) }),
    ].filter(Boolean);
    const key = freshKey();
    const undo = html`<button type="button" aria-label=${t("balance.undo_of", { counter: change.counter })} @click=${() => this.#undo(change, key)}>${picture("undo-2")}${t("balance.undo")}</button>`;
    return html`<div class="balance-row">
      ${picture("arrow-right-left")}
      <p>${what.join("; ")}. <span class="hint">${t("balance.by", { by: change.by, time: timeOf(change.at) })}</span></p>
      ${change.can_be_undone ? undo : html`<span class="hint">${t("balance.later")}</span>`}
    </div>`;
  }

  /** @param {Wire.Proposal} proposal
   * @param {string} key */
  #apply(proposal, key) {
    const { counter, queues, present, kind, text } = proposal;
    const body = { counter, queues, present, open: kind === "open", why: text.vi };
    return this.#do("/api/v1/rearrangements", body, key, t("balance.applied", { counter }));
  }

  /** @param {Wire.Rearrangement} change
   * @param {string} key */
  #undo({ id, counter }, key) {
    return this.#do(`/api/v1/rearrangements/${id}/undo`, {}, key, t("balance.undone", { counter }));
  }

  /** @param {string} path
   * @param {object} body
   * @param {string} key
   * @param {string} words */
  async #do(path, body, key, words) {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await api("POST", path, body, { key });
      toast(words);
      this.#changed();
    } catch (problem) {
      problemShown(problem);
    } finally {
      this.#busy = false;
      this.#drawn = "";
      await this.refresh();
    }
  }
}
