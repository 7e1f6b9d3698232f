/* What all parts of the page share: the counter, its last state, the centre's lists, and how a deed is done.

   A deed runs alone; its answer is followed by a fetch at once. Draws nothing. */

import { api, messages } from "/assets/page.js";

const t = messages();
const LONGER = { "why.busy": "why.busy_long", "why.cut_off": "said.unsaved" }; // more room than at a button's right

export class Desk {
  /** `onFree` is called when a deed is over and its outcome is on the page. */
  constructor({ counter, lang, role, pauseReasons }, { sync, outbox, say, signedOut, onFree }) {
    this.counter = counter;
    this.lang = lang;
    this.supervisor = role === "supervisor" || role === "admin";
    this.pauseReasons = pauseReasons;
    this.finished = false; // a number was finished just now, and no other was called with it
    this.connected = false;
    this.busy = false;
    this.queues = new Map();
    this.counters = [];
    this.groups = new Map();
    this.policy = null;
    this.sync = sync;
    this.outbox = outbox;
    this.say = say;
    this.signedOut = signedOut;
    this.onFree = onFree;
    this.procedures = new Map();
    this.dossiers = new Map();
    this.fees = new Map();
  }

  /** The last fetched state, or null before the first. */
  get panel() {
    return this.sync.panel;
  }

  /** The ticket at the counter, or null. */
  get ticket() {
    return this.sync.panel?.ticket ?? null;
  }

  /** Takes over queues, counters and priority groups of a snapshot (or of the same lists fetched by HTTP). */
  learn({ queues, counters, centre }) {
    if (queues) this.queues = new Map(queues.map((queue) => [queue.id, queue]));
    if (counters) this.counters = counters;
    if (centre) this.policy = centre.policy;
    if (centre) this.groups = new Map((centre.priority_groups ?? []).map((group) => [group.id, group[this.lang] ?? group.vi]));
  }

  /** The words of a priority group; one that the centre no longer has reads as its id. */
  groupName(id) {
    return this.groups.get(id) ?? id;
  }

  /** The full procedure, fetched once; null when the catalogue does not have it any more. */
  async procedure(id) {
    if (!this.procedures.has(id)) {
      this.procedures.set(id, api("GET", `/api/v1/procedures/${encodeURIComponent(id)}`));
    }
    try {
      return await this.procedures.get(id);
    } catch {
      this.procedures.delete(id);
      return null;
    }
  }

  /** A dossier as it is now, kept until `forgetDossiers`; null when it cannot be read. */
  async dossier(code) {
    if (!this.dossiers.has(code)) this.dossiers.set(code, api("GET", `/api/v1/dossiers/${encodeURIComponent(code)}`));
    try {
      return await this.dossiers.get(code);
    } catch {
      this.dossiers.delete(code);
      return null;
    }
  }

  /** What is still to be paid on a dossier, in đồng; 0 where it cannot be read. */
  async owed(code) {
    if (!this.fees.has(code)) this.fees.set(code, api("GET", `/api/v1/dossiers/${encodeURIComponent(code)}/fees`));
    try {
      return (await this.fees.get(code)).due;
    } catch {
      this.fees.delete(code);
      return 0;
    }
  }

  forgetDossiers() {
    this.dossiers.clear();
    this.fees.clear();
  }

  /** POSTs a deed of a ticket; sent again when its answer is lost. Throws a Problem. */
  post(ticket, deed, body = {}, options = {}) {
    const words = t(`deed.${deed.replaceAll("-", "_")}`, { number: ticket.number });
    return this.outbox.send(`/api/v1/tickets/${ticket.id}/${deed}`, body, words, options);
  }

  /** POSTs a move of a dossier as it was read; sent again when its answer is lost. Throws a Problem. */
  postDossier(dossier, move) {
    const words = t(`deed.${move.replaceAll("-", "_")}`, { code: dossier.code });
    return this.outbox.send(`/api/v1/dossiers/${encodeURIComponent(dossier.code)}/${move}`, { version: dossier.version }, words);
  }

  /** POSTs a deed of this counter; sent again when its answer is lost. Throws a Problem. */
  postCounter(deed, body = {}, number = this.counter) {
    const words = t(`deed.${deed.replaceAll("-", "_")}`, { number });
    return this.outbox.send(`/api/v1/counters/${this.counter}/${deed}`, body, words);
  }

  /** Runs a deed, says what it returned, fetches the new state. Returns false when another one is still running or it
      failed; with `rethrow` its Problem is for the caller (a dialog shows it). */
  async perform(run, { rethrow = false } = {}) {
    if (this.busy) return false;
    this.#setBusy(true);
    const slow = setTimeout(() => document.body.classList.add("saving"), 300);
    try {
      const words = await run();
      if (words) this.say(words);
      return true;
    } catch (problem) {
      if (!problem.code) throw problem;
      if (problem.status === 401) this.signedOut();
      else if (rethrow) throw problem;
      else this.say(problem.title, { error: true });
      return false;
    } finally {
      clearTimeout(slow);
      document.body.classList.remove("saving");
      await this.sync.now();
      this.#setBusy(false);
      this.onFree();
    }
  }

  #setBusy(busy) {
    this.busy = busy;
    document.getElementById("actions").setAttribute("aria-busy", String(busy));
  }

  /** Says why a button cannot be pressed now. */
  explain(why) {
    this.say(t(LONGER[why.key] ?? why.key, why.values), { error: true });
  }
}
