/* Taking money at the counter: for a dossier of the ticket, or for a service without one. What is shown and sent is
   shared/static/office/fees.js; this file opens it. */

import { h, messages } from "/assets/page.js";
import { dossierFees, moneyDesk, ticketFees } from "/assets/office/fees.js";
import { menuButton, openDialog } from "../parts/dialog.js";
import { icon } from "/assets/parts/icon.js";

const t = messages();

/** Opens the desk for the ticket; where it has dossiers, asks first what is paid for.
 * @param {import("./desk.js").Desk} desk
 * @param {Wire.Ticket} ticket */
export function openMoney(desk, ticket) {
  if (!ticket.dossiers.length) return take(desk, ticket, null);
  /** @param {string | null} code */
  const choose = (code) => () => {
    dialog.close();
    take(desk, ticket, code);
  };
  const dialog = openDialog({
    title: t("fees.which", { number: ticket.number }),
    body: [
      ...ticket.dossiers.map((code, place) => menuButton(place + 1, t("fees.for_dossier", { code }), "file-text", choose(code))),
      menuButton(ticket.dossiers.length + 1, t("fees.for_ticket"), "banknote", choose(null)),
    ],
  });
  return undefined;
}

/** Opens the desk for one dossier, or for the ticket itself where `code` is null.
 * @param {import("./desk.js").Desk} desk
 * @param {Wire.Ticket} ticket
 * @param {string | null} code */
export function take(desk, ticket, code) {
  const fees = code === null ? ticketFees(ticket.id, ticket.procedures[ticket.stop ?? 0] ?? null) : dossierFees(code);
  const body = moneyDesk(fees, { icon, onPaid: () => desk.forgetDossiers() });
  const subject = code === null ? t("fees.for_ticket") : t("fees.for_dossier", { code });
  openDialog({
    title: `${t("fees.open")} · ${ticket.number}`,
    body: h("div", { class: "money" }, h("p", { class: "hint" }, subject), body.element),
    wide: true,
  });
  body.begin();
}
