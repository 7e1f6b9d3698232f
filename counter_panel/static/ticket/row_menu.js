/* The menu of a number in one of the panel's lists: what can be done with it, each by its digit. */

import { h, messages } from "/assets/page.js";
import { menuButton, openDialog } from "../parts/dialog.js";
import { callChosen, cancel, changePriority, hold, restore, simple, transfer } from "./deeds.js";

const t = messages();
/**
 * @typedef {import("../intake/desk.js").Desk} Desk
 * @typedef {Wire.Ticket} Ticket
 */

/** Whether the number would come to this counter, if nobody else were there.
 * @param {Ticket} ticket
 * @param {Wire.Panel | null} panel */
function takesTheCounter({ allowed }, panel) {
  const moves = allowed ?? panel?.waiting_allowed ?? [];
  return moves.includes("call") || moves.includes("resume");
}

/** What can be done with a number of the lists, each with its icon. @type {Record<string, string>} */
const ROW_ICON = {
  call: "bell-ring",
  priority: "heart",
  transfer: "arrow-right-left",
  hold: "flag",
  cancel: "ban",
  resume: "play",
  restore: "rotate-ccw",
};

/** The menu of a number in one of the lists.
 * @param {Desk} desk
 * @param {Ticket} ticket
 * @param {string[]} names of what can be done with it
 * @param {string[]} facts */
export function rowMenu(desk, ticket, names, facts) {
  /** @type {Record<string, (desk: Desk, ticket: Ticket) => unknown>} */
  const run = {
    call: callChosen,
    priority: changePriority,
    transfer,
    hold,
    cancel,
    restore,
    resume: () => simple(desk, ticket, "resume", "resumed"),
  };
  const dialog = openDialog({
    title: t("row.title", { number: ticket.number }),
    body: [
      facts.map((line) => h("p", { class: "fact" }, line)),
      names.map((name, index) =>
        menuButton(index + 1, t(`row.${name}`), ROW_ICON[name], () => {
          dialog.close();
          run[name](desk, ticket);
        }),
      ),
      names.length ? null : h("p", {}, t("row.nothing")),
      desk.ticket && takesTheCounter(ticket, desk.panel)
        ? h("p", { class: "hint" }, t("row.busy", { number: desk.ticket.number }))
        : null,
    ],
  });
}
