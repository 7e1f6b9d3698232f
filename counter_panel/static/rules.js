/* Which buttons can be pressed now, which one is blue, and why the others cannot. Pure: the server decides again.

   `why` is a message key with its values; it is shown at the right of the button, pressed or not. */

/**
 * @typedef {import("./intake/desk.js").Why} Why
 * @typedef {{on: boolean, why: Why | null, blue?: boolean}} Action
 */

/** @param {string} key
 * @param {Record<string, unknown>} [values]
 * @returns {Action} */
const off = (key, values) => ({ on: false, why: { key, values } });
/** @param {string} [key]
 * @param {Record<string, unknown>} [values]
 * @returns {Action} */
const on = (key, values) => ({ on: true, why: key ? { key, values } : null });

/** `{action: {on, why, blue}}` for the panel's state; `connected` and `timeOf(iso)` come from the page.
 * @param {Wire.Panel} panel
 * @param {{connected: boolean, supervisor?: boolean, timeOf: (iso: string) => string}} page
 * @returns {Record<string, Action>} */
export function availability(panel, { connected, supervisor = false, timeOf }) {
  const { counter, ticket, waiting, undo } = panel;
  const next = waiting[0] ?? null;
  /** @type {Record<string, Action>} */
  const actions = {
    next: nextAction(counter, ticket, next),
    undo: undo ? on() : off("why.nothing_to_undo"),
    ...(ticket ? withTicket(ticket, next, { supervisor, timeOf }) : WITHOUT_TICKET),
  };
  const blue = ticket?.state === "called" ? "start" : ticket?.state === "serving" ? "finish-next" : "next";
  if (!connected) return Object.fromEntries(Object.keys(actions).map((name) => [name, off("why.cut_off")]));
  return { ...actions, [blue]: { ...actions[blue], blue: actions[blue].on } };
}

/** @type {Record<string, Action>} */
const WITHOUT_TICKET = {
  pause: on(),
  close: on(),
  ...Object.fromEntries(["start", "recall", "no-show"].map((name) => [name, off("why.not_called")])),
  ...Object.fromEntries(
    ["finish-next", "hold", "transfer", "put-back", "priority", "cancel", "finish", "case", "money", "accept", "supplement", "refuse"].map((name) => [name, off("why.no_ticket")]),
  ),
};

/** @param {Wire.Ticket} ticket that is called or served
 * @param {Wire.Ticket | null} next
 * @param {{supervisor: boolean, timeOf: (iso: string) => string}} page
 * @returns {Record<string, Action>} */
function withTicket(ticket, next, { supervisor, timeOf }) {
  const busy = off("why.busy", { number: ticket.number });
  return {
    "finish-next": next ? on("why.next_is", { number: next.number }) : on("why.nobody"),
    hold: on(),
    transfer: on(),
    finish: on(),
    case: ticket.dossiers.length ? on() : off("why.no_dossier"),
    money: on(),
    pause: busy,
    close: supervisor ? on() : busy,
    ...(ticket.state === "called" ? whileCalled(ticket) : whileServing(ticket, timeOf)),
  };
}

/** @param {Wire.Ticket} ticket
 * @returns {Record<string, Action>} */
function whileCalled({ calls }) {
  const not = off("why.not_serving");
  return {
    start: on(),
    recall: on("why.calls", { count: calls }),
    "no-show": on("why.calls", { count: calls }),
    "put-back": on(),
    priority: on(),
    cancel: on(),
    accept: not,
    supplement: not,
    refuse: not,
  };
}

/** @param {Wire.Ticket} ticket
 * @param {(iso: string) => string} timeOf
 * @returns {Record<string, Action>} */
function whileServing(ticket, timeOf) {
  const gone = off("why.only_called");
  return {
    start: off("why.started", { time: started(ticket, timeOf) }),
    recall: off("why.calls", { count: ticket.calls }),
    "no-show": off("why.arrived"),
    "put-back": gone,
    priority: gone,
    cancel: gone,
    accept: on(),
    supplement: on(),
    refuse: on(),
  };
}

/** @param {Wire.PanelCounter} counter
 * @param {Wire.Ticket | null} ticket
 * @param {Wire.Ticket | null} next */
function nextAction(counter, ticket, next) {
  if (counter.state === "closed") return off("why.closed");
  if (counter.state === "paused") return off("why.paused");
  if (ticket) return off("why.busy", { number: ticket.number });
  return next ? on("why.next_is", { number: next.number }) : off("why.nobody");
}

/** @param {Wire.Ticket} ticket
 * @param {(iso: string) => string} timeOf */
function started(ticket, timeOf) {
  return ticket.started_at ? timeOf(ticket.started_at) : "";
}

/** What can be done with a number of the lists: the names of the row dialog's entries, in order.
 * @param {Wire.Ticket} ticket
 * @param {boolean} busy */
export function rowDeeds(ticket, busy) {
  switch (ticket.state) {
    case "waiting":
      return [...(busy ? [] : ["call"]), "priority", "transfer", "hold", "cancel"];
    case "held":
      return ["resume", "priority", "cancel"];
    case "no_show":
    case "cancelled":
      return ["restore"];
    default:
      return [];
  }
}
