/* The centre as a supervisor sees it: a snapshot makes the state, facts change it. Pure. */

/**
 * @typedef {import("/assets/link.js").Fact} Fact
 * @typedef {Partial<Wire.Ticket> & Pick<Wire.Ticket, "id" | "number" | "queue" | "state">} Held
 * @typedef {Omit<Wire.Counter, "ticket"> & {ticket: Held | null}} Counter
 * @typedef {{seq: number, at: string, data: any}} Paper a ticket that got the number on its paper too late
 * @typedef {object} State
 * @property {Wire.Centre} centre
 * @property {Wire.Queue[]} queues
 * @property {Counter[]} counters
 * @property {Wire.Device[]} devices
 * @property {Paper[]} papers
 * @property {Record<string, Wire.WaitingTicket[]>} lines the waiting tickets by queue, filled from the API
 */

const LEAVES = new Set([
  "ticket_done",
  "ticket_no_show",
  "ticket_held",
  "ticket_waiting",
  "ticket_transferred",
  "ticket_cancelled",
  "ticket_expired",
]);

/** @param {Pick<State, "centre" | "queues" | "counters"> & {devices?: Wire.Device[], renumbered?: Paper[]}} snapshot
 * @returns {State} */
export function stateOf(snapshot) {
  return {
    centre: snapshot.centre,
    queues: snapshot.queues,
    counters: snapshot.counters,
    devices: snapshot.devices ?? [],
    papers: snapshot.renumbered ?? [],
    lines: {},
  };
}

/** The state after a fact. Counters follow at once; queues' counts and lines, and devices, are asked for again.
 * @param {State} before
 * @param {Fact} fact
 * @returns {State} */
export function apply(before, fact) {
  const { type, at, data } = fact;
  const state = withPapers(before, fact);
  if (type === "ticket_called") {
    const known = state.counters.find((counter) => counter.ticket?.id === data.id)?.ticket;
    return holding(without(state, data.id), data, { state: "called", calls: data.calls, called_at: known?.called_at ?? at });
  }
  if (type === "ticket_serving") {
    const known = state.counters.find((counter) => counter.ticket?.id === data.id)?.ticket;
    return holding(without(state, data.id), data, { ...known, state: "serving", started_at: known?.started_at ?? at });
  }
  if (type === "ticket_renumbered") {
    return eachCounter(state, (counter) => {
      const { ticket } = counter;
      return ticket && ticket.id === data.id ? { ...counter, ticket: { ...ticket, number: data.new } } : counter;
    });
  }
  if (LEAVES.has(type)) return without(state, data.id);
  if (type.startsWith("counter_")) {
    return eachCounter(state, (counter) =>
      counter.number === data.number
        ? { ...counter, state: data.state, reason: data.reason, officer: data.officer ?? null, queues: data.queues ?? counter.queues }
        : counter,
    );
  }
  return state;
}

/** A paper that came too late is kept in view; one that waits again, or is called, need not be shown any more.
 * @param {State} state
 * @param {Fact} fact
 * @returns {State} */
function withPapers(state, { seq, type, at, data }) {
  const papers = state.papers ?? [];
  if (type === "ticket_renumbered" && (data.served || data.state === "no_show")) {
    return { ...state, papers: [...papers, { seq, at, data }] };
  }
  if ((type !== "ticket_waiting" && type !== "ticket_called") || !papers.some((paper) => paper.data.id === data.id)) return state;
  return { ...state, papers: papers.filter((paper) => paper.data.id !== data.id) };
}

/** @param {State} state
 * @param {(counter: Counter) => Counter} change
 * @returns {State} */
function eachCounter(state, change) {
  return { ...state, counters: state.counters.map(change) };
}

/** @param {State} state
 * @param {number} id */
function without(state, id) {
  return eachCounter(state, (counter) => (counter.ticket?.id === id ? { ...counter, ticket: null } : counter));
}

/** @param {State} state
 * @param {any} data of a fact
 * @param {Partial<Held> & Pick<Held, "state">} more */
function holding(state, data, more) {
  return eachCounter(state, (counter) =>
    counter.number === data.counter
      ? { ...counter, ticket: { ...more, id: data.id, number: data.number, queue: data.queue } }
      : counter,
  );
}

/** Which queues a fact touches: their counts and lines must be asked for again.
 * @param {Fact} fact
 * @returns {string[]} */
export function queuesOf({ type, data }) {
  if (!type.startsWith("ticket_")) return [];
  return [data.queue, data.from_queue, data.to_queue].filter((queue, place, all) => queue && all.indexOf(queue) === place);
}

/** Minutes that the longest waiting ticket of the queue has waited; 0 when nobody waits or the line is not known yet.
 * @param {State} state
 * @param {Wire.Queue} queue
 * @param {number} now */
export function longest(state, queue, now) {
  const since = (state.lines[queue.id] ?? []).map((row) => Date.parse(row.issued_at));
  return since.length ? Math.max(0, Math.floor((now - Math.min(...since)) / 60000)) : 0;
}

/** "alert", "notice" or "fine" by the centre's thresholds; "nobody" when people wait and no counter is open.
 * @param {State} state
 * @param {Wire.Queue} queue
 * @param {number} now
 * @returns {"alert" | "notice" | "fine" | "nobody"} */
export function level(state, queue, now) {
  const { notice, alert } = state.centre.waiting_minutes;
  if (queue.waiting > 0 && !openCounters(state, queue).length) return "nobody";
  const minutes = longest(state, queue, now);
  if (minutes > alert) return "alert";
  return minutes >= notice ? "notice" : "fine";
}

/** The open counters that serve the queue.
 * @param {State} state
 * @param {Wire.Queue} queue */
export function openCounters(state, queue) {
  return state.counters.filter((counter) => counter.state === "open" && counter.queues.includes(queue.id));
}

/** Minutes since a counter's ticket was called, or 0.
 * @param {Counter} counter
 * @param {number} now */
export function heldMinutes(counter, now) {
  const since = counter.ticket?.called_at ?? counter.ticket?.started_at;
  return since ? Math.max(0, Math.floor((now - Date.parse(since)) / 60000)) : 0;
}
