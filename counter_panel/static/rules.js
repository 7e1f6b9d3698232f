/* Which buttons can be pressed now, which one is blue, and why the others cannot. Pure: the server decides again.

   `why` is a message key with its values; it is shown at the right of the button, pressed or not. */

const off = (key, values) => ({ on: false, why: { key, values } });
const on = (key, values) => ({ on: true, why: key ? { key, values } : null });

/** `{action: {on, why, blue}}` for the panel's state; `connected` and `timeOf(iso)` come from the page. */
export function availability(panel, { connected, supervisor = false, timeOf }) {
  const { counter, ticket, waiting, undo } = panel;
  const state = ticket?.state ?? null;
  const next = waiting[0] ?? null;
  const calls = { count: ticket?.calls ?? 0 };
  const coming = next ? { key: "why.next_is", values: { number: next.number } } : { key: "why.nobody" };

  const actions = {
    next: nextAction(counter, ticket, next),
    start: state === "called" ? on() : state ? off("why.started", { time: started(ticket, timeOf) }) : off("why.not_called"),
    recall: state === "called" ? on("why.calls", calls) : state ? off("why.calls", calls) : off("why.not_called"),
    "finish-next": state ? { on: true, why: coming } : off("why.no_ticket"),
    "no-show": state === "called" ? on("why.calls", calls) : state ? off("why.arrived") : off("why.not_called"),
    hold: state ? on() : off("why.no_ticket"),
    transfer: state ? on() : off("why.no_ticket"),
    "put-back": state === "called" ? on() : state ? off("why.only_called") : off("why.no_ticket"),
    priority: state === "called" ? on() : state ? off("why.only_called") : off("why.no_ticket"),
    cancel: state === "called" ? on() : state ? off("why.only_called") : off("why.no_ticket"),
    finish: state ? on() : off("why.no_ticket"),
    case: !state ? off("why.no_ticket") : ticket.dossiers.length ? on() : off("why.no_dossier"),
    money: state ? on() : off("why.no_ticket"),
    pause: state ? off("why.busy", { number: ticket.number }) : on(),
    undo: undo ? on() : off("why.nothing_to_undo"),
    close: state && !supervisor ? off("why.busy", { number: ticket.number }) : on(),
  };
  for (const outcome of ["accept", "supplement", "refuse"]) {
    actions[outcome] = state === "serving" ? on() : state ? off("why.not_serving") : off("why.no_ticket");
  }
  const blue = state === "called" ? "start" : state === "serving" ? "finish-next" : "next";
  if (actions[blue].on) actions[blue].blue = true;
  if (!connected) {
    for (const name of Object.keys(actions)) actions[name] = off("why.cut_off");
  }
  return actions;
}

function nextAction(counter, ticket, next) {
  if (counter.state === "closed") return off("why.closed");
  if (counter.state === "paused") return off("why.paused");
  if (ticket) return off("why.busy", { number: ticket.number });
  return next ? on("why.next_is", { number: next.number }) : off("why.nobody");
}

function started(ticket, timeOf) {
  return ticket.started_at ? timeOf(ticket.started_at) : "";
}

/** What can be done with a number of the lists: the names of the row dialog's entries, in order. */
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
