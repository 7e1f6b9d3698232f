/* The number. It stays until the paper is there, or somebody says that they have it: the countdown begins when the printer
   has spoken, and without a paper there is none. */
import { get, post } from "../../api.js";
import { h, icon, qr } from "../../parts/dom.js";
import { end, repaint } from "../../visit/navigation.js";
import { band, button, counters, fact, people, present } from "../../parts/parts.js";
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
      { zone: "up", node: numberCard(ticket) },
      ticket.qr ? { zone: "up", node: followCard(ticket.qr, ticket.number) } : null,
      { zone: "down", node: paper(ticket) },
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
  return h(
    "section",
    { class: "number-card" },
    h(
      "div",
      { class: "number-head", vars: { "--chip": queue.colour ?? "#5B6770" } },
      h("strong", { lang: "vi" }, `${queue.prefix ?? ""} · ${queue.name ?? ""}`),
      h("span", { lang: "vi" }, present([matters, ...ticket.dossiers]).join(" · ")),
    ),
    h("p", { class: "label" }, t("done.yours")),
    h("h1", { class: "number", tabindex: "-1", "data-say": t("done.listen", { number: visit.lang === "vi" ? ticket.spoken : number.split("").join(" ") }) }, number),
    ticket.priority ? h("p", { class: "priority-mark" }, icon("heart"), t("confirm.priority_chosen", { group: groupName(ticket.priority) })) : null,
    appointmentMark(ticket),
    h(
      "div",
      { class: "facts" },
      // Only the server knows how many are before: a number given without it does not say that.
      ticket.ahead === null ? null : fact(t("done.ahead"), people(ticket.ahead)),
      of(ticket.estimate) ? fact(t("confirm.wait"), of(ticket.estimate)) : null,
      ticket.counters.length ? fact(t("done.at"), counters(ticket.counters)) : null,
    ),
  );
}

/** @param {string} ident */
function groupName(ident) {
  return told().centre.groups.find((one) => one.id === ident)?.[visit.lang] ?? "";
}

/** @param {string[]} rows
 * @param {string} number */
function followCard(rows, number) {
  return h(
    "section",
    { class: "follow card" },
    h("div", { "data-private": true }, qr(rows, t("done.qr", { number }))),
    h("div", {}, h("h2", {}, t("done.follow")), h("p", {}, t("done.follow_about"))),
  );
}

function countdown() {
  return h("div", { class: "countdown" }, h("span", {}, countdownText()), h("div", { class: "bar" }, h("div", { class: "bar-full", vars: { "--left": left() } })));
}

/** @param {Agent.Ticket} ticket */
function paper(ticket) {
  const { number } = ticket;
  if (ticket.paper === "printing") return band("working", "printer", t("done.printing"));
  if (ticket.paper === "failed") return withoutOne(ticket, number);
  return h(
    "div",
    { class: "paper-out" },
    band("success", "arrow-down", t(ticket.paper === "sent" ? "done.sent" : "done.take_paper")),
    time.runs ? h("div", { class: "no-paper" }, h("span", {}, tooOften ? t("done.too_often") : t("done.no_paper")), tooOften ? null : reprintButton(ticket)) : null,
  );
}

const MENDED = new Set(["paper_out", "cover_open", "printer_offline"]);

/** @param {Agent.Ticket} ticket */
function mended(ticket) {
  const { state, trouble } = told().printer;
  return ticket.paper === "failed" && MENDED.has(ticket.trouble ?? "") && state === "ready" && !trouble;
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

function left() {
  return `${time.share(Date.now())}%`;
}

function countdownText() {
  if (time.kept) return t("done.kept");
  return time.begun ? t("done.closes", { count: Math.ceil(time.left(Date.now())) }) : "";
}

/** Called four times a second: only the countdown moves.
 * @param {HTMLElement} kiosk */
function tick(kiosk) {
  /** @type {HTMLElement | null} */
  const line = kiosk.querySelector(".countdown");
  /** @type {HTMLElement | null | undefined} */
  const bar = line?.querySelector(".bar-full");
  if (!line || !bar) return;
  line.firstElementChild?.replaceChildren(countdownText());
  bar.style.setProperty("--left", left());
  line.hidden = !time.begun && !time.kept;
  if (time.over(Date.now())) end();
}
