/* The number. It stays until the paper is there, or somebody says that they have it: the countdown begins when the printer
   has spoken, and without a paper there is none. */
import { get, post } from "../../api.js";
import { html, picture, variables } from "/assets/parts/draw.js";
import { end, repaint } from "../../visit/navigation.js";
import { band, button, counters, down, fact, people, present, up } from "../../parts/parts.js";
import { qr } from "../../parts/qr.js";
import { of, t, told, visit } from "../../visit/state.js";
import { touched } from "../../visit/idle.js";
import { appointmentMark } from "../appointment/appointment.js";
import { Countdown } from "./countdown.js";

export const CLOSES_AFTER = 20;
let time = new Countdown(CLOSES_AFTER);
let tooOften = false;
/** The number on the screen. @type {number | null} */
let shown = null;

/* Whether the question of the idle screen waits: while the countdown runs, and as long as there is no paper. Nobody may
   have the number anywhere else yet. */
export function holding() {
  if (shown === null) return false;
  return withoutPaper() || time.runs;
}

function withoutPaper() {
  const state = visit.ticket?.paper;
  return !told().printer.none && (state === "printing" || state === "failed");
}

export function forget() {
  time = new Countdown(CLOSES_AFTER);
  tooOften = false;
  shown = null;
}

/** @returns {Kiosk.Screen} */
export function done() {
  const { ticket } = visit;
  if (!ticket) return { blocks: [] };
  if (shown !== ticket.id) {
    forget();
    shown = ticket.id;
    follow(ticket.id);
  }
  return {
    blocks: [
      up(numberCard(ticket)),
      up(ticket.qr && followCard(ticket.qr, ticket.number)),
      down(paper(ticket)),
    ],
    // What helps now is never below the fold.
    fixed: [mended(ticket) ? button({ ...again(ticket), kind: "primary again" }) : countdown()],
    footer: [
      time.runs ? button({ key: "keep", symbol: "pause", text: t("done.keep"), press: keep }) : reprintButton(ticket),
      button({ key: "finish", symbol: "check", text: t(ticket.paper === "failed" ? "done.noted" : "done.finish"), press: end }),
    ],
    tick,
  };
}

function keep() {
  time.kept = true;
  touched();
  repaint();
}

/** @param {Agent.Ticket} ticket */
function numberCard(ticket) {
  const { queue, number } = ticket;
  const matters = ticket.matters.length ? ticket.matters.join("; ") : ticket.purpose === "submit" ? null : t(`confirm.purpose_${ticket.purpose}`);
  return html`<section class="number-card">
    <div class="number-head" ${variables({ "--chip": queue.colour ?? "#5B6770" })}>
      <strong lang="vi">${queue.prefix ?? ""} · ${queue.name ?? ""}</strong><span lang="vi">${present([matters, ...ticket.dossiers]).join(" · ")}</span>
    </div>
    <p class="label">${t("done.yours")}</p>
    <h1 class="number" tabindex="-1" data-say=${t("done.listen", { number: visit.lang === "vi" ? ticket.spoken : number.split("").join(" ") })}>${number}</h1>
    ${ticket.priority ? html`<p class="priority-mark">${picture("heart")}${t("confirm.priority_chosen", { group: groupName(ticket.priority) })}</p>` : null}
    ${appointmentMark(ticket)}
    <div class="facts">
      ${
        // Only the server knows how many are before: a number given without it does not say that.
        ticket.ahead === null ? null : fact(t("done.ahead"), people(ticket.ahead))
      }
      ${of(ticket.estimate) ? fact(t("confirm.wait"), of(ticket.estimate)) : null}
      ${ticket.counters.length ? fact(t("done.at"), counters(ticket.counters)) : null}
    </div>
  </section>`;
}

/** @param {string} ident */
function groupName(ident) {
  return told().centre.groups.find((one) => one.id === ident)?.[visit.lang] ?? "";
}

/** @param {string[]} rows
 * @param {string} number */
function followCard(rows, number) {
  return html`<section class="follow card">
    <div data-private>${qr(rows, t("done.qr", { number }))}</div>
    <div><h2>${t("done.follow")}</h2><p>${t("done.follow_about")}</p></div>
  </section>`;
}

function countdown() {
  return html`<div class="countdown" ?hidden=${!time.begun && !time.kept}><span>${countdownText()}</span><div class="bar"><div class="bar-full" ${variables({ "--left": `${time.share(Date.now())}%` })}></div></div></div>`;
}

/** @param {Agent.Ticket} ticket */
function paper(ticket) {
  const { number } = ticket;
  if (ticket.paper === "printing") return band("working", "printer", t("done.printing"));
  if (ticket.paper === "failed") return withoutOne(ticket, number);
  const none = html`<div class="no-paper"><span>${tooOften ? t("done.too_often") : t("done.no_paper")}</span>${tooOften ? null : reprintButton(ticket)}</div>`;
  return html`<div class="paper-out">${band("success", "arrow-down", t(ticket.paper === "sent" ? "done.sent" : "done.take_paper"))}${time.runs ? none : null}</div>`;
}

/** The printer says that what kept the paper from coming out is over.
 * @param {Agent.Ticket} ticket */
function mended(ticket) {
  const { state, trouble } = told().printer;
  return ticket.paper === "failed" && ticket.printer_tells && state === "ready" && !trouble;
}

/** Why there is no paper; once what was wrong is mended, how to get it.
 * @param {Agent.Ticket} ticket
 * @param {string} number */
function withoutOne(ticket, number) {
  if (told().printer.none) return band("notice", "triangle-alert", t("done.no_printer", { number }));
  if (mended(ticket)) {
    return band("notice", "printer", t("done.ready_again", { number }));
  }
  return band("notice", "triangle-alert", t(`done.${ticket.trouble === "no_paper" ? "not_out" : ticket.trouble}`, { number }), t("done.next"));
}

/** @param {Agent.Ticket} ticket */
function reprintButton(ticket) {
  if (told().printer.none || tooOften || ticket.paper === "printing" || mended(ticket)) return null;
  return button(again(ticket));
}

/** @param {Agent.Ticket} ticket */
function again(ticket) {
  return { key: "reprint", symbol: "printer", text: t("done.reprint"), press: () => reprint(ticket) };
}

/** @param {Agent.Ticket} ticket */
async function reprint(ticket) {
  const answer = await post(`/local/tickets/${ticket.id}/reprint`, {}).catch(() => null);
  tooOften = answer !== null && !answer.ok;
  if (answer?.ok) {
    visit.ticket = { ...ticket, paper: "printing", trouble: null };
    time.stop();
    follow(ticket.id);
  }
  touched();
  repaint();
}

/** What becomes of the paper.
 * @param {number} ident */
async function follow(ident) {
  while (visit.ticket?.id === ident && shown === ident) {
    /** @type {Agent.Ticket | null} */
    const fresh = await get(`/local/tickets/${ident}`).catch(() => null);
    if (visit.ticket?.id !== ident) return;
    if (fresh && fresh.paper !== "printing") {
      visit.ticket = fresh;
      if (fresh.paper !== "failed") time.begin(Date.now());
      touched();
      repaint();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

function countdownText() {
  if (time.kept) return t("done.kept");
  return time.begun ? t("done.closes", { count: Math.ceil(time.left(Date.now())) }) : "";
}

/** Called four times a second. */
function tick() {
  if (time.over(Date.now())) end();
  else if (time.runs) repaint();
}
