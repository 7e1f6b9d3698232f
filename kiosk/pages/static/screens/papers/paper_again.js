/* A ticket that is scanned again: its holder is back, gives the number up, or wants the paper again. Never a new number. */
import { get, post } from "../../api.js";
import { html, variables } from "/assets/parts/draw.js";
import { touched } from "../../visit/idle.js";
import { end, go, repaint } from "../../visit/navigation.js";
import { band, button, counters, down, fact, people, title, up } from "../../parts/parts.js";
import { here, of, t, told, visit } from "../../visit/state.js";
import { guideButton } from "../finding/guide.js";
import { answered, notFound } from "../finding/looked_up.js";

const LOOK_EVERY = 300;
let busy = false;

/** @param {string} text what was scanned */
export function openPaper(text) {
  visit.returned = null;
  visit.path = [visit.path[0]];
  go("paper_again", { text });
  ask("");
}

/** @param {"" | "/check-in" | "/cancel"} deed
 * @param {string} [done] what is said once it is done */
async function ask(deed, done) {
  busy = true;
  /** @type {Agent.Returned | null} */
  const found = await answered(`/local/papers${deed}`, here().text ?? "", { state: "no_ticket", ticket: null });
  busy = false;
  if (!found) return;
  visit.returned = { ...found, said: found.state === "found" && !found.refused ? done ?? null : null };
  here().sure = false;
  touched();
  repaint({ moved: true });
}

/** @param {"" | "/check-in" | "/cancel"} deed
 * @param {string} [done] */
function press(deed, done) {
  if (busy) return;
  ask(deed, done);
  repaint();
}

/** @returns {Kiosk.Screen} */
export function paperAgain() {
  const { returned } = visit;
  if (!returned) return { blocks: [up(title(t("again.looking")))] };
  if (!returned.ticket) return notShown(returned.state);
  return here().sure ? sure(returned.ticket) : shown(returned.ticket, returned);
}

/** What there is to know of a number in its state; a number that only this kiosk knows has none.
 * @param {Agent.ReturnedTicket} ticket */
function aboutOf({ number, state, ended }) {
  if (state === null) return band("quiet", "info", t("again.alone_about", { number }));
  if (ended) return band("quiet", "info", t("again.ended_about"));
  if (state === "called") return band("success", "concierge-bell", t("again.called_about"));
  if (state === "held" || state === "no_show") return band("notice", "info", t(`again.${state}_about`));
  return null;
}

/** @param {Agent.ReturnedTicket} ticket
 * @param {NonNullable<Kiosk.Visit["returned"]>} returned
 * @returns {Kiosk.Screen} */
function shown(ticket, { said, refused, print }) {
  const heading = ticket.state === null ? null : t(`again.${ticket.state}`, { counter: ticket.counter ?? "" });
  return {
    blocks: [
      up(card(ticket, heading)),
      up(said ? band("good", "check", said) : null),
      up(refused ? band("danger", "triangle-alert", refused) : null),
      up(aboutOf(ticket)),
      down(print ? printed(print, ticket) : null),
    ],
    fixed: [
      ticket.may.back ? button({ key: "back-again", symbol: "check", text: t("again.back"), kind: "primary", disabled: busy, press: () => press("/check-in", t("again.back_done")) }) : null,
      ticket.may.print && !told().printer.none ? button({ key: "print", symbol: "printer", text: t("again.print"), kind: "second", disabled: busy || print === "printing", press: printAgain }) : null,
      ticket.may.cancel ? button({ key: "cancel", symbol: "x", text: t("again.cancel"), kind: "second", disabled: busy, press: () => { here().sure = true; repaint({ moved: true }); } }) : null,
      ticket.ended ? guideButton() : null,
    ],
    footer: finish(),
  };
}

/** @param {Agent.ReturnedTicket} ticket
 * @param {string | null} heading */
function card(ticket, heading) {
  const said = `${heading ?? ""}. ${t("done.listen", { number: visit.lang === "vi" ? ticket.spoken : ticket.number.split("").join(" ") })}`;
  return html`<section class="number-card again">
    <div class="number-head" ${variables({ "--chip": ticket.queue.colour ?? "#5B6770" })}><strong lang="vi">${ticket.queue.name}</strong><span lang="vi">${ticket.matter}</span></div>
    ${heading ? html`<p class="state">${heading}</p>` : null}
    <h1 class="number" tabindex="-1" data-say=${said}>${ticket.number}</h1>
    ${ticket.state === "waiting" ? waitOf(ticket) : null}
  </section>`;
}

/** @param {Agent.ReturnedTicket} ticket */
function waitOf(ticket) {
  return html`<div class="facts">
    ${fact(t("again.ahead"), people(ticket.ahead ?? 0))}
    ${of(ticket.estimate) ? fact(t("confirm.wait"), of(ticket.estimate)) : null}
    ${ticket.counters.length ? fact(t("confirm.at"), counters(ticket.counters)) : null}
  </div>`;
}

function finish() {
  return [html`<span></span>`, button({ key: "finish", symbol: "check", text: t("again.finish"), press: end })];
}

/** Asks once more, since whoever gives a number up by accident would have to start at the end of the line.
 * @param {Agent.ReturnedTicket} ticket
 * @returns {Kiosk.Screen} */
function sure(ticket) {
  const yes = () => press("/cancel", t("again.cancel_done", { number: ticket.number }));
  return {
    blocks: [up(title(t("again.cancel_sure", { number: ticket.number }), t("again.cancel_about", { number: ticket.number })))],
    fixed: [
      button({ key: "keep", symbol: "check", text: t("again.cancel_no"), kind: "primary", disabled: busy, press: () => { here().sure = false; repaint({ moved: true }); } }),
      button({ key: "give-up", symbol: "x", text: t("again.cancel_yes", { number: ticket.number }), kind: "second", disabled: busy, press: yes }),
    ],
    footer: finish(),
  };
}

/** @param {Kiosk.Paper | "refused"} state
 * @param {Agent.ReturnedTicket} ticket */
function printed(state, ticket) {
  if (state === "printing") return band("working", "printer", t("again.printing"));
  if (state === "failed" || state === "refused") return band("notice", "triangle-alert", t(`again.print_${state}`, { number: ticket.number }));
  return band("success", "arrow-down", t("again.printed", { number: ticket.number }));
}

async function printAgain() {
  const mine = visit.returned;
  if (busy || !mine || mine.print === "printing") return;
  /** @param {Kiosk.Paper | "refused"} print */
  const say = (print) => {
    if (visit.returned !== mine) return;
    mine.print = print;
    touched();
    repaint();
  };
  say("printing");
  /** @type {{ok: boolean, body: {ident: number | null}} | null} */
  const answer = await post("/local/papers/print", { text: here().text }).catch(() => null);
  if (!answer?.ok) return say("failed");
  const { ident } = answer.body;
  if (ident === null) return say("refused");
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    if (visit.returned !== mine) return;
    /** @type {{paper: Kiosk.Paper} | null} */
    const fresh = await get(`/local/papers/printed/${ident}`).catch(() => null);
    if (fresh && fresh.paper !== "printing") return say(fresh.paper);
  }
}

function again() {
  visit.returned = null;
  press("");
}

/** @param {Agent.Returned["state"]} state */
function notShown(state) {
  const away = state === "away" || state === "too_many";
  return notFound({ heading: t(`again.${state}`), about: [t(`again.${state}_about`)], again: away ? again : null });
}
