/* Every deed of the panel: one function each, asking what must be known first. The server decides; nothing is drawn here
   but dialogs. */

import { api, h, messages, Problem, serverNow } from "/assets/page.js";
import { labelled, refuse } from "/assets/parts/fields.js";
import { choices, openDialog, pair, reasons } from "../parts/dialog.js";
import { hourMinute } from "/assets/parts/dates.js";
import { longest } from "/assets/longest.js";

const t = messages();
/**
 * @typedef {import("../intake/desk.js").Desk} Desk
 * @typedef {Wire.Ticket} Ticket
 */

/** As they are numbered in the dialog. @type {Wire.Outcome[]} */
const OUTCOMES = ["advised", "not_eligible", "missing_documents", "collected", "other"];
/** @type {Wire.Place[]} */
const PLACES = ["arrival", "first", "last"];
const HOLD_MINUTES = [10, 15, 30, 60];

/** @param {string} part
 * @param {number} count */
const several = (part, count) => Array.from({ length: count }, (_, index) => t(`${part}.reason${index + 1}`));

/** @param {string} reason */
function need(reason) {
  return reason || refuse(t("dialog.required"));
}

/** @param {string} key
 * @param {{number: string}} ticket
 * @param {object} more */
function said(key, ticket, more = {}) {
  return t(`said.${key}`, { number: ticket.number, ...more });
}

/** @param {Desk} desk */
export function callNext(desk) {
  return desk.perform(async () => {
    /** @type {Ticket | null} */
    const called = await desk.postCounter("call-next");
    return called ? said("called", called) : t("said.nobody_waits");
  });
}

/** A deed of the ticket without a question.
 * @param {Desk} desk
 * @param {Ticket} ticket
 * @param {string} deed
 * @param {string} word what is said once it is done */
export function simple(desk, ticket, deed, word) {
  return desk.perform(async () => {
    /** @type {Ticket | null} */
    const after = await desk.post(ticket, deed);
    return said(word, ticket, { count: after?.calls });
  });
}

/** Finishes the ticket and, with `next`, calls the next one. Without a dossier the outcome is asked for.
 * @param {Desk} desk
 * @param {Ticket} ticket
 * @param {{next: boolean}} how */
export async function finish(desk, ticket, { next }) {
  if (ticket.dossiers.length) return conclude(desk, ticket, {}, next);
  const outcome = choices(null, OUTCOMES.map((name) => pair(name, t(`outcome.${name}`))), { instant: true });
  openDialog({
    title: t("outcome.title", { number: ticket.number }),
    body: [h("p", { class: "lead" }, t("outcome.lead")), outcome.element, h("p", { class: "hint" }, t("dialog.pick"))],
    submit: next ? t("action.finish_next") : t("action.finish"),
    onSubmit: async (close) => {
      const value = outcome.value() ?? refuse(t("dialog.required"));
      if (await conclude(desk, ticket, { outcome: value }, next, true)) close();
    },
  });
  return undefined;
}

/** @param {Desk} desk
 * @param {Ticket} ticket
 * @param {{outcome?: string}} body
 * @param {boolean} next */
function conclude(desk, ticket, body, next, rethrow = false) {
  return desk.perform(
    async () => {
      /** @type {Ticket} */
      const after = await desk.post(ticket, "finish", body);
      desk.finished = !next;
      const onward = after.state === "waiting" ? t("said.onward", { number: ticket.number }) : null;
      if (!next || desk.panel?.counter.state !== "open") return onward ?? said("finished", ticket);
      /** @type {Ticket | null} */
      let called;
      try {
        called = await desk.postCounter("call-next");
      } catch (problem) {
        // The ticket is finished and stays so: its dialog must close although the second deed failed.
        if (!(problem instanceof Problem)) throw problem;
        desk.say(problem.title, { error: true });
        return null;
      }
      if (!called) return t("said.nobody", { done: ticket.number });
      return t("said.finished_called", { done: ticket.number, number: called.number });
    },
    { rethrow },
  );
}

/** @param {Desk} desk
 * @param {Ticket} ticket
 * @param {{part: string, count: number, word: string, deed: (body: object) => Promise<unknown>, danger?: boolean, before?: Node, after?: Node, body?: () => object}} question
 *   `part` of the texts, and how many reasons it has */
function askWithReason(desk, ticket, { part, count, word, deed, danger = false, before, after, body = () => ({}) }) {
  const reason = reasons(several(part, count));
  openDialog({
    title: t(`${part}.title`, { number: ticket.number }),
    body: [before, reason.element, after, h("p", { class: "hint" }, t("dialog.reason_hint"))],
    submit: t(`${part}.submit`, { number: ticket.number }),
    danger,
    onSubmit: async (close) => {
      const text = need(reason.value());
      const done = await desk.perform(
        async () => {
          await deed({ reason: text, ...body() });
          return said(word, ticket);
        },
        { rethrow: true },
      );
      if (done) close();
    },
  });
}

/** @param {Desk} desk
 * @param {Ticket} ticket */
export function hold(desk, ticket) {
  const now = serverNow().getTime();
  const until = h(
    "select",
    {},
    h("option", { value: "" }, t("hold.until_none")),
    HOLD_MINUTES.map((minutes) => {
      const moment = new Date(now + minutes * 60000);
      return h("option", { value: moment.toISOString() }, t("hold.until_minutes", { minutes, time: hourMinute(moment) }));
    }),
  );
  askWithReason(desk, ticket, {
    part: "hold",
    count: 4,
    word: "held",
    deed: (body) => desk.post(ticket, "hold", body),
    after: labelled(t("hold.until"), until),
    body: () => (until.value ? { until: until.value } : {}),
  });
}

/** @param {Desk} desk
 * @param {Ticket} ticket */
export function cancel(desk, ticket) {
  askWithReason(desk, ticket, { part: "cancel", count: 3, word: "cancelled", deed: (body) => desk.post(ticket, "cancel", body), danger: true });
}

/** @param {Desk} desk
 * @param {Ticket} ticket */
export function callChosen(desk, ticket) {
  askWithReason(desk, ticket, {
    part: "call",
    count: 4,
    word: "called",
    deed: (body) => desk.postCounter("call", { ticket: ticket.id, ...body }, ticket.number),
  });
}

/** @param {Desk} desk
 * @param {Ticket} ticket */
export function changePriority(desk, ticket) {
  const groups = [pair("", t("priority.none")), ...desk.groups];
  const group = h(
    "select",
    { "data-first": true },
    groups.map(([id, name]) => h("option", { value: id, selected: (ticket.priority ?? "") === id }, name)),
  );
  askWithReason(desk, ticket, {
    part: "priority",
    count: 3,
    word: "priority",
    deed: (body) => desk.post(ticket, "priority", body),
    before: labelled(t("priority.group"), group),
    body: () => ({ group: group.value || null }),
  });
}

/** @param {Desk} desk
 * @param {Ticket} ticket */
export async function transfer(desk, ticket) {
  try {
    /** @type {[Wire.Queue[], Wire.Counter[]]} */
    const [queues, counters] = await Promise.all([api("GET", "/api/v1/queues"), api("GET", "/api/v1/counters")]);
    desk.learn({ queues, counters });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    desk.say(problem.title, { error: true });
    return;
  }
  const target = h(
    "select",
    { "data-first": true },
    h("option", { value: "" }, t("transfer.choose")),
    h(
      "optgroup",
      { label: t("transfer.queues") },
      [...desk.queues.values()].map((queue) => h("option", { value: `queue:${queue.id}` }, t("transfer.queue_option", { ...queue }))),
    ),
    h(
      "optgroup",
      { label: t("transfer.counters") },
      desk.counters
        .filter((counter) => counter.number !== desk.counter)
        .map((counter) =>
          h(
            "option",
            { value: `counter:${counter.number}`, disabled: !counter.receives },
            t("transfer.counter_option", { ...counter, state: stateWord(counter) }),
          ),
        ),
    ),
  );
  const place = choices(t("transfer.place"), PLACES.map((name) => pair(name, t(`transfer.place_${name}`))), { chosen: "arrival" });
  const note = h("input", { type: "text", maxlength: longest.Transfer.note });
  openDialog({
    title: t("transfer.title", { number: ticket.number }),
    body: [labelled(t("transfer.target"), target), place.element, labelled(t("transfer.note"), note)],
    submit: t("transfer.submit"),
    onSubmit: async (close) => {
      const [kind, id] = (target.value || refuse(t("transfer.missing"))).split(":");
      /** @type {Record<string, unknown>} */
      const body = { place: place.value(), [kind]: kind === "counter" ? Number(id) : id };
      if (note.value.trim()) body.note = note.value.trim();
      const done = await desk.perform(
        async () => {
          await desk.post(ticket, "transfer", body);
          return said("transferred", ticket);
        },
        { rethrow: true },
      );
      if (done) close();
    },
  });
}

/** @param {Wire.Counter} counter */
function stateWord(counter) {
  if (counter.state !== "open") return t(`state.${counter.state}`);
  return counter.ticket ? t(`state.${counter.ticket.state}`) : t("state.free");
}

/** @param {Desk} desk
 * @param {Ticket} ticket */
export function restore(desk, ticket) {
  const place = choices(t("transfer.place"), PLACES.map((name) => pair(name, t(`transfer.place_${name}`))), { chosen: "arrival" });
  openDialog({
    title: t("restore.title", { number: ticket.number }),
    body: [place.element],
    submit: t("restore.submit"),
    onSubmit: async (close) => {
      const done = await desk.perform(
        async () => {
          await desk.post(ticket, "restore", { place: place.value() });
          return said("restored", ticket);
        },
        { rethrow: true },
      );
      if (done) close();
    },
  });
}

/** @param {Desk} desk
 * @param {Wire.Undo} offer */
export function undo(desk, offer) {
  return desk.perform(async () => {
    /** @type {Ticket} */
    const ticket = await desk.post({ id: offer.ticket, number: offer.number }, "undo");
    return said("undone", ticket);
  });
}

/** Opens a closed counter, reopens a paused one, asks the reason of a pause of an open one.
 * @param {Desk} desk */
export function pauseOrOpen(desk) {
  if (desk.panel?.counter.allowed?.includes("open")) {
    return desk.perform(async () => {
      await desk.postCounter("open");
      return t("said.opened", { number: desk.counter });
    });
  }
  const reason = reasons(desk.pauseReasons.length ? desk.pauseReasons : several("pause", 5));
  openDialog({
    title: t("pause.title", { number: desk.counter }),
    body: [reason.element],
    submit: t("pause.submit"),
    onSubmit: async (close) => {
      const text = need(reason.value());
      const done = await desk.perform(
        async () => {
          await desk.postCounter("pause", { reason: text });
          return t("said.paused", { number: desk.counter });
        },
        { rethrow: true },
      );
      if (done) close();
    },
  });
  return undefined;
}

/** Closes the counter after a question; a supervisor also says what becomes of the number at it.
 * @param {Desk} desk */
export function closeCounter(desk) {
  const { ticket } = desk;
  const waiting = desk.panel?.waiting_total ?? 0;
  const fate =
    ticket &&
    choices(
      t("close.ticket", { number: ticket.number }),
      ["put_back", "hold", "finish"].map((name) => pair(name, t(`close.ticket_${name}`))),
      { chosen: "put_back" },
    );
  openDialog({
    title: t("close.title", { number: desk.counter }),
    body: [
      waiting ? h("p", { class: "lead" }, t("close.waiting", { count: waiting })) : null,
      h("p", {}, t("close.text")),
      fate?.element,
    ],
    submit: t("close.submit"),
    danger: true,
    onSubmit: async (close) => {
      const done = await desk.perform(
        async () => {
          await desk.postCounter("close", fate ? { ticket: fate.value() } : {});
          return t("said.closed", { number: desk.counter });
        },
        { rethrow: true },
      );
      if (done) close();
    },
  });
}
