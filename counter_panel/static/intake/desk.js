/* What all parts of the page share: the counter, its last state, the centre's lists, and how a deed is done.

   A deed runs alone; its answer is followed by a fetch at once. */

import { api, byId, messages, Problem } from "/assets/page.js";

const t = messages();
/** @type {Record<string, string>} */
const LONGER = { "why.busy": "why.busy_long", "why.cut_off": "said.unsaved" }; // more room than at a button's right

/**
 * @typedef {object} PageData what the server put into the page
 * @property {number} counter
 * @property {"vi" | "en"} lang
 * @property {string} person
 * @property {string[]} pauseReasons
 * @property {number} longQueue
 * @property {{phone: string, card: string}} patterns of what the server takes
 * @typedef {{queues?: Wire.Queue[], counters?: Wire.Counter[], centre?: Wire.Centre}} Lists of a snapshot, or fetched one by one
 * @typedef {{key: string, values?: Record<string, unknown>}} Why a message and its values
 * @typedef {object} Parts
 * @property {import("../sync.js").Sync} sync
 * @property {import("../outbox.js").Outbox} outbox
 * @property {(text: string, how?: {error?: boolean}) => void} say
 * @property {() => void} signedOut
 * @property {() => void} onFree
 */

export class Desk {
  finished = false; // a number was finished just now, and no other was called with it
  connected = false;
  busy = false;
  /** @type {Map<string, Wire.Queue>} */
  queues = new Map();
  /** @type {Wire.Counter[]} */
  counters = [];
  /** @type {Map<string, string>} */
  groups = new Map();
  /** @type {Wire.Policy | null} */
  policy = null;
  /** @type {Map<string, Promise<Wire.ProcedureToRead>>} */
  procedures = new Map();
  /** @type {Map<string, Promise<Wire.Dossier>>} */
  dossiers = new Map();
  /** @type {Map<string, Promise<Wire.Fees>>} */
  fees = new Map();

  /** `onFree` is called when a deed is over and its outcome is on the page.
   * @param {PageData} page
   * @param {Parts} parts */
  constructor({ counter, lang, pauseReasons }, { sync, outbox, say, signedOut, onFree }) {
    this.counter = counter;
    this.lang = lang;
    this.pauseReasons = pauseReasons;
    this.sync = sync;
    this.outbox = outbox;
    this.say = say;
    this.signedOut = signedOut;
    this.onFree = onFree;
  }

  /** The last fetched state, or null before the first. */
  get panel() {
    return this.sync.panel;
  }

  /** The ticket at the counter, or null. */
  get ticket() {
    return this.sync.panel?.ticket ?? null;
  }

  /** Takes over queues, counters and priority groups of a snapshot (or of the same lists fetched by HTTP).
   * @param {Lists} lists */
  learn({ queues, counters, centre }) {
    if (queues) this.queues = new Map(queues.map((queue) => [queue.id, queue]));
    if (counters) this.counters = counters;
    if (centre) this.policy = centre.policy;
    if (centre) this.groups = new Map((centre.priority_groups ?? []).map((group) => [group.id, group[this.lang] ?? group.vi]));
  }

  /** The words of a priority group; one that the centre no longer has reads as its id.
   * @param {string} id */
  groupName(id) {
    return this.groups.get(id) ?? id;
  }

  /** The full procedure, fetched once; null when the catalogue does not have it any more.
   * @param {string} id */
  procedure(id) {
    return kept(this.procedures, id, `/api/v1/procedures/${encodeURIComponent(id)}`);
  }

  /** A dossier as it is now, kept until `forgetDossiers`; null when it cannot be read.
   * @param {string} code */
  dossier(code) {
    return kept(this.dossiers, code, `/api/v1/dossiers/${encodeURIComponent(code)}`);
  }

  /** What is still to be paid on a dossier, in đồng; 0 where it cannot be read.
   * @param {string} code */
  async owed(code) {
    return (await kept(this.fees, code, `/api/v1/dossiers/${encodeURIComponent(code)}/fees`))?.due ?? 0;
  }

  forgetDossiers() {
    this.dossiers.clear();
    this.fees.clear();
  }

  /** POSTs a deed of a ticket; sent again when its answer is lost. Throws a Problem.
   * @param {Pick<Wire.Ticket, "id" | "number">} ticket
   * @param {string} deed
   * @param {object} body
   * @param {{secret?: boolean}} options */
  post(ticket, deed, body = {}, options = {}) {
    const words = t(`deed.${deed.replaceAll("-", "_")}`, { number: ticket.number });
    return this.outbox.send(`/api/v1/tickets/${ticket.id}/${deed}`, body, words, options);
  }

  /** POSTs a move of a dossier as it was read; sent again when its answer is lost. Throws a Problem.
   * @param {Pick<Wire.Dossier, "code" | "version">} dossier
   * @param {string} move */
  postDossier(dossier, move) {
    const words = t(`deed.${move.replaceAll("-", "_")}`, { code: dossier.code });
    return this.outbox.send(`/api/v1/dossiers/${encodeURIComponent(dossier.code)}/${move}`, { version: dossier.version }, words);
  }

  /** POSTs a deed of this counter; sent again when its answer is lost. Throws a Problem.
   * @param {string} deed
   * @param {object} body
   * @param {number | string} number what its words name */
  postCounter(deed, body = {}, number = this.counter) {
    const words = t(`deed.${deed.replaceAll("-", "_")}`, { number });
    return this.outbox.send(`/api/v1/counters/${this.counter}/${deed}`, body, words);
  }

  /** Runs a deed, says what it returned, fetches the new state. Returns false when another one is still running or it
      failed; with `rethrow` its Problem is for the caller (a dialog shows it).
   * @param {() => Promise<string | null | undefined | void>} run */
  async perform(run, { rethrow = false } = {}) {
    if (this.busy) return false;
    this.#setBusy(true);
    const slow = setTimeout(() => document.body.classList.add("saving"), 300);
    try {
      const words = await run();
      if (words) this.say(words);
      return true;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
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

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.busy = busy;
    byId("actions").setAttribute("aria-busy", String(busy));
  }

  /** Says why a button cannot be pressed now.
   * @param {Why} why */
  explain(why) {
    this.say(t(LONGER[why.key] ?? why.key, why.values), { error: true });
  }
}

/** What the server said once; what could not be fetched is asked for again the next time, and is null now.
 * @template Answer
 * @param {Map<string, Promise<Answer>>} answers
 * @param {string} name
 * @param {string} path
 * @returns {Promise<Answer | null>} */
async function kept(answers, name, path) {
  /** @type {Promise<Answer>} */
  const asked = answers.get(name) ?? api("GET", path);
  answers.set(name, asked);
  try {
    return await asked;
  } catch {
    answers.delete(name);
    return null;
  }
}
