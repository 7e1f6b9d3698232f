/* What a panel knows of its counter: the last state that it fetched, and what the server's messages have changed since.

   The order of those who wait always comes from the server, as ids; their rows are kept here and asked for where one is
   missing. It only holds values: whoever uses it asks the server and draws. */

const MOST_ROWS = 400; // rows kept of those who wait further back than is shown

/** @typedef {{seq: number, order: [number, string][], waiting_total: number}} Order */

/** Who is called next; null where nobody waits, and while their row is still on its way: whoever stands behind them is not the next.
 * @param {Pick<Wire.Panel, "order" | "waiting">} panel
 * @returns {Wire.WaitingTicket | null} */
export function nextOf({ order, waiting }) {
  const [next] = waiting;
  return next && next.id === order[0]?.[0] ? next : null;
}

export class Picture {
  /** What is shown, or null before the first state. @type {Wire.Panel | null} */
  panel = null;
  /** @type {Map<number, Wire.WaitingTicket>} */
  #rows = new Map();
  /** @type {Order | null} */
  #line = null;

  /** Takes over a fetched state, with the rows that `query` asked for.
   * @param {Wire.Panel} panel
   * @returns {Wire.Panel} */
  take(panel) {
    for (const row of panel.waiting) this.#rows.set(row.id, row);
    // A message of the server that is newer than this state stays in force.
    const line = this.#line && this.#line.seq > panel.seq ? this.#line : panel;
    return this.#compose(panel, line);
  }

  /** Takes over how the line stands now; null where it says nothing new.
   * @param {Order & {counter: number}} message */
  line(message) {
    if (!this.panel || message.counter !== this.panel.counter.number) return null;
    if (this.#line && message.seq < this.#line.seq) return null;
    return this.#compose(this.panel, message);
  }

  /** What a fact means here: "fetch" where the state must be asked for, "line" where only the line may change (the server
      says how by itself), null where nothing does.
   * @param {{seq: number, type: string, at: string, data: any}} fact
   * @returns {"fetch" | "line" | null} */
  hear(fact) {
    const { panel } = this;
    if (!panel || fact.seq <= panel.seq) return null;
    const data = fact.data ?? {};
    const mine = panel.counter.number;
    if (fact.type.startsWith("counter_")) return data.number === mine ? "fetch" : null;
    if (fact.type === "administration") return "fetch";
    if (fact.type.startsWith("dossier_")) {
      const shown = (panel.ticket?.dossiers ?? []).includes(data.code) || (data.tickets ?? []).includes(panel.ticket?.id);
      return shown ? "fetch" : null;
    }
    if (fact.type === "ticket_issued") return this.#issued(panel, fact);
    return fact.type.startsWith("ticket_") ? this.#moved(panel, fact) : null;
  }

  /**
   * @param {Wire.Panel} panel
   * @param {{type: string, data: any}} fact
   * @returns {"fetch" | "line" | null} */
  #moved(panel, { type, data }) {
    const mine = panel.counter.number;
    // Whoever still waits after this has another place or reason, so the row is asked for again.
    this.#rows.delete(data.id);
    if ([data.counter, data.from_counter].includes(mine)) return "fetch";
    if ([panel.ticket, ...panel.held, ...panel.recent].some((ticket) => ticket?.id === data.id)) return "fetch";
    const here = [data.queue, data.from_queue, data.to_queue].some((queue) => panel.counter.queues.includes(queue));
    if (type === "ticket_held") return here ? "fetch" : null;
    return here || data.to_counter === mine ? "line" : null;
  }

  /** The ids of those whose rows are missing. */
  get lacks() {
    return (this.#line?.order ?? []).filter(([id, reason]) => !this.#row(id, reason)).map(([id]) => id);
  }

  /** What to ask the server for: everything at first, then of the rows only those that are missing. */
  get query() {
    return this.#line ? `?lacks=${this.lacks.join(",")}` : "";
  }

  /** Forgets what is known of those who wait: the next state is asked for whole. */
  forget() {
    this.#rows.clear();
    this.#line = null;
  }

  /** The row of somebody whose place has this reason; a row that came with another reason has to be asked for again.
   * @param {number} id
   * @param {string} reason */
  #row(id, reason) {
    const row = this.#rows.get(id);
    if (!row || (row.order.reason && row.order.reason !== reason)) return null;
    return row.order.reason ? row : { ...row, order: { reason: /** @type {Wire.OrderReason} */ (reason), text: "" } };
  }

  /**
   * @param {Wire.Panel} panel
   * @param {{seq: number, type: string, at: string, data: any}} fact
   * @returns {"line" | null} */
  #issued(panel, fact) {
    const { id, number, queue, priority, purpose, appointment_at, waits_since } = fact.data;
    if (!panel.counter.queues.includes(queue)) return null;
    // Fields that the fact of a new number does not have are still empty for it.
    const row = {
      id,
      number,
      queue,
      priority,
      purpose,
      state: "waiting",
      issued_at: fact.at,
      appointment_at: appointment_at ?? null,
      waits_since,
      held_until: null,
      note: null,
      dossiers: [],
      order: { reason: "", text: "" },
    };
    this.#rows.set(id, /** @type {Wire.WaitingTicket} */ (/** @type {unknown} */ (row)));
    if (this.#rows.size > MOST_ROWS) this.#prune();
    return "line";
  }

  #prune() {
    const shown = new Set(this.#line?.order.map(([id]) => id));
    for (const id of this.#rows.keys()) {
      if (this.#rows.size <= MOST_ROWS) return;
      if (!shown.has(id)) this.#rows.delete(id);
    }
  }

  /**
   * @param {Wire.Panel} panel
   * @param {Order} line
   * @returns {Wire.Panel} */
  #compose(panel, line) {
    this.#line = { seq: line.seq, order: line.order, waiting_total: line.waiting_total };
    const waiting = line.order.flatMap(([id, reason]) => this.#row(id, reason) ?? []);
    const order = /** @type {Wire.Panel["order"]} */ (line.order);
    const shown = { ...panel, order, waiting, waiting_total: line.waiting_total };
    this.panel = shown;
    return shown;
  }
}
