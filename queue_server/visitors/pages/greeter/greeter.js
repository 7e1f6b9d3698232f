/* The greeter's tablet: finds a procedure, takes a number for somebody, has it printed at a kiosk, checks people back in.
   One wish has one key: tapped twice or sent twice it is one number. */

import { api, byId, find, freshKey, h, messages, Problem, serverNow } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { isoDay } from "/assets/parts/dates.js";
import { icon } from "/assets/parts/icon.js";
import { markTab, onTabs } from "/assets/parts/tabs.js";
import { toast } from "/assets/parts/toast.js";
import { field, Printers, selected } from "./printers.js";

const t = messages();
/**
 * @typedef {"submit" | "guide" | "collect" | "supplement" | "originals"} Purpose
 * @typedef {{title: string, queue: string | null, purpose: Purpose, documents: Wire.PaperNeeded[], procedure?: string}} Wanted
 * @typedef {Wanted & {ticked: Set<string>, key: string}} Chosen one wish, under one key
 * @typedef {import("./printers.js").Said} Said
 */

const LANG = document.documentElement.lang === "en" ? "en" : "vi";
const purposeChoice = byId("purpose", HTMLSelectElement);
const query = byId("q", HTMLInputElement);
const numberField = byId("number", HTMLInputElement);
const APART = 3000; // ms between two numbers
const WAIT = 200; // ms after the last key
/** @type {Map<string, Wire.Queue>} */
let queues = new Map();
const printers = new Printers();
/** @type {Wire.PriorityGroup[]} */
let groups = [];
/** @type {Chosen | null} */
let chosen = null;
let timer = 0;
let asked = 0;
let drawn = "";
let last = -APART;

/** What the work brings; null where it was refused, which is said.
 * @template Answer
 * @param {() => Promise<Answer>} work */
async function told(work) {
  try {
    return await work();
  } catch (problem) {
    problemShown(problem);
    return null;
  }
}

async function figures() {
  /** @type {[Wire.Queue[], Wire.KioskPlaces]} */
  const [rows, places] = await Promise.all([api("GET", "/api/v1/queues"), api("GET", "/api/v1/kiosks")]);
  queues = new Map(rows.map((row) => [row.id, row]));
  printers.places = places;
}

/** What the list shows: procedures for a new file, else the queues. */
async function list() {
  const purpose = /** @type {Purpose} */ (purposeChoice.value);
  const mine = (asked += 1);
  byId("search-box").hidden = purpose !== "submit";
  if (purpose === "guide") return guide(mine);
  if (purpose !== "submit") {
    byId("count").textContent = t("greeter.which_queue");
    const rows = [...queues.values()].map((row) => hit(row, row.name, waiting(row), () => choose({ queue: row.id, title: row.name, purpose, documents: [] }), `${purpose} ${row.id}`));
    return hits(rows);
  }
  const found = await told(() => search(query.value.trim()));
  if (!found || mine !== asked) return undefined;
  byId("count").textContent = found.items.length ? t("greeter.hits", { count: found.total }) : elsewhere(found) || t("greeter.no_hits");
  return hits(found.items.map(procedureHit));
}

/** Shows the hits. What stands there already stays: a button must not go away under a finger.
 * @param {HTMLElement[]} rows */
function hits(rows) {
  const now = rows.map((row) => `${find(row, "button", HTMLButtonElement)?.value} ${row.textContent}`).join("\n");
  const list_ = byId("hits");
  if (now === drawn && list_.children.length === rows.length) return;
  drawn = now;
  list_.replaceChildren(...rows);
}

/** Which offices do what is not done here; nothing where it is not known.
 * @param {Wire.Found} found */
function elsewhere(found) {
  return (found.elsewhere ?? [])
    .map((one) => (LANG === "en" ? t("greeter.elsewhere", { matter: one.name_en, office: one.office_en }) : t("greeter.elsewhere", { matter: one.name, office: one.office })))
    .join(" ");
}

/** @param {string} text
 * @returns {Promise<Wire.Found>} */
function search(text) {
  return api("GET", `/api/v1/procedures?limit=12&q=${encodeURIComponent(text)}`);
}

/** @param {Wire.Procedure} item */
function procedureHit(item) {
  const row = item.queue ? queues.get(item.queue) : undefined;
  return hit(row, item.short_name || item.name, item.queue ? waiting(row) : t("greeter.look_up_only"), () => procedure(item), item.id);
}

/** @param {Wire.Queue | undefined} row */
function waiting(row) {
  return row ? t("greeter.waiting", { count: row.waiting }) : "";
}

/** @param {Wire.Queue | undefined} row
 * @param {string} name
 * @param {string} line
 * @param {() => void} press
 * @param {string} [what] which one it is, among others of the same name */
function hit(row, name, line, press, what = "") {
  const letter = h("span", { class: "letter", style: { background: row?.colour ?? "#5B6770" }, "aria-hidden": "true" }, row?.prefix ?? "·");
  const button = h("button", { type: "button", value: what, "aria-pressed": "false" }, letter, h("span", {}, name, h("small", {}, line)));
  button.addEventListener("click", () => {
    mark(button);
    press();
  });
  return h("li", {}, button);
}

/** @param {HTMLElement | null} button */
function mark(button) {
  for (const one of document.querySelectorAll(".hits [aria-pressed]")) one.setAttribute("aria-pressed", String(one === button));
}

/** @param {number} mine */
async function guide(mine) {
  byId("count").textContent = "";
  hits([]);
  const centre = await told(centreOf);
  if (mine === asked && centre?.guide_queue) choose({ queue: centre.guide_queue, title: t("greeter.purpose_guide"), purpose: "guide", documents: [] });
}

/** @returns {Promise<Wire.Centre>} */
function centreOf() {
  return api("GET", "/api/v1/centre");
}

/** @param {Wire.Procedure} item */
async function procedure(item) {
  /** @type {Wire.Papers | null} */
  const papers = await told(() => api("GET", `/api/v1/procedures/${encodeURIComponent(item.id)}/papers`));
  if (papers) choose({ ...papers, procedure: item.id, purpose: "submit" });
}

/** @param {Wanted} one */
async function choose(one) {
  chosen = { ...one, ticked: new Set(), key: freshKey() };
  await told(figures);
  show();
}

/** @param {Array<Node | null | false | "">} parts */
function right(...parts) {
  byId("chosen").replaceChildren(...parts.filter((part) => part instanceof Node));
}

function show() {
  const one = chosen;
  if (!one) return;
  /** @type {Array<[string, string]>} */
  const priorities = [["", t("greeter.no_priority")], ...groups.map((group) => pair(group.id, group[LANG]))];
  const row = one.queue ? queues.get(one.queue) : undefined;
  right(
    h("h2", {}, one.title),
    row ? facts(row) : null,
    row?.quota_left === 0 ? h("p", { class: "error" }, t("greeter.full")) : null,
    one.documents.length ? ticks(one) : null,
    one.queue
      ? h("div", { class: "choose" }, field("priority", t("greeter.priority"), priorities), printers.choice())
      : h("p", { class: "hint" }, t("greeter.look_up_only")),
    h(
      "div",
      { class: "deeds" },
      one.queue ? h("button", { type: "button", class: "primary", id: "take-number", onclick: take }, icon("receipt-text"), t("greeter.take")) : null,
      one.procedure ? h("button", { type: "button", id: "give-list", onclick: checklist }, icon("file-text"), t("greeter.checklist")) : null,
    ),
  );
}

/** @param {string} value
 * @param {string} text
 * @returns {[string, string]} */
function pair(value, text) {
  return [value, text];
}

/** @param {Wire.Queue} row */
function facts(row) {
  const range = row.estimate && t("greeter.minutes", { low: row.estimate.p50_minutes, high: row.estimate.p90_minutes });
  const found = [
    [t("greeter.people"), String(row.waiting)],
    range ? [t("greeter.wait"), range] : null,
    [t("greeter.counters"), row.counters.join(", ")],
    row.quota_left === null ? null : [t("greeter.left"), String(row.quota_left)],
  ].filter((fact) => fact !== null);
  return h("dl", { class: "facts" }, found.map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value))));
}

/** @param {Chosen} one */
function ticks(one) {
  /** @param {Wire.PaperNeeded} paper */
  const row = (paper) => {
    const box = h("input", { type: "checkbox", checked: one.ticked.has(paper.name) });
    box.addEventListener("change", () => {
      if (box.checked) one.ticked.add(paper.name);
      else one.ticked.delete(paper.name);
    });
    const notes = [paper.note, paper.show_only && t("need.show_only"), paper.conditional && t("need.conditional")].filter(Boolean).join("; ");
    return h("label", { class: "tick" }, box, h("span", { lang: "vi" }, paper.name, notes ? h("small", {}, notes) : null));
  };
  return h("fieldset", {}, h("legend", {}, t("greeter.papers")), one.documents.map(row));
}

async function take() {
  const one = chosen;
  if (!one || performance.now() - last < APART) return;
  last = performance.now();
  const place = printers.chosen();
  const priority = selected("priority");
  const button = byId("take-number", HTMLButtonElement);
  button.disabled = true;
  const body = {
    ...(one.procedure ? { procedures: [one.procedure] } : { queue: one.queue }),
    purpose: one.purpose,
    lang: LANG,
    documents: [...one.ticked],
    ...(priority ? { priority } : {}),
  };
  /** @type {Wire.Ticket} */
  let ticket;
  try {
    ticket = await api("POST", "/api/v1/tickets", body, { key: one.key });
  } catch (problem) {
    // Without an answer the next tap is still the same wish.
    if (problem instanceof Problem && problem.status) one.key = freshKey();
    last = -APART;
    problemShown(problem);
    button.disabled = false;
    return;
  }
  shown(ticket, one.title, place ? await printers.print(place, { ticket: ticket.id, lang: ticket.lang }) : null);
}

/** Whoever did not give a number may not see its code, and then there is no picture.
 * @param {Event} event */
function unseen(event) {
  if (event.target instanceof Element) event.target.remove();
}

/** The number, large, with the code of its page: the citizen photographs it where nothing is printed.
 * @param {Wire.Ticket} ticket
 * @param {string} title
 * @param {Said | null} printed */
function shown(ticket, title, printed) {
  right(
    h("h2", {}, title),
    h("p", { class: "big" }, ticket.number),
    h("p", { class: "said" }, t("greeter.place", { ahead: ticket.ahead, counters: ticket.counters.join(", ") })),
    printed && h("p", { class: `said${printed[1] ? "" : " warn"}`, role: "status" }, printed[0]),
    ticket.follow_url && h("img", { class: "code", src: `/api/v1/tickets/${ticket.id}/follow.svg`, alt: t("greeter.code", { number: ticket.number }), onerror: unseen }),
    ticket.follow_url && h("p", { class: "code-line" }, t("greeter.photograph")),
    h("div", { class: "deeds" }, h("button", { type: "button", class: "primary", onclick: next }, t("greeter.next")), printers.again(ticket)),
  );
  byId("chosen").focus();
}

function next() {
  chosen = null;
  mark(null);
  query.value = "";
  purposeChoice.value = "submit";
  right(h("p", { class: "quiet empty" }, t("greeter.nothing")));
  told(figures).then(list);
  query.focus();
}

/* A list instead of a number: counted once, shown with its code, printed where a kiosk was chosen. */
async function checklist() {
  const one = chosen;
  const place = printers.chosen();
  if (!one?.procedure) return;
  byId("give-list", HTMLButtonElement).disabled = true;
  const papers = one.documents.map((paper, index) => ({ ...paper, index })).filter((paper) => !paper.conditional && !one.ticked.has(paper.name));
  const list_ = { procedure: one.procedure, missing: papers.map((paper) => paper.name) };
  /** @type {Said | null} */
  let printed = null;
  if (place) printed = await printers.print(place, { checklist: list_, lang: LANG });
  if (!printed?.[1]) {
    const counted = await told(() => api("POST", "/api/v1/checklists", list_, { key: one.key }));
    if (!counted) {
      show();
      return;
    }
  }
  right(
    h("h2", {}, one.title),
    h("h3", {}, papers.length ? t("need.missing") : t("greeter.nothing_missing")),
    h("ul", { class: "missing", lang: "vi" }, papers.map((paper) => h("li", {}, paper.name))),
    printed && h("p", { class: `said${printed[1] ? "" : " warn"}`, role: "status" }, printed[0]),
    h("img", { class: "code", src: `/api/v1/procedures/${encodeURIComponent(one.procedure)}/papers.svg?missing=${papers.map((paper) => paper.index).join(".")}`, alt: t("greeter.list_code"), onerror: unseen }),
    h("p", { class: "code-line" }, t("greeter.list_photograph")),
    h("div", { class: "deeds" }, h("button", { type: "button", class: "primary", onclick: next }, t("greeter.next")), h("button", { type: "button", onclick: show }, t("greeter.still"))),
  );
  byId("chosen").focus();
}

/** @param {SubmitEvent} event */
async function findNumber(event) {
  event.preventDefault();
  const number = numberField.value.trim().toUpperCase();
  if (!number) return;
  const found = await known(number);
  if (found?.length === 1) open(found[0]);
}

/** The day's tickets of this number, in the list as they are now.
 * @param {string} number */
async function known(number) {
  /** @type {Wire.Tickets | null} */
  const found = await told(() => api("GET", `/api/v1/tickets?number=${encodeURIComponent(number)}&date=${isoDay(serverNow())}`));
  if (!found) return null;
  await told(figures);
  const rows = found.map((ticket) => hit(queues.get(ticket.queue), ticket.number, t(`greeter.state_${ticket.state}`), () => open(ticket)));
  byId("found").replaceChildren(...(rows.length ? rows : [h("li", { class: "quiet" }, t("greeter.no_number", { number }))]));
  return found;
}

/** A number that exists: where it stands, and what the greeter can do with it.
 * @param {Wire.Ticket} ticket */
function open(ticket) {
  const back = async () => {
    /** @type {Wire.Ticket | null} */
    const fresh = await told(() => api("POST", `/api/v1/tickets/${ticket.id}/check-in`, {}));
    if (!fresh) return;
    toast(t("greeter.is_back", { number: fresh.number }));
    open(fresh);
    await known(fresh.number);
  };
  right(
    h("h2", {}, queues.get(ticket.queue)?.name ?? ""),
    h("p", { class: "big" }, ticket.number),
    h("p", { class: "said" }, t(`greeter.state_${ticket.state}`), ticket.state === "waiting" ? ` · ${t("greeter.place", { ahead: ticket.ahead, counters: ticket.counters.join(", ") })}` : ""),
    h(
      "div",
      { class: "deeds" },
      ticket.allowed?.includes("check-in") ? h("button", { type: "button", class: "primary", onclick: back }, icon("check"), t("greeter.back")) : null,
      ticket.allowed?.includes("print-again") ? printers.again(ticket) : null,
    ),
    ticket.follow_url && h("img", { class: "code", src: `/api/v1/tickets/${ticket.id}/follow.svg`, alt: t("greeter.code", { number: ticket.number }), onerror: unseen }),
  );
}

const tabList = /** @type {HTMLElement} */ (document.querySelector("[role=tablist]"));

onTabs(tabList, (tab) => {
  markTab(tabList, tab);
  for (const name of ["take", "find"]) byId(name).hidden = tab.id !== `tab-${name}`;
  (tab.id === "tab-take" ? query : numberField).focus();
});
purposeChoice.addEventListener("change", list);
query.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(list, WAIT);
});
byId("find-form").addEventListener("submit", findNumber);
told(async () => {
  const [centre] = await Promise.all([centreOf(), figures()]);
  groups = centre.priority_groups;
  await list();
});
