/* Pieces that several screens are made of. */
import { html, nothing, picture, variables } from "/assets/parts/draw.js";
import { pieces } from "./marks.js";
import { noticeOf } from "./queue_notice.js";
import { of, queue, t, told } from "../visit/state.js";

/** A piece of a screen's upper half.
 * @param {Kiosk.Drawing} node
 * @returns {Kiosk.Block} */
export function up(node) {
  return { zone: "up", node };
}

/** A piece of a screen's lower half, which fingers reach from a wheelchair.
 * @param {Kiosk.Drawing} node
 * @returns {Kiosk.Block} */
export function down(node) {
  return { zone: "down", node };
}

/** What there is of a list whose items may be missing.
 * @template Item
 * @param {Array<Item | null | undefined | false | "">} list
 * @returns {Item[]} */
export function present(list) {
  return /** @type {Item[]} */ (list.filter(Boolean));
}

/** @param {string} text
 * @param {string | null} [lead] */
export function title(text, lead) {
  return html`<div class="title"><h1 tabindex="-1">${text}</h1>${lead ? html`<p class="lead">${lead}</p>` : null}</div>`;
}

/** The field's colour as a solid chip with its letter, and its name where there is room. A field without a letter is only looked up.
 * @param {Pick<Agent.FieldSign, "name" | "prefix" | "colour">} field */
export function chip(field, name = false) {
  const inside = name ? [field.prefix, field.name].filter(Boolean).join(" · ") : field.prefix || picture("search");
  return html`<span class=${name ? "chip named" : "chip"} ${variables({ "--chip": field.colour || "#5B6770" })}>${inside}</span>`;
}

/** A tile: icon, heading, one line.
 * @param {{key: string, symbol: string, text: string, about?: string, primary?: boolean, wide?: boolean, disabled?: boolean, press: () => void}} tile */
export function tile({ key, symbol, text, about, primary, wide, disabled, press }) {
  return html`<button class=${`tile${primary ? " primary" : ""}${wide ? " wide" : ""}`} data-key=${key} type="button" ?disabled=${disabled} @click=${press}>
    <span class="symbol">${picture(symbol)}</span>
    <span class="tile-text"><strong>${text}</strong>${about ? html`<span>${about}</span>` : null}</span>
  </button>`;
}

/** The symbol above a screen that has more to say than to ask.
 * @param {string} name
 * @param {{calm?: boolean}} how */
export function bigSymbol(name, { calm = false }) {
  return html`<div class=${calm ? "big-symbol calm" : "big-symbol"}>${picture(name)}</div>`;
}

/** An instruction or a state: full width, no radius, so that it does not look like a button.
 * @param {string} kind
 * @param {string | null} symbol
 * @param {Array<string | null | undefined>} lines */
export function band(kind, symbol, ...lines) {
  const [first, ...rest] = lines.filter(Boolean);
  return html`<div class=${`band ${kind}`} role=${kind === "danger" ? "alert" : nothing}>
    ${symbol ? picture(symbol) : null}
    <div><strong>${first}</strong>${rest.map((line) => html`<p>${line}</p>`)}</div>
  </div>`;
}

/** A fact: its label first, then the figure.
 * @param {string} label
 * @param {string} value
 * @param {string | null} [note]
 * @param {string} [symbol] */
export function fact(label, value, note, symbol) {
  return html`<div class="fact">
    ${symbol ? picture(symbol) : null}
    <div><span class="label">${label}</span><strong class=${value.length > 32 ? "long" : nothing}>${value}</strong>${note ? html`<span class="note">${note}</span>` : null}</div>
  </div>`;
}

/** @param {number} count */
export function people(count) {
  return count === 0 ? t("confirm.nobody") : t("confirm.people", { count });
}

/** @param {number[]} numbers */
export function counters(numbers) {
  return t(numbers.length === 1 ? "confirm.counter" : "confirm.counters", { numbers: numbers.join(", ") });
}

/** How many wait, how long it may take (left out when unknown), and where: always in this order.
 * @param {string | null} ident the queue's */
export function queueFacts(ident) {
  const row = queue(ident);
  if (!row) return null;
  const online = told().link === "connected";
  return html`<div class="facts">
    ${online ? fact(t("confirm.waiting"), people(row.waiting), left(row)) : null}
    ${online && of(row.estimate) ? fact(t("confirm.wait"), of(row.estimate)) : null}
    ${row.counters.length ? fact(t("confirm.at"), counters(row.counters)) : null}
  </div>`;
}

/** How many numbers of the day remain, where there is a quota and the server says so now.
 * @param {Agent.Queue | null} row */
export function left(row) {
  return row && row.left && told().link === "connected" ? t("quota.left", { count: row.left }) : null;
}

/** @type {Record<import("./queue_notice.js").Notice, () => Kiosk.Drawing>} */
const NOTICES = {
  away_take: () => band("notice", "info", t("state.away_title"), t("state.away_take")),
  spent: () => band("notice", "info", t("state.spent"), t("state.spent_about")),
  away: () => band("quiet", "clock", t("state.away")),
  full: () => band("danger", "triangle-alert", t("state.full"), t("state.full_about")),
  late: () => band("notice", "clock", t("late.title"), t("late.about")),
  paused: () => band("notice", "pause", t("state.paused")),
  closed: () => band("notice", "info", t("state.queue_closed")),
};

/** What a citizen must know of a queue before taking its number, or null; one that was `promised` is given though the day's are used up.
 * @param {string | null} ident the queue's */
export function queueBand(ident, { promised = false } = {}) {
  const notice = noticeOf(queue(ident), told(), promised);
  return notice && NOTICES[notice]();
}

/** A procedure in a list.
 * @param {Agent.Procedure} item
 * @param {{best?: boolean, press: () => void}} how */
export function procedureRow(item, { best = false, press }) {
  const row = queue(item.queue);
  const line = [item.field.name, small(of(item.time))];
  if (!item.queue) line.push(t("find.look_up_only"));
  else if (row && told().link === "connected") line.push(row.waiting ? t("find.waiting", { count: row.waiting }) : t("find.none_waiting"));
  return html`<button class=${`row${best ? " best" : ""}`} type="button" data-key=${`procedure-${item.id}`} @click=${press}>
    ${chip(item.field)}
    <span class="row-text"><strong lang="vi">${marked(item.title, item.marks ?? [])}</strong><span>${line.join(" · ")}</span></span>
    ${picture("chevron-right")}
  </button>`;
}

/** Within a line the first letter is small: "Hộ tịch · trong ngày".
 * @param {string} text */
function small(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** @param {string} text
 * @param {Array<[number, number]>} marks */
function marked(text, marks) {
  return pieces(text, marks).map((piece, place) => (place % 2 ? html`<mark>${piece}</mark>` : piece));
}

/** The box before what can be ticked.
 * @param {boolean} on
 * @param {string} [shape] */
export function tickBox(on, shape = "tick") {
  return html`<span class=${`${shape}${on ? " on" : ""}`}>${on ? picture("check") : null}</span>`;
}

/** @param {{key: string, symbol?: string | null, text?: string, kind?: string, press: () => void, disabled?: boolean, label?: string, pressed?: string}} button */
export function button({ key, symbol, text, kind = "", press, disabled, label, pressed }) {
  return html`<button class=${`button ${kind}`} type="button" data-key=${key} ?disabled=${disabled} aria-label=${label ?? nothing} aria-pressed=${pressed ?? nothing} @click=${press}>
    ${symbol ? picture(symbol) : null}${text ? html`<span>${text}</span>` : null}
  </button>`;
}
