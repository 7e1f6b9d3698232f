/* The right card: who waits and why in that order, what is on hold, what was finished here. No names are shown.

   Rows are kept by ticket, so that a press is never lost to a fact that arrives meanwhile. */

import { byId, h, messages, serverNow } from "/assets/page.js";
import { hourMinute } from "/assets/parts/dates.js";
import { draw, each, html, nothing, picture } from "/assets/parts/draw.js";
import { icon } from "/assets/parts/icon.js";
import { nextOf } from "../picture.js";
import { markTab, onTabs } from "/assets/parts/tabs.js";

const t = messages();
/**
 * @typedef {"waiting" | "held" | "recent"} Tab
 * @typedef {Wire.Ticket | Wire.WaitingTicket} Ticket
 * @typedef {{icon: string, marked: boolean, text: string, right: string}} Content
 */

/** @type {Tab[]} */
const TABS = ["waiting", "held", "recent"];
/** The icon of each reason of the waiting order. @type {Record<string, string>} */
const REASON_ICON = {
  sent_first: "chevrons-up",
  priority: "heart",
  arrival: "clock",
  appointment: "calendar-clock",
  returned: "rotate-ccw",
  put_back: "hourglass",
  chosen: "hand",
};
/** @type {Record<string, string>} */
const STATE_ICON = { done: "check", no_show: "user", cancelled: "ban", expired: "clock", held: "flag" };

export class Lists {
  #desk;
  #open;
  /** @type {Tab} */
  #tab = "waiting";
  #list = byId("list");
  #bar = /** @type {HTMLElement} */ (document.querySelector("[role=tablist]"));

  /** `open(ticket, facts)` shows the menu of a row.
   * @param {import("../intake/desk.js").Desk} desk
   * @param {(ticket: Ticket, facts: string[]) => void} open */
  constructor(desk, open) {
    this.#desk = desk;
    this.#open = open;
    onTabs(this.#bar, (tab) => this.#choose(/** @type {Tab} */ (tab.dataset.tab)));
    this.#list.addEventListener("keydown", (event) => this.#walk(event));
    setInterval(() => this.draw(), 15000);
  }

  /** Gives the keyboard to the list's current row, or to its tab where it is empty. */
  focus() {
    /** @type {HTMLElement | null} */
    const row = this.#list.querySelector(".row[tabindex='0']");
    (row ?? byId(`tab-${this.#tab}`)).focus();
  }

  draw() {
    const { panel } = this.#desk;
    if (!panel) return;
    const { waiting, waiting_total, held, recent, policy } = panel;
    const tickets = { waiting, held, recent };
    const counts = { waiting: waiting_total, held: held.length, recent: "" };
    for (const tab of TABS) {
      const count = String(counts[tab]);
      byId(`tab-${tab}`).querySelector(".count")?.replaceChildren(count);
    }
    byId("tab-held").classList.toggle("marked", held.some((ticket) => this.#over(ticket)));
    const longest = Math.max(0, ...waiting.map((ticket) => this.#waited(ticket)));
    byId("longest").textContent = longest ? t("list.longest", { minutes: longest }) : "";
    byId("policy").replaceChildren(icon("circle-question-mark"), h("span", {}, this.#policy(policy)));
    this.#fill(tickets[this.#tab], this.#tab === "waiting" ? waiting_total - waiting.length : 0);
  }

  /** The server's sentence is Vietnamese.
   * @param {string} sentence */
  #policy(sentence) {
    const { mode, p, n } = this.#desk.policy ?? {};
    return this.#desk.lang === "vi" || !mode ? sentence : t(`list.policy_${mode}`, { p, n });
  }

  /** @param {Tab} tab */
  #choose(tab) {
    this.#tab = tab;
    markTab(this.#bar, byId(`tab-${tab}`));
    this.#list.setAttribute("aria-labelledby", `tab-${tab}`);
    this.#list.scrollTop = 0;
    this.draw();
  }

  /** @param {Ticket[]} tickets
   * @param {number} more so many are not shown */
  #fill(tickets, more) {
    const next = this.#desk.panel ? nextOf(this.#desk.panel)?.id : undefined;
    const place = this.#all().findIndex((row) => row === document.activeElement);
    const empty = more > 0 ? t("list.more", { count: more }) : tickets.length ? null : t(`list.empty_${this.#tab}`);
    const rows = each(tickets, ({ id }) => `${this.#tab}:${id}`, (ticket) => this.#row(ticket, next));
    draw(this.#list, html`${rows}${empty ? html`<p class="empty">${empty}</p>` : nothing}`);
    const drawn = this.#all();
    // The row that had the keyboard is gone: its neighbour has it now.
    if (place >= 0 && !this.#list.contains(document.activeElement)) drawn[Math.min(place, drawn.length - 1)]?.focus();
    const current = drawn.find((row) => row === document.activeElement) ?? drawn[0];
    for (const row of drawn) row.tabIndex = row === current ? 0 : -1;
  }

  /** @param {Ticket} ticket
   * @param {number | undefined} next the id of whoever is called next */
  #row(ticket, next) {
    const shown = this.#content(ticket);
    const first = this.#tab === "waiting" && ticket.id === next;
    const open = () => this.#open(ticket, this.#facts(ticket));
    return html`<button type="button" class="row${shown.marked ? " marked" : ""}${first ? " first" : ""}" data-ticket=${ticket.id} @click=${open}><b>${ticket.number}</b>${picture(shown.icon)}<span class="reason" title=${shown.text}>${shown.text}</span><span class="minutes">${shown.right}</span></button>`;
  }

  /** @returns {HTMLElement[]} */
  #all() {
    /** @type {NodeListOf<HTMLElement>} */
    const rows = this.#list.querySelectorAll(".row");
    return [...rows];
  }

  /** @param {Ticket} ticket
   * @returns {Content} */
  #content(ticket) {
    if ("order" in ticket) {
      const { reason, text } = ticket.order;
      const minutes = this.#waited(ticket);
      return {
        icon: REASON_ICON[reason] ?? "clock",
        marked: reason !== "arrival",
        text: this.#desk.lang === "vi" && text ? text : this.#reason(reason, ticket),
        right: minutes ? t("list.minutes", { minutes }) : t("list.just_now"),
      };
    }
    if (this.#tab === "held") {
      const until = ticket.held_until;
      const right = until ? t(this.#over(ticket) ? "list.held_over" : "list.held_until", { time: hourMinute(until) }) : "";
      return { icon: "flag", marked: this.#over(ticket), text: ticket.held_reason ?? t("list.held_plain"), right };
    }
    const ended = ticket.finished_at ?? ticket.called_at;
    return {
      icon: STATE_ICON[ticket.state],
      marked: false,
      text: ticket.dossiers.length ? `${t(`list.${ticket.state}`)} · ${ticket.dossiers.join(", ")}` : t(`list.${ticket.state}`),
      right: ended ? hourMinute(ended) : "",
    };
  }

  /** The server's sentence is Vietnamese, and there is none yet for a number that was just taken.
   * @param {string} reason
   * @param {Wire.WaitingTicket} ticket */
  #reason(reason, ticket) {
    if (reason === "priority" && ticket.priority) return t("ticket.priority", { group: this.#desk.groupName(ticket.priority) });
    return t(`order.${reason}`, { time: hourMinute(ticket.waits_since) });
  }

  /** @param {Ticket} ticket */
  #facts(ticket) {
    const { text, right } = this.#content(ticket);
    const lines = [[text, right].filter(Boolean).join(" · ")];
    if (ticket.priority) lines.push(t("ticket.priority", { group: this.#desk.groupName(ticket.priority) }));
    if (ticket.note) lines.push(t("ticket.note", { text: ticket.note }));
    return lines;
  }

  /** @param {Wire.WaitingTicket} ticket */
  #waited(ticket) {
    return Math.max(0, Math.floor((serverNow().getTime() - Date.parse(ticket.waits_since)) / 60000));
  }

  /** @param {Ticket} ticket */
  #over(ticket) {
    return ticket.held_until !== null && Date.parse(ticket.held_until) < serverNow().getTime();
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    const rows = this.#all();
    const at = rows.findIndex((one) => one === document.activeElement);
    const steps = new Map([["ArrowDown", at + 1], ["ArrowUp", at - 1], ["Home", 0], ["End", rows.length - 1]]);
    const to = steps.get(event.key);
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const row = rows[Math.min(Math.max(to, 0), rows.length - 1)];
    rows.forEach((one) => (one.tabIndex = one === row ? 0 : -1));
    row.focus();
  }
}
