/* The left card: the number at the counter, its procedure, its times, the documents ticked at the kiosk, its dossiers.
   Draws the desk's state; makes no deed but opening the counter and undoing a pause. */

import { find, h, messages, serverNow } from "/assets/page.js";
import { hourMinute } from "/assets/parts/dates.js";
import { draw, each, html, nothing, picture } from "/assets/parts/draw.js";
import { caseList, casesOf } from "./cases.js";
import { nextOf } from "../picture.js";
import { documentsOf } from "../intake/documents.js";

const t = messages();

/**
 * @typedef {Wire.Ticket} Ticket
 * @typedef {ReturnType<typeof documentsOf>[number]} Paper
 * @typedef {{ticket: number, procedures: Array<Wire.ProcedureToRead | null>, dossiers: import("./cases.js").Case[]}} Known what was read for a ticket
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
  /** @type {Known} */
  #known = { ticket: 0, procedures: [], dossiers: [] };

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
    const { ticket, counter, waiting_total } = panel;
    const next = nextOf(panel);
    const queue = ticket ? this.#desk.queues.get(ticket.queue) : undefined;
    const idle = ticket ? null : [counter.state, counter.reason, waiting_total, next?.number, connected];
    const sign = JSON.stringify([ticket, queue?.colour, idle, panel.usual_minutes, this.#desk.groups.size]);
    if (sign === this.#drawn) return;
    this.#drawn = sign;
    const version = (this.#version += 1);
    if (!ticket) {
      this.#timer = null;
      this.#unfolded = false;
      draw(this.#root, this.#idle(counter, next, waiting_total, connected));
      return;
    }
    // What was read before is shown until it is read again, so that nothing comes and goes.
    if (this.#known.ticket !== ticket.id) this.#known = { ticket: ticket.id, procedures: [], dossiers: [] };
    this.#show(ticket, queue);
    const [procedures, dossiers] = await Promise.all([
      Promise.all(ticket.procedures.map((id) => this.#desk.procedure(id))),
      casesOf(this.#desk, ticket),
    ]);
    if (version !== this.#version) return;
    this.#known = { ticket: ticket.id, procedures, dossiers };
    this.#show(ticket, queue);
  }

  /** Draws again although the ticket is the same: one of its dossiers changed. */
  forget() {
    this.#drawn = "";
  }

  /** @param {Wire.PanelCounter} counter
   * @param {Wire.WaitingTicket | null} next whose place is kept until their row is here
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
    if (!count) return this.#rest("check-check", t("ticket.nobody"), t("ticket.nobody_hint"));
    return html`<div class="rest">
      <p class="big">${next?.number ?? "\u00a0"}</p>
      <h2>${next ? t("ticket.next_is", { number: next.number }) : "\u00a0"}</h2>
      <p>${t("ticket.somebody", { count })} · ${t("ticket.somebody_hint")}</p>
    </div>`;
  }

  /** @param {string} sign
   * @param {string} title
   * @param {string} hint
   * @param {string | null} words of the button
   * @param {boolean} connected */
  #rest(sign, title, hint, words = null, connected = true) {
    const button = html`<button type="button" class="primary" aria-disabled=${connected ? nothing : "true"} @click=${() => this.#run("pause")}>${words}<kbd>0</kbd></button>`;
    return html`<div class="rest">${picture(sign)}<h2>${title}</h2><p>${hint}</p>${words ? button : nothing}</div>`;
  }

  /** @param {Ticket} ticket
   * @param {Wire.Queue | undefined} queue */
  #show(ticket, queue) {
    // Another number is another card: nothing of the one before stays, also not how far it was scrolled.
    draw(this.#root, each([ticket], ({ id }) => id, () => this.#card(ticket, queue)));
    const band = find(this.#root, "header");
    if (band && queue?.colour) band.style.background = queue.colour;
    const value = find(this.#root, ".timer");
    const since = ticket.state === "serving" ? ticket.started_at : ticket.called_at;
    if (value) this.#timer = { value, since: Date.parse(since ?? ""), shown: null };
    this.#tick();
  }

  /** @param {Ticket} ticket
   * @param {Wire.Queue | undefined} queue */
  #card(ticket, queue) {
    const { procedures, dossiers } = this.#known;
    const procedure = procedures[ticket.stop] ?? null;
    const later = procedures.slice(ticket.stop + 1).filter((one) => one !== null);
    const names = later.map((one) => one.short_name || one.name).join(", ");
    return html`<header><span>${queue ? `${queue.prefix} · ${queue.name}` : ""}</span><span>${t(`purpose.${ticket.purpose}`)}</span></header>
      <div class="inside">
        <p class="big">${ticket.number}</p>
        ${heading(ticket, procedures.length > 0, procedure)}
        ${this.#chips(ticket)}
        ${this.#times(ticket)}
        <button type="button" class="tool money-key" aria-keyshortcuts="F6" @click=${() => this.#run("money")}>${picture("banknote")}${t("action.money")}<kbd>F6</kbd></button>
        ${dossiers.length ? caseList(dossiers, (code) => this.#run("case", code)) : nothing}
        ${ticket.note ? html`<p class="notice">${t("ticket.note", { text: ticket.note })}</p>` : nothing}
        ${later.length ? html`<p class="later">${t("ticket.later", { names })}</p>` : nothing}
        ${procedure ? this.#documents(documentsOf(procedure, ticket.documents)) : nothing}
      </div>`;
  }

  /** Priority, appointment, wait and language.
   * @param {Ticket} ticket */
  #chips({ priority, appointment_at: appointment, issued_at: issued, called_at: called, lang }) {
    const since = Math.max(Date.parse(issued), Date.parse(appointment ?? issued));
    const waited = Math.max(0, Math.floor((Date.parse(called ?? "") - since) / 60000));
    const group = priority
      ? html`<span class="chip marked">${picture("heart")}${t("ticket.priority", { group: this.#desk.groupName(priority) })}</span>`
      : html`<span class="chip">${picture("user")}${t("ticket.no_priority")}</span>`;
    return html`<p class="chips">
      ${group}
      ${appointment ? html`<span class="chip marked">${picture("calendar-clock")}${t("order.appointment", { time: hourMinute(appointment) })}</span>` : nothing}
      <span class="chip">${picture("clock")}${t("ticket.waited", { minutes: waited })}</span>
      ${lang === "en" ? html`<span class="chip">${t("ticket.lang_en")}</span>` : nothing}
    </p>`;
  }

  /** @param {Ticket} ticket */
  #times(ticket) {
    const minutes = this.#desk.panel?.usual_minutes ?? null;
    const usual = minutes === null ? t("ticket.usual_unknown") : t("ticket.usual_value", { minutes: Math.max(1, Math.round(minutes)) });
    return html`<div class="times">
      <p><span>${t(ticket.state === "serving" ? "ticket.serving_for" : "ticket.called_for")}</span><b class="timer" role="timer"></b></p>
      <p><span>${t("ticket.usual")}</span><b>${usual}</b></p>
    </div>`;
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
    const toggled = (/** @type {Event} */ { target }) => (this.#unfolded = target instanceof HTMLDetailsElement && target.open);
    const details = html`<details ?open=${this.#unfolded} @toggle=${toggled}>
      <summary>${picture("plus")}${t("ticket.documents_conditional", { count: folded.length })}</summary>
      <ul>${folded.map(paper)}</ul>
    </details>`;
    const figure = html`<span class="figure">${shown.filter((one) => one.ticked).length}/${shown.length}</span>`;
    return html`<section class="papers">
      <h3><span>${t("ticket.documents")}</span>${shown.length ? figure : nothing}</h3>
      ${documents.length ? html`<ul>${shown.map(paper)}</ul>` : html`<p class="hint">${t("ticket.documents_unknown")}</p>`}
      ${folded.length ? details : nothing}
    </section>`;
  }
}

/** The procedure's name, whose place is kept until it is here; a visit without one is called by its purpose.
 * @param {Ticket} ticket
 * @param {boolean} known
 * @param {Wire.ProcedureToRead | null} procedure */
function heading({ procedures, purpose }, known, procedure) {
  if (!procedures.length) return html`<h2>${t(`purpose.${purpose}`)}</h2>`;
  if (!known) return html`<h2 aria-hidden="true">\u00a0</h2>`;
  return html`<h2 title=${procedure?.name ?? nothing}>${procedure ? procedure.short_name || procedure.name : t("ticket.no_procedure")}</h2>`;
}

/** @param {Paper} paper */
function paper({ name, note, show_only: showOnly, ticked }) {
  const [about, shown] = [note ? html`<span class="hint">${note}</span>` : nothing, showOnly ? html`<span class="hint">${t("ticket.show_only")}</span>` : nothing];
  return html`<li class=${ticked ? "ticked" : nothing}>
    <i role="img" aria-label=${t(ticked ? "ticket.ticked" : "ticket.not_ticked")}>${ticked ? picture("check") : nothing}</i>
    <span>${name}${about}${shown}</span>
  </li>`;
}
