/* The number. It stays until the paper is there, or somebody says that they have it: the countdown begins when the printer
   has spoken, and without a paper there is none. */
import { get, post } from "../api.js";
import { h, icon, qr } from "../dom.js";
import { end, repaint } from "../navigation.js";
import { band, button, counters, fact, people } from "../parts.js";
import { known, of, t, visit } from "../state.js";
import { touched } from "../idle.js";
import { appointmentMark } from "./appointment.js";

export const CLOSES_AFTER = 20;
let since = null;
let kept = false;
let tooOften = false;
let shown = null;

/* Whether the question of the idle screen waits: while the countdown runs, and as long as there is no paper. Nobody may
   have the number anywhere else yet. */
export function holding() {
  if (shown === null) return false;
  return withoutPaper() || (since !== null && !kept);
}

function withoutPaper() {
  const { paper } = visit.ticket ?? {};
  return !known.state.printer.none && (paper === "printing" || paper === "failed");
}

export function forget() {
  since = null;
  kept = false;
  tooOften = false;
  shown = null;
}

export function done() {
  const ticket = visit.ticket;
  if (shown !== ticket.id) {
    forget();
    shown = ticket.id;
    follow(ticket.id);
  }
  const name = { colour: ticket.queue.colour ?? "#5B6770" };
  const card = h(
    "section",
    { class: "number-card" },
    h(
      "div",
      { class: "number-head", vars: { "--chip": name.colour } },
      h("strong", { lang: "vi" }, `${ticket.queue.prefix ?? ""} · ${ticket.queue.name ?? ""}`),
      h("span", { lang: "vi" }, [ticket.matters.length ? ticket.matters.join("; ") : ticket.purpose === "submit" ? null : t(`confirm.purpose_${ticket.purpose}`), ...ticket.dossiers].filter(Boolean).join(" · ")),
    ),
    h("p", { class: "label" }, t("done.yours")),
    h("h1", { class: "number", tabindex: "-1", "data-say": t("done.listen", { number: visit.lang === "vi" ? ticket.spoken : ticket.number.split("").join(" ") }) }, ticket.number),
    ticket.priority ? h("p", { class: "priority-mark" }, icon("heart"), t("confirm.priority_chosen", { group: known.state.centre.groups.find((one) => one.id === ticket.priority)?.[visit.lang] ?? "" })) : null,
    appointmentMark(ticket),
    h(
      "div",
      { class: "facts" },
      // How many are before is the server's knowledge: a number given without it says nothing of it.
      ticket.ahead === null ? null : fact(t("done.ahead"), people(ticket.ahead)),
      of(ticket.estimate) ? fact(t("confirm.wait"), of(ticket.estimate)) : null,
      ticket.counters.length ? fact(t("done.at"), counters(ticket.counters)) : null,
    ),
  );
  const code = ticket.qr
    ? h(
        "section",
        { class: "follow card" },
        h("div", { "data-private": true }, qr(ticket.qr, t("done.qr", { number: ticket.number }))),
        h("div", {}, h("h2", {}, t("done.follow")), h("p", {}, t("done.follow_about"))),
      )
    : null;
  return {
    blocks: [
      { zone: "up", node: card },
      code ? { zone: "up", node: code } : null,
      { zone: "down", node: paper(ticket) },
    ],
    // What helps now is never below the fold.
    fixed: [mended(ticket) ? button({ ...again(ticket), kind: "primary again" }) : countdown()],
    footer: [
      kept || since === null
        ? reprintButton(ticket)
        : button({ key: "keep", symbol: "pause", text: t("done.keep"), press: () => { kept = true; touched(); repaint(); } }),
      button({ key: "finish", symbol: "check", text: t(ticket.paper === "failed" ? "done.noted" : "done.finish"), press: end }),
    ],
    tick,
  };
}

function countdown() {
  return h("div", { class: "countdown" }, h("span", {}, countdownText()), h("div", { class: "bar" }, h("div", { class: "bar-full", vars: { "--left": left() } })));
}

function paper(ticket) {
  const again = ticket.paper === "printed" || ticket.paper === "sent";
  const number = ticket.number;
  if (ticket.paper === "printing") return band("working", "printer", t("done.printing"));
  if (ticket.paper === "failed") return withoutOne(ticket, number);
  return h(
    "div",
    { class: "paper-out" },
    band("success", "arrow-down", t(ticket.paper === "sent" ? "done.sent" : "done.take_paper")),
    again && !kept && since !== null ? h("div", { class: "no-paper" }, h("span", {}, tooOften ? t("done.too_often") : t("done.no_paper")), tooOften ? null : reprintButton(ticket)) : null,
  );
}

const MENDED = new Set(["paper_out", "cover_open", "printer_offline"]);

function mended(ticket) {
  const { state, trouble } = known.state.printer;
  return ticket.paper === "failed" && MENDED.has(ticket.trouble) && state === "ready" && !trouble;
}

/* Why there is no paper; once what was wrong is mended, how to get it. */
function withoutOne(ticket, number) {
  if (known.state.printer.none) return band("notice", "triangle-alert", t("done.no_printer", { number }));
  if (mended(ticket)) {
    return band("notice", "printer", t("done.ready_again", { number }));
  }
  return band("notice", "triangle-alert", t(`done.${ticket.trouble === "no_paper" ? "not_out" : ticket.trouble}`, { number }), t("done.next"));
}

function reprintButton(ticket) {
  if (known.state.printer.none || tooOften || ticket.paper === "printing" || mended(ticket)) return null;
  return button(again(ticket));
}

function again(ticket) {
  return { key: "reprint", symbol: "printer", text: t("done.reprint"), press: () => reprint(ticket) };
}

async function reprint(ticket) {
  const answer = await post(`/local/tickets/${ticket.id}/reprint`, {}).catch(() => null);
  tooOften = answer !== null && !answer.ok;
  if (answer?.ok) {
    visit.ticket = { ...ticket, paper: "printing", trouble: null };
    since = null;
    follow(ticket.id);
  }
  touched();
  repaint();
}

/* What becomes of the paper. */
async function follow(ident) {
  while (visit.ticket?.id === ident && shown === ident) {
    const fresh = await get(`/local/tickets/${ident}`).catch(() => null);
    if (visit.ticket?.id !== ident) return;
    if (fresh && fresh.paper !== "printing") {
      visit.ticket = fresh;
      if (fresh.paper !== "failed") since = Date.now();
      touched();
      repaint();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

function seconds() {
  return since === null ? CLOSES_AFTER : Math.max(0, CLOSES_AFTER - (Date.now() - since) / 1000);
}

function left() {
  return `${kept ? 100 : (100 * seconds()) / CLOSES_AFTER}%`;
}

function countdownText() {
  if (kept) return t("done.kept");
  return since === null ? "" : t("done.closes", { count: Math.ceil(seconds()) });
}

/* Called four times a second: only the countdown moves. */
function tick(kiosk) {
  const line = kiosk.querySelector(".countdown");
  if (!line) return;
  line.firstElementChild.textContent = countdownText();
  line.querySelector(".bar-full").style.setProperty("--left", left());
  line.hidden = since === null && !kept;
  if (since !== null && !kept && seconds() <= 0) end();
}
