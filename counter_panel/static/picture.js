/* What a panel knows of its counter: the last state that it fetched, and what the server's words made of it since.

   The order of those who wait always comes from the server, as ids; their rows are kept here and asked for where one is
   missing. Asks nobody itself, draws nothing, and knows no rule of the order. */

const MOST_ROWS = 400; // rows kept of those who wait further back than is shown

export class Picture {
  /** @type {any} what is shown, or null before the first state */
  panel = null;
  #rows = new Map();
  #line = null;

  /** Takes over a fetched state. It has the rows that `query` asked for. */
  take(panel) {
    for (const row of panel.waiting) this.#rows.set(row.id, row);
    this.panel = panel;
    // A word of the server that is newer than this state holds on.
    if (!this.#line || this.#line.seq <= panel.seq) this.#line = { seq: panel.seq, order: panel.order, waiting_total: panel.waiting_total };
    this.#compose();
    return this.panel;
  }

  /** Takes over how the line stands now; false where it says nothing new. */
  line(message) {
    if (!this.panel || message.counter !== this.panel.counter.number) return false;
    if (this.#line && message.seq < this.#line.seq) return false;
    this.#line = message;
    this.#compose();
    return true;
  }

  /** What a fact means here: "fetch" where the state must be asked for, "line" where only the line may change (the server
      says how by itself), null where nothing does. */
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
    if (!fact.type.startsWith("ticket_")) return null;
    if (fact.type === "ticket_issued") return this.#issued(fact);
    // Whoever still waits after this does so differently: the row is asked for again.
    this.#rows.delete(data.id);
    if ([data.counter, data.from_counter].includes(mine)) return "fetch";
    if ([panel.ticket, ...panel.held, ...panel.recent].some((ticket) => ticket?.id === data.id)) return "fetch";
    const here = [data.queue, data.from_queue, data.to_queue].some((queue) => panel.counter.queues.includes(queue));
    if (fact.type === "ticket_held") return here ? "fetch" : null;
    return here || data.to_counter === mine ? "line" : null;
  }

  /** The ids of those whose rows are missing. */
  get lacks() {
    return this.#line ? this.#line.order.filter(([id, reason]) => !this.#has(id, reason)).map(([id]) => id) : [];
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

  #has(id, reason) {
    const row = this.#rows.get(id);
    return row !== undefined && (row.order.reason === reason || row.order.reason === null);
  }

  #issued(fact) {
    const { id, number, queue, priority, purpose, appointment_at } = fact.data;
    if (!this.panel.counter.queues.includes(queue)) return null;
    this.#rows.set(id, {
      id,
      number,
      queue,
      priority,
      purpose,
      state: "waiting",
      issued_at: fact.at,
      appointment_at: appointment_at ?? null,
      note: null,
      dossiers: [],
      order: { reason: null, text: null },
      waited_minutes: 0,
    });
    if (this.#rows.size > MOST_ROWS) this.#prune();
    return "line";
  }

  #prune() {
    const shown = new Set(this.#line.order.map(([id]) => id));
    for (const id of this.#rows.keys()) {
      if (this.#rows.size <= MOST_ROWS) return;
      if (!shown.has(id)) this.#rows.delete(id);
    }
  }

  #compose() {
    const { order, waiting_total } = this.#line;
    const waiting = order
      .filter(([id, reason]) => this.#has(id, reason))
      .map(([id, reason]) => {
        const row = this.#rows.get(id);
        return row.order.reason === reason ? row : { ...row, order: { reason, text: null } };
      });
    this.panel = { ...this.panel, waiting, waiting_total };
  }
}
