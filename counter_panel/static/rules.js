/* Which buttons can be pressed now, which one is blue, and why the others cannot. Pure: the server decides again.

   `why` is a message key with its values; it is shown at the right of the button, pressed or not. */

import { nextOf } from "./picture.js";

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
 * @param {{connected: boolean, timeOf: (iso: string) => string}} page
 * @returns {Record<string, Action>} */
export function availability(panel, { connected, timeOf }) {
  const { counter, ticket, waiting_total: total, undo } = panel;
  const next = nextOf(panel);
  // While the rows of those who wait are on their way, it is known that somebody waits, and the server knows who is next.
  const nobody = next || total ? null : "why.nobody";
  /** @type {Record<string, Action>} */
  const actions = {
    next: nextAction(counter, ticket, next, nobody),
    undo: undo ? on() : off("why.nothing_to_undo"),
    ...(ticket ? withTicket(ticket, next, nobody, counter, timeOf) : { ...WITHOUT_TICKET, ...withoutTicket(counter) }),
  };
  const blue = ticket?.state === "called" ? "start" : ticket?.state === "serving" ? "finish-next" : "next";
  if (!connected) return Object.fromEntries(Object.keys(actions).map((name) => [name, off("why.cut_off")]));
  return { ...actions, [blue]: { ...actions[blue], blue: actions[blue].on } };
}

/** @type {Record<string, Action>} */
const WITHOUT_TICKET = {
  ...Object.fromEntries(["start", "recall", "no-show"].map((name) => [name, off("why.not_called")])),
  ...Object.fromEntries(
    ["finish-next", "hold", "transfer", "put-back", "priority", "cancel", "finish", "case", "money", "accept", "supplement", "refuse"].map((name) => [name, off("why.no_ticket")]),
  ),
};

/** One key opens, reopens and pauses.
 * @param {Wire.PanelCounter} counter
 * @returns {Record<string, Action>} */
function withoutTicket({ allowed }) {
  const may = (/** @type {Wire.CounterMove[]} */ ...moves) => (moves.some((move) => allowed?.includes(move)) ? on() : off("why.closed"));
  return { pause: may("open", "pause"), close: may("close") };
}

/** @param {Wire.Ticket} ticket at the counter
 * @param {Wire.Ticket | null} next
 * @param {string | null} nobody why nobody can be called
 * @param {Wire.PanelCounter} counter
 * @param {(iso: string) => string} timeOf
 * @returns {Record<string, Action>} */
function withTicket(ticket, next, nobody, counter, timeOf) {
  const busy = off("why.busy", { number: ticket.number });
  const intake = ticket.allowed?.includes("take-in") ? on() : off("why.not_serving");
  const moves = Object.fromEntries(MOVES.map((name) => [name, moveOf(name, ticket, timeOf)]));
  return {
    ...moves,
    "finish-next": moves.finish.on ? (next ? on("why.next_is", { number: next.number }) : on(nobody ?? undefined)) : moves.finish,
    case: ticket.dossiers.length ? on() : off("why.no_dossier"),
    money: on(),
    pause: busy,
    close: counter.allowed?.includes("close") ? on() : busy,
    accept: intake,
    supplement: intake,
    refuse: intake,
  };
}

/** @type {Wire.TicketMove[]} */
const MOVES = ["start", "recall", "no-show", "hold", "transfer", "put-back", "priority", "cancel", "finish"];

/** A button for one of the moves: the server says whether it can be made now, this page only why not.
 * @param {Wire.TicketMove} name
 * @param {Wire.Ticket} ticket
 * @param {(iso: string) => string} timeOf */
function moveOf(name, ticket, timeOf) {
  const calls = { count: ticket.calls };
  if (ticket.allowed?.includes(name)) return name === "recall" || name === "no-show" ? on("why.calls", calls) : on();
  if (name === "start") return off("why.started", { time: started(ticket, timeOf) });
  if (name === "recall") return off("why.calls", calls);
  return off(name === "no-show" ? "why.arrived" : "why.only_called");
}

/** @param {Wire.PanelCounter} counter
 * @param {Wire.Ticket | null} ticket
 * @param {Wire.Ticket | null} next
 * @param {string | null} nobody why nobody can be called */
function nextAction(counter, ticket, next, nobody) {
  if (counter.allowed?.includes("call") && nobody) return off(nobody);
  if (counter.allowed?.includes("call")) return next ? on("why.next_is", { number: next.number }) : on();
  if (counter.state !== "open") return off(`why.${counter.state}`);
  return off("why.busy", { number: ticket?.number });
}

/** @param {Wire.Ticket} ticket
 * @param {(iso: string) => string} timeOf */
function started(ticket, timeOf) {
  return ticket.started_at ? timeOf(ticket.started_at) : "";
}

/** @type {Wire.TicketMove[]} */
const ROW_MOVES = ["call", "resume", "restore", "priority", "transfer", "hold", "cancel"];

/** What can be done with a number of the lists: the names of the row dialog's entries, in order. The server names them with
    the ticket, and for the panel's line where a number was given since; a call needs a counter that may call too.
 * @param {{allowed?: Wire.TicketMove[] | null}} ticket
 * @param {Pick<Wire.Panel, "counter" | "waiting_allowed">} panel */
export function rowDeeds(ticket, { counter, waiting_allowed }) {
  const allowed = ticket.allowed ?? waiting_allowed;
  const calls = counter.allowed?.includes("call") ?? false;
  return ROW_MOVES.filter((name) => allowed.includes(name) && (name !== "call" || calls));
}
