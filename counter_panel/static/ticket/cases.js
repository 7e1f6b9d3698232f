/* The dossiers of the number at the counter: who, where it stands, what is unpaid, and the one move that the visit is for,
   handing the result out or taking missing papers in. The server names it; only what is drawn here is kept. */

import { dongWithUnit } from "/assets/money.js";
import { h, messages } from "/assets/page.js";
import { openDialog } from "../parts/dialog.js";
import { each, html, nothing, picture } from "/assets/parts/draw.js";
import { momentOf } from "/assets/parts/dates.js";

const t = messages();

/**
 * @typedef {import("../intake/desk.js").Desk} Desk
 * @typedef {Pick<Wire.Dossier, "code"> & Partial<Wire.Dossier>} Known a dossier that could not be read has its code only
 * @typedef {Known & {owed: number}} Case with what is still to be paid, in đồng
 */

/** The ticket's dossiers as they are now, each with what is still to be paid; one that cannot be read has its code only.
 * @param {Desk} desk
 * @param {Wire.Ticket} ticket
 * @returns {Promise<Case[]>} */
export async function casesOf(desk, ticket) {
  return Promise.all(
    ticket.dossiers.map(async (code) => {
      /** @type {Known} */
      const dossier = (await desk.dossier(code)) ?? { code };
      const owed = dossier.at_counter ? await desk.owed(code) : 0;
      return { ...dossier, owed };
    }),
  );
}

/** Makes the sensible move of the dossier, else of the ticket's first that has one; asks first where money is owed.
    `moved()` is called before the new state is drawn.
 * @param {Desk} desk
 * @param {Wire.Ticket} ticket
 * @param {() => void} moved
 * @param {string | null} [code] */
export async function makeMove(desk, ticket, moved, code = null) {
  const cases = await casesOf(desk, ticket);
  const dossier = cases.find((one) => one.at_counter && (code === null || one.code === code));
  const move = dossier?.at_counter;
  if (!dossier || !move) return desk.explain({ key: "why.no_move" });
  const { version = 0 } = dossier;
  /** @param {boolean} rethrow */
  const run = (rethrow) =>
    desk.perform(
      async () => {
        try {
          await desk.postDossier({ code: dossier.code, version }, move);
        } finally {
          desk.forgetDossiers();
          moved();
        }
        return t(`case.said_${move.replace("-", "_")}`, { code: dossier.code });
      },
      { rethrow },
    );
  if (!dossier.owed || move !== "return-result") return run(false);
  openDialog({
    title: t("case.unpaid_title", { code: dossier.code }),
    body: h("p", { class: "lead" }, t("case.unpaid_text", { amount: dongWithUnit(dossier.owed) })),
    submit: t("case.unpaid_submit"),
    danger: true,
    onSubmit: async (close) => {
      if (await run(true)) close();
    },
  });
  return undefined;
}

/** The list in the ticket's card. `press(code)` makes a dossier's move.
 * @param {Case[]} cases
 * @param {(code: string) => void} press */
export function caseList(cases, press) {
  const first = cases.find((one) => one.at_counter);
  return html`<section class="dossiers">
    <h3>${t("ticket.dossiers")}</h3>
    <ul>${each(cases, ({ code }) => code, (dossier) => caseRow(dossier, dossier === first, () => press(dossier.code)))}</ul>
  </section>`;
}

/** @param {Case} dossier
 * @param {boolean} first
 * @param {() => void} press */
function caseRow(dossier, first, press) {
  const move = dossier.at_counter;
  const line = [dossier.status_name, dossier.due_at ? t("ticket.due", { when: momentOf(dossier.due_at) }) : null].filter(Boolean).join(" · ");
  return html`<li class=${move ? "to-do" : nothing}>
    ${picture("file-text")}
    <span>
      <b>${dossier.external ? dossier.external.code : dossier.code}</b>
      ${dossier.applicant?.name ? html`<span>${dossier.applicant.name}</span>` : nothing}
      ${line ? html`<span class="hint">${line}</span>` : nothing}
      ${dossier.standing === "ready" ? html`<span class="ready">${picture("check")}${t("case.ready")}</span>` : nothing}
      ${dossier.owed ? html`<span class="owed">${picture("banknote")}${t("case.owed", { amount: dongWithUnit(dossier.owed) })}</span>` : nothing}
    </span>
    <span class="case-tools">${move ? moveButton(move, dossier.code, first, press) : nothing}${receiptLink(dossier)}</span>
  </li>`;
}

/** @param {NonNullable<Wire.Dossier["at_counter"]>} move
 * @param {string} code
 * @param {boolean} first
 * @param {() => void} press */
function moveButton(move, code, first, press) {
  const text = t(`case.${move.replace("-", "_")}`);
  return html`<button type="button" class="case-move" aria-label="${text} ${code}" aria-keyshortcuts=${first ? "F7" : nothing} @click=${press}>${text}${first ? html`<kbd>F7</kbd>` : nothing}</button>`;
}

/** @param {Known} dossier */
function receiptLink(dossier) {
  if (!dossier.has_receipt || dossier.external) return nothing;
  const label = `${t("ticket.print_receipt")} ${dossier.code} (${t("ticket.opens_new_tab")})`;
  const address = `/api/v1/dossiers/${encodeURIComponent(dossier.code)}/receipt.pdf`;
  return html`<a class="button tool" href=${address} target="_blank" rel="noopener" aria-label=${label}>${picture("printer")}${t("ticket.print_receipt")}</a>`;
}
