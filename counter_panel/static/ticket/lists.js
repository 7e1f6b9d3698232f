/* The right card: who waits and why in that order, what is on hold, what was finished here. Names nobody.

   Rows are kept by ticket and changed in place, so that a press is never lost to a fact that arrives meanwhile. */

import { h, messages, serverNow } from "/assets/page.js";
import { icon, REASON_ICON } from "../parts/icons.js";
import { hourMinute } from "../zone.js";

const t = messages();
const TABS = ["waiting", "held", "recent"];
const STATE_ICON = { done: "check", no_show: "user", cancelled: "ban", expired: "clock", held: "flag" };

export class Lists {
  #desk;
  #open;
  #tab = "waiting";
  #list = document.getElementById("list");
  #rows = new Map();

  /** `open(ticket, facts)` shows the menu of a row. */
  constructor(desk, open) {
    this.#desk = desk;
    this.#open = open;
    const bar = document.querySelector("[role=tablist]");
    bar.addEventListener("click", (event) => {
      const tab = event.target.closest("[role=tab]");
      if (tab) this.#choose(tab.dataset.tab);
    });
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      this.#choose(TABS[(TABS.indexOf(this.#tab) + step + TABS.length) % TABS.length], true);
    });
    this.#list.addEventListener("keydown", (event) => this.#walk(event));
    setInterval(() => this.#desk.panel && this.draw(), 15000);
  }

  /** Gives the keyboard to the list's current row, or to its tab where it is empty. */
  focus() {
    (this.#list.querySelector(".row[tabindex='0']") ?? document.getElementById(`tab-${this.#tab}`)).focus();
  }

  draw() {
    const { waiting, waiting_total, held, recent, policy } = this.#desk.panel;
    const tickets = { waiting, held, recent };
    const counts = { waiting: waiting_total, held: held.length, recent: "" };
    for (const tab of TABS) {
      const count = String(counts[tab]);
      document.querySelector(`#tab-${tab} .count`).textContent = count;
    }
    document.getElementById("tab-held").classList.toggle("marked", held.some((ticket) => this.#over(ticket)));
    const longest = Math.max(0, ...waiting.map((ticket) => this.#waited(ticket)));
    document.getElementById("longest").textContent = longest ? t("list.longest", { minutes: longest }) : "";
    document.getElementById("policy").replaceChildren(icon("circle-question-mark"), h("span", {}, this.#policy(policy)));
    this.#fill(tickets[this.#tab], this.#tab === "waiting" ? waiting_total - waiting.length : 0);
  }

  // The server's sentence is Vietnamese.
  #policy(sentence) {
    const { mode, p, n } = this.#desk.policy ?? {};
    return this.#desk.lang === "vi" || !mode ? sentence : t(`list.policy_${mode}`, { p, n });
  }

  #choose(tab, focus = false) {
    this.#tab = tab;
    for (const name of TABS) {
      const button = document.getElementById(`tab-${name}`);
      button.setAttribute("aria-selected", String(name === tab));
      button.tabIndex = name === tab ? 0 : -1;
      if (name === tab && focus) button.focus();
    }
    this.#list.setAttribute("aria-labelledby", `tab-${tab}`);
    this.#list.scrollTop = 0;
    if (this.#desk.panel) this.draw();
  }

  #fill(tickets, more) {
    const wanted = tickets.map((ticket, place) => this.#row(ticket, place));
    const keep = new Set(wanted);
    const hadFocus = this.#list.contains(document.activeElement);
    const place = [...this.#list.children].indexOf(document.activeElement);
    for (const child of [...this.#list.children]) if (!keep.has(child)) child.remove();
    wanted.forEach((row, index) => {
      if (this.#list.children[index] !== row) this.#list.insertBefore(row, this.#list.children[index] ?? null);
    });
    for (const [id, row] of this.#rows) if (!keep.has(row.element)) this.#rows.delete(id);
    if (more > 0) this.#list.append(h("p", { class: "empty" }, t("list.more", { count: more })));
    else if (!wanted.length) this.#list.append(h("p", { class: "empty" }, t(`list.empty_${this.#tab}`)));
    if (hadFocus && !this.#list.contains(document.activeElement)) wanted[Math.min(Math.max(place, 0), wanted.length - 1)]?.focus();
    const current = wanted.includes(document.activeElement) ? document.activeElement : wanted[0];
    for (const row of wanted) row.tabIndex = row === current ? 0 : -1;
  }

  #row(ticket, place) {
    const key = `${this.#tab}:${ticket.id}`;
    let row = this.#rows.get(key);
    if (!row) {
      const element = h("button", { type: "button", class: "row", dataset: { ticket: ticket.id } });
      row = { element, ticket, sign: "" };
      element.addEventListener("click", () => this.#open(row.ticket, this.#facts(row.ticket)));
      this.#rows.set(key, row);
    }
    row.ticket = ticket;
    const shown = this.#content(ticket);
    const first = this.#tab === "waiting" && place === 0;
    const sign = JSON.stringify([ticket.number, shown, first]);
    if (sign !== row.sign) {
      row.sign = sign;
      row.element.className = `row${shown.marked ? " marked" : ""}${first ? " first" : ""}`;
      row.element.replaceChildren(
        h("b", {}, ticket.number),
        icon(shown.icon),
        h("span", { class: "reason", title: shown.text }, shown.text),
        h("span", { class: "minutes" }, shown.right),
      );
    }
    return row.element;
  }

  #content(ticket) {
    if (this.#tab === "waiting") {
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

  // The server's sentence is Vietnamese, and there is none yet for a number that was just taken.
  #reason(reason, ticket) {
    if (reason === "priority") return t("ticket.priority", { group: this.#desk.groupName(ticket.priority) });
    return t(`order.${reason}`, { time: hourMinute(ticket.appointment_at ?? ticket.issued_at) });
  }

  #facts(ticket) {
    const { text, right } = this.#content(ticket);
    const lines = [[text, right].filter(Boolean).join(" · ")];
    if (ticket.priority) lines.push(t("ticket.priority", { group: this.#desk.groupName(ticket.priority) }));
    if (ticket.note) lines.push(t("ticket.note", { text: ticket.note }));
    return lines;
  }

  #waited(ticket) {
    return Math.max(0, Math.floor((serverNow().getTime() - Date.parse(ticket.appointment_at ?? ticket.issued_at)) / 60000));
  }

  #over(ticket) {
    return Boolean(ticket.held_until) && Date.parse(ticket.held_until) < serverNow().getTime();
  }

  #walk(event) {
    const rows = [...this.#list.querySelectorAll(".row")];
    const at = rows.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const row = rows[Math.min(Math.max(to, 0), rows.length - 1)];
    rows.forEach((one) => (one.tabIndex = one === row ? 0 : -1));
    row.focus();
  }
}
