/* The left card: the number at the counter, its procedure, its times, the documents ticked at the kiosk, its dossiers.
   Draws the desk's state; makes no deed but opening the counter and undoing a pause. */

import { h, messages, serverNow } from "/assets/page.js";
import { caseList, casesOf } from "./cases.js";
import { documentsOf } from "../intake/documents.js";
import { icon } from "/assets/parts/icon.js";
import { hourMinute } from "/assets/parts/dates.js";

const t = messages();

/**
 * @typedef {Wire.Ticket} Ticket
 * @typedef {ReturnType<typeof documentsOf>[number]} Paper
 */

export class TicketCard {
  #root;
  #desk;
  #run;
  #drawn = "";
  #version = 0;
  /** @type {{value: HTMLElement, since: number, shown: number | null} | null} */
  #timer = null;
  #unfolded = false;

  /** @param {HTMLElement} root
   * @param {import("../intake/desk.js").Desk} desk
   * @param {(name: string, code?: string) => void} run presses a button */
  constructor(root, desk, run) {
    this.#root = root;
    this.#desk = desk;
    this.#run = run;
    setInterval(() => this.#tick(), 250);
  }

  /** Draws the state, if anything in it changed. What it needs from the server besides arrives later by itself.
   * @param {{connected: boolean}} how */
  async draw({ connected }) {
    const { panel } = this.#desk;
    if (!panel) return;
    const { ticket, counter, waiting, waiting_total } = panel;
    const queue = ticket ? this.#desk.queues.get(ticket.queue) : undefined;
    const idle = ticket ? null : [counter.state, counter.reason, waiting_total, waiting[0]?.number, connected];
    const sign = JSON.stringify([ticket, queue?.colour, idle, panel.usual_minutes, this.#desk.groups.size]);
    if (sign === this.#drawn) return;
    this.#drawn = sign;
    const version = (this.#version += 1);
    if (!ticket) {
      this.#timer = null;
      this.#unfolded = false;
      this.#root.replaceChildren(this.#idle(counter, waiting[0], waiting_total, connected));
      return;
    }
    this.#replace(ticket, queue, [], []);
    const [procedures, dossiers] = await Promise.all([
      Promise.all(ticket.procedures.map((id) => this.#desk.procedure(id))),
      casesOf(this.#desk, ticket),
    ]);
    if (version === this.#version) this.#replace(ticket, queue, procedures, dossiers);
  }

  /** Draws again although the ticket is the same: one of its dossiers changed. */
  forget() {
    this.#drawn = "";
  }

  /** @param {Wire.PanelCounter} counter
   * @param {Wire.WaitingTicket | undefined} next
   * @param {number} count
   * @param {boolean} connected */
  #idle(counter, next, count, connected) {
    if (counter.state === "closed") {
      return this.#rest("power", t("ticket.closed"), t("ticket.closed_hint", { count }), t("top.open"), connected);
    }
    if (counter.state === "paused") {
      const title = counter.reason ? t("ticket.paused", { reason: counter.reason }) : t("ticket.paused_plain");
      return this.#rest("pause", title, t("ticket.paused_hint", { count }), t("top.reopen"), connected);
    }
    if (!next) return this.#rest("check-check", t("ticket.nobody"), t("ticket.nobody_hint"));
    return h(
      "div",
      { class: "rest" },
      h("p", { class: "big" }, next.number),
      h("h2", {}, t("ticket.next_is", { number: next.number })),
      h("p", {}, `${t("ticket.somebody", { count })} · ${t("ticket.somebody_hint")}`),
    );
  }

  /** @param {string} picture
   * @param {string} title
   * @param {string} hint
   * @param {string | null} button
   * @param {boolean} connected */
  #rest(picture, title, hint, button = null, connected = true) {
    return h(
      "div",
      { class: "rest" },
      icon(picture),
      h("h2", {}, title),
      h("p", {}, hint),
      button
        ? h(
            "button",
            { type: "button", class: "primary", "aria-disabled": connected ? null : "true", onclick: () => this.#run("pause") },
            button,
            h("kbd", {}, "0"),
          )
        : null,
    );
  }

  /** @param {Ticket} ticket
   * @param {Wire.Queue | undefined} queue
   * @param {Array<Wire.ProcedureToRead | null>} procedures
   * @param {import("./cases.js").Case[]} dossiers */
  #replace(ticket, queue, procedures, dossiers) {
    const { activeElement } = document;
    const focused = activeElement instanceof HTMLElement && this.#root.contains(activeElement) ? activeElement.dataset.focus : undefined;
    const procedure = procedures[ticket.stop] ?? null;
    const later = procedures.slice(ticket.stop + 1).filter((one) => one !== null);
    const band = h("header", {}, h("span", {}, queue ? `${queue.prefix} · ${queue.name}` : ""), h("span", {}, t(`purpose.${ticket.purpose}`)));
    if (queue?.colour) band.style.background = queue.colour;
    this.#root.replaceChildren(
      band,
      h(
        "div",
        { class: "inside" },
        h("p", { class: "big" }, ticket.number),
        heading(ticket, procedures.length > 0, procedure),
        this.#chips(ticket),
        this.#times(ticket),
        h(
          "button",
          { type: "button", class: "tool money-key", "data-focus": "money", "aria-keyshortcuts": "F6", onclick: () => this.#run("money") },
          icon("banknote"),
          t("action.money"),
          h("kbd", {}, "F6"),
        ),
        // What the visit is about comes first where it is one that was begun before.
        dossiers.length ? caseList(dossiers, (code) => this.#run("case", code)) : null,
        ticket.note ? h("p", { class: "notice" }, t("ticket.note", { text: ticket.note })) : null,
        later.length ? h("p", { class: "later" }, t("ticket.later", { names: later.map((one) => one.short_name || one.name).join(", ") })) : null,
        procedure ? this.#documents(documentsOf(procedure, ticket.documents)) : null,
      ),
    );
    if (focused) {
      /** @type {HTMLElement | null} */
      const again = this.#root.querySelector(`[data-focus="${CSS.escape(focused)}"]`);
      again?.focus({ preventScroll: true });
    }
    this.#tick();
  }

  /** Priority, appointment, wait and language.
   * @param {Ticket} ticket */
  #chips({ priority, appointment_at: appointment, issued_at: issued, called_at: called, lang }) {
    const since = Math.max(Date.parse(issued), Date.parse(appointment ?? issued));
    const waited = Math.max(0, Math.floor((Date.parse(called ?? "") - since) / 60000));
    return h(
      "p",
      { class: "chips" },
      priority
        ? h("span", { class: "chip marked" }, icon("heart"), t("ticket.priority", { group: this.#desk.groupName(priority) }))
        : h("span", { class: "chip" }, icon("user"), t("ticket.no_priority")),
      appointment ? h("span", { class: "chip marked" }, icon("calendar-clock"), t("order.appointment", { time: hourMinute(appointment) })) : null,
      h("span", { class: "chip" }, icon("clock"), t("ticket.waited", { minutes: waited })),
      lang === "en" ? h("span", { class: "chip" }, t("ticket.lang_en")) : null,
    );
  }

  /** @param {Ticket} ticket */
  #times(ticket) {
    const since = ticket.state === "serving" ? ticket.started_at : ticket.called_at;
    const minutes = this.#desk.panel?.usual_minutes ?? null;
    const value = h("b", { class: "timer", role: "timer" });
    this.#timer = { value, since: Date.parse(since ?? ""), shown: null };
    return h(
      "div",
      { class: "times" },
      h("p", {}, h("span", {}, t(ticket.state === "serving" ? "ticket.serving_for" : "ticket.called_for")), value),
      h(
        "p",
        {},
        h("span", {}, t("ticket.usual")),
        h("b", {}, minutes === null ? t("ticket.usual_unknown") : t("ticket.usual_value", { minutes: Math.max(1, Math.round(minutes)) })),
      ),
    );
  }

  #tick() {
    if (!this.#timer) return;
    const seconds = Math.max(0, Math.floor((serverNow().getTime() - this.#timer.since) / 1000));
    if (seconds === this.#timer.shown) return;
    this.#timer.shown = seconds;
    /** @param {number} number */
    const pad = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(seconds / 3600);
    const text = `${hours ? `${hours}:` : ""}${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
    this.#timer.value.setAttribute("aria-label", text);
    this.#timer.value.replaceChildren(
      ...[...text].map((sign) => h("span", { class: sign === ":" ? "cell-mark" : "cell", "aria-hidden": "true" }, sign)),
    );
  }

  /** @param {Paper[]} documents */
  #documents(documents) {
    const [always, conditional] = [documents.filter((one) => !one.conditional), documents.filter((one) => one.conditional)];
    const shown = [...always, ...conditional.filter((one) => one.ticked)];
    const folded = conditional.filter((one) => !one.ticked);
    const details = h(
      "details",
      { open: this.#unfolded },
      h("summary", { "data-focus": "conditional" }, icon("plus"), t("ticket.documents_conditional", { count: folded.length })),
      h("ul", {}, folded.map(paper)),
    );
    details.addEventListener("toggle", () => (this.#unfolded = details.open));
    return h(
      "section",
      { class: "papers" },
      h(
        "h3",
        {},
        h("span", {}, t("ticket.documents")),
        shown.length ? h("span", { class: "figure" }, `${shown.filter((one) => one.ticked).length}/${shown.length}`) : null,
      ),
      documents.length ? h("ul", {}, shown.map(paper)) : h("p", { class: "hint" }, t("ticket.documents_unknown")),
      folded.length ? details : null,
    );
  }
}

/** The procedure's name, whose place is kept until it is here; a visit without one is called by its purpose.
 * @param {Ticket} ticket
 * @param {boolean} known
 * @param {Wire.ProcedureToRead | null} procedure */
function heading({ procedures, purpose }, known, procedure) {
  if (!procedures.length) return h("h2", {}, t(`purpose.${purpose}`));
  if (!known) return h("h2", { "aria-hidden": "true" }, "\u00a0");
  return h("h2", { title: procedure?.name }, procedure ? procedure.short_name || procedure.name : t("ticket.no_procedure"));
}

/** @param {Paper} paper */
function paper({ name, note, show_only: showOnly, ticked }) {
  return h(
    "li",
    { class: ticked ? "ticked" : null },
    h("i", { role: "img", "aria-label": t(ticked ? "ticket.ticked" : "ticket.not_ticked") }, ticked ? icon("check") : null),
    h("span", {}, name, note ? h("span", { class: "hint" }, note) : null, showOnly ? h("span", { class: "hint" }, t("ticket.show_only")) : null),
  );
}
