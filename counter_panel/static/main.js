/* The counter panel: wires the link, the state, the buttons and the keys. Rules live in rules.js, deeds in deeds.js. */

import { followEmergency } from "/assets/emergency.js";
import { connect } from "/assets/link.js";
import { api, byId, clock, h, messages, Problem } from "/assets/page.js";
import { Alarm } from "./ticket/alarm.js";
import { AutoNext } from "./ticket/auto_next.js";
import { Bar } from "./bar.js";
import { beep } from "./beep.js";
import { makeMove } from "./ticket/cases.js";
import * as deeds from "./ticket/deeds.js";
import { Desk } from "./intake/desk.js";
import { openDialog, typing } from "./parts/dialog.js";
import { dialogOpen } from "/assets/parts/dialog.js";
import { icon } from "/assets/parts/icon.js";
import { openIntake } from "./intake/intake.js";
import { buttonOf, isAlarm, shortcutOf } from "./keys.js";
import { openMoney } from "./intake/money.js";
import { Lists } from "./ticket/lists.js";
import { LongQueue } from "./ticket/long_queue.js";
import { Options } from "./options.js";
import { Outbox } from "./outbox.js";
import { nextOf } from "./picture.js";
import { availability, rowDeeds } from "./rules.js";
import { rowMenu } from "./ticket/row_menu.js";
import { Sync } from "./sync.js";
import { TicketCard } from "./ticket/ticket_card.js";
import { Toasts } from "./parts/toasts.js";
import { signInAgain, takeUpSession } from "/assets/parts/sign_in_again.js";
import { hourMinute, setZone, theZone } from "/assets/parts/dates.js";

const t = messages();
/** @type {import("./intake/desk.js").PageData} */
const page = JSON.parse(byId("panel").textContent ?? "");
const FETCH_AGAIN = 1000; // ms after a fetch that failed

/** @type {NodeListOf<HTMLElement>} */
const pressable = document.querySelectorAll("[data-action]");
const buttons = new Map([...pressable].map((button) => [button.dataset.action ?? "", button]));
/** @type {ReturnType<typeof availability>} */
let actions = {};
/** @type {string | null} */
let running = null;
/** @type {string | null} */
let wish = null;
/** @type {number | null} */
let waitingBefore = null;
let linkUp = false;
let wasCutOff = false;
/** @type {import("./bar.js").Lost | null} */
let lost = null;
/** @type {(() => void) | null} */
let stopClock = null;

const sync = new Sync(page.counter, { onPanel: fetched, onFailure: failed });
const bar = new Bar({ sendAgain, drop: () => outbox.drop() });
const toasts = new Toasts(() => run("undo"));
const outbox = new Outbox(page.counter, page.person, () => {
  if (desk.panel) drawBar();
});
let leftBehind = outbox.waiting !== null; // a deed of this page before it was loaded anew
const desk = new Desk(page, { sync, outbox, say: (text, how) => toasts.say(text, how), signedOut, onFree });
const lists = new Lists(desk, (ticket, facts) => rowMenu(desk, ticket, desk.panel ? rowDeeds(ticket, desk.panel) : [], facts));
const options = new Options(page.counter, page.person, (name, on) => {
  if (name === "large") document.body.classList.toggle("large", on);
  if (name === "auto" && !on) auto.stop();
});
const auto = new AutoNext(desk, { call: () => run("next"), say: (text) => toasts.speak(text) });
const alarm = new Alarm(page.counter, { say: (text, how) => toasts.say(text, how), hush: () => toasts.hush() });
const longQueue = new LongQueue(page.counter, page.longQueue);
document.body.classList.toggle("large", options.on("large"));
const card = new TicketCard(byId("ticket"), desk, run);

/** What needs no number at the counter. @type {Record<string, () => unknown>} */
const RUN = {
  next: () => deeds.callNext(desk),
  pause: () => deeds.pauseOrOpen(desk),
  close: () => deeds.closeCounter(desk),
  undo: () => desk.panel?.undo && deeds.undo(desk, desk.panel.undo),
};
/** What is done with the number at the counter. @type {Record<string, (ticket: Wire.Ticket, code: string | null) => unknown>} */
const RUN_WITH = {
  start: (ticket) => deeds.simple(desk, ticket, "start", "started"),
  recall: (ticket) => deeds.simple(desk, ticket, "recall", "recalled"),
  "finish-next": (ticket) => deeds.finish(desk, ticket, { next: true }),
  "no-show": (ticket) => deeds.simple(desk, ticket, "no-show", "no_show"),
  accept: (ticket) => intake(ticket, "accept"),
  supplement: (ticket) => intake(ticket, "supplement"),
  refuse: (ticket) => intake(ticket, "refuse"),
  hold: (ticket) => deeds.hold(desk, ticket),
  transfer: (ticket) => deeds.transfer(desk, ticket),
  "put-back": (ticket) => deeds.simple(desk, ticket, "put-back", "put_back"),
  priority: (ticket) => deeds.changePriority(desk, ticket),
  case: (ticket, code) => makeMove(desk, ticket, () => card.forget(), code),
  money: (ticket) => openMoney(desk, ticket),
  cancel: (ticket) => deeds.cancel(desk, ticket),
  finish: (ticket) => deeds.finish(desk, ticket, { next: false }),
};
/** What may be pressed at any time. @type {Record<string, () => unknown>} */
const ALWAYS = {
  alarm: () => alarm.press(),
  help,
  options: () => (dialogOpen() ? undefined : options.open(allowed, help)),
  lists: () => lists.focus(),
};

/** Presses a button by its name, with mouse or key; says why when it cannot be pressed. What is pressed while a deed
    is on its way comes right after it, but never the same button twice: that was a double press.
 * @param {string} name
 * @param {string | null} code of the dossier that is meant */
function run(name, code = null) {
  if (name in ALWAYS) return ALWAYS[name]();
  auto.stop();
  if (name === "sign-out") return signOut();
  if (desk.busy) {
    // What is pressed while the server is away is not remembered: by the time it is back it may be wrong.
    if (!desk.connected) desk.explain({ key: "why.cut_off" });
    else if (name !== running) wish = name;
    return undefined;
  }
  return act(name, code);
}

/** @param {string} name
 * @param {string | null} code */
function act(name, code) {
  const action = actions[name];
  if (!action) return undefined;
  if (!action.on) return action.why && desk.explain(action.why);
  running = name;
  if (name in RUN) return RUN[name]();
  return desk.ticket && RUN_WITH[name](desk.ticket, code);
}

function drawBar() {
  bar.draw(lost, outbox.waiting, desk.busy);
}

function onFree() {
  drawBar();
  const next = wish;
  wish = null;
  running = null;
  const finished = desk.finished;
  desk.finished = false;
  if (next && !dialogOpen()) run(next);
  // A dialog that finished the number closes in the next moment.
  else if (finished && options.on("auto")) setTimeout(() => auto.begin(), 100);
}

/** Why a choice cannot be turned on, or null.
 * @param {import("./options.js").Name} name */
function allowed(name) {
  return name === "notice" ? longQueue.allowed() : null;
}

/** @param {Wire.Ticket} ticket
 * @param {import("./intake/intake.js").Outcome} outcome */
function intake(ticket, outcome) {
  openIntake(desk, ticket, outcome, () => run("finish-next"));
}

function draw() {
  const panel = desk.panel;
  if (!panel) return;
  document.body.classList.remove("loading");
  actions = availability(panel, { connected: desk.connected, timeOf: hourMinute });
  drawTop(panel);
  for (const [name, button] of buttons) if (actions[name]) drawButton(button, name, actions[name]);
  drawGroups(panel.ticket);
  lists.draw();
  card.draw({ connected: desk.connected });
  toasts.offer(panel.undo);
  announceArrival(panel);
  longQueue.look(panel.waiting_total, options.on("notice"));
  document.title = [panel.ticket?.number, t("page.title", { number: page.counter })].filter(Boolean).join(" · ");
}

/** @param {Wire.Panel} panel */
function drawTop({ counter, ticket }) {
  drawServes(counter);
  const state = counter.state === "open" ? (ticket?.state ?? "free") : counter.state;
  const chip = byId("state");
  chip.dataset.state = state;
  chip.querySelector("span")?.replaceChildren(t(`state.${state}`));
  const closed = counter.state === "closed";
  const word = closed ? "top.open" : counter.state === "paused" ? "top.reopen" : "top.pause";
  const pause = buttons.get("pause");
  pause?.querySelector(".label")?.replaceChildren(t(word));
  pause?.querySelector("svg")?.replaceWith(icon(counter.state === "open" ? "pause" : "play"));
  const close = buttons.get("close");
  if (close) close.hidden = closed;
}

/** A supervisor may have given the counter other queues since the page was loaded.
 * @param {Wire.PanelCounter} counter */
function drawServes({ queues }) {
  const names = queues.map((id) => desk.queues.get(id)?.name);
  /** @type {HTMLElement | null} */
  const line = document.querySelector(".serves");
  if (line && !names.includes(undefined)) line.textContent = line.title = names.join(", ");
}

/** @param {HTMLElement} button
 * @param {string} name
 * @param {import("./rules.js").Action} action */
function drawButton(button, name, action) {
  if (action.on) button.removeAttribute("aria-disabled");
  else button.setAttribute("aria-disabled", "true");
  button.classList.toggle("blue", Boolean(action.blue));
  const why = action.why ? t(action.why.key, action.why.values) : "";
  const place = button.querySelector(".why") ?? byId("why-tools");
  if (place.id !== "why-tools" || name === "pause") place.textContent = why;
}

/** What all buttons of a group have in common is said once, at the right of its title.
 * @param {Wire.Ticket | null} ticket */
function drawGroups(ticket) {
  for (const [group, names] of Object.entries({
    intake: ["accept", "supplement", "refuse"],
    others: ["hold", "transfer", "put-back", "priority", "cancel", "finish"],
  })) {
    const reasons = new Set(names.map((name) => whyNot(actions[name])));
    const common = reasons.size === 1 ? [...reasons][0] : "";
    byId(`why-${group}`).textContent = common;
    if (common) for (const name of names) byId(`why-${name}`).textContent = "";
  }
  byId("others-title").textContent = ticket ? t("action.others_with", { number: ticket.number }) : t("action.others");
}

/** @param {import("./rules.js").Action} action */
function whyNot({ on, why }) {
  return on || !why ? "" : t(why.key, why.values);
}

/** @param {Wire.Panel} panel */
function announceArrival(panel) {
  const { waiting_total, counter } = panel;
  const next = nextOf(panel);
  // Somebody whose number is still to be asked for is announced with it.
  if (waiting_total > 0 && !next) return;
  const arrived = waitingBefore === 0 && waiting_total > 0 && counter.allowed?.includes("call");
  waitingBefore = waiting_total;
  if (!arrived || !next) return;
  toasts.say(t("said.new_ticket", { number: next.number }));
  beep();
}

function fetched() {
  if (linkUp && !desk.connected) setConnected(true);
  else draw();
  if (desk.connected && leftBehind) {
    leftBehind = false;
    if (outbox.isFresh) sendAgain();
  }
}

/** Sends the deed that has no answer once more, under its own key. */
function sendAgain() {
  const words = outbox.waiting?.words;
  return desk.perform(async () => {
    await outbox.again();
    return t("said.sent_again", { deed: words });
  });
}

/** @param {unknown} problem why the state could not be fetched or shown */
function failed(problem) {
  const { status, title } = problem instanceof Problem ? problem : { status: 0, title: "" };
  if (status === 401) signedOut();
  // The counter was taken away from this account, or out of the configuration: asking again does not help.
  else if (status === 403 || status === 404) setConnected(false, "refused", title);
  else {
    cutOff();
    setTimeout(() => sync.now(), FETCH_AGAIN);
  }
}

function cutOff() {
  if (desk.connected) wasCutOff = true;
  setConnected(false);
}

function signedOut() {
  setConnected(false, "signed-out");
  signInAgain();
}

/** Buttons work only while facts arrive and the state was fetched after they began to.
 * @param {boolean} up
 * @param {"cut-off" | "refused" | "signed-out"} why
 * @param {string} words */
function setConnected(up, why = "cut-off", words = "") {
  desk.connected = up;
  lost = up ? null : { why, words };
  document.body.classList.toggle("cut-off", !up);
  const link = byId("link");
  link.classList.toggle("lost", !up);
  link.querySelector(".word")?.replaceChildren(t(up ? "top.connected" : "top.disconnected"));
  if (up) {
    if (wasCutOff) toasts.say(t("said.back"));
    wasCutOff = false;
  } else {
    wish = null;
  }
  drawBar();
  draw();
}

function help() {
  if (dialogOpen()) return;
  const body = /** @type {DocumentFragment} */ (byId("help-text", HTMLTemplateElement).content.cloneNode(true));
  body.prepend(h("p", { class: "hint" }, t("help.lead")));
  const dialog = openDialog({ title: t("help.title"), body, wide: true });
  dialog.element.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-action=sign-out]")) signOut();
  });
}

async function signOut() {
  try {
    await api("DELETE", "/api/v1/session");
  } finally {
    location.href = "/sign-in";
  }
}

document.addEventListener("click", (event) => {
  /** @type {HTMLElement | null} */
  const button = event.target instanceof Element ? event.target.closest("[data-action]") : null;
  const name = button?.dataset.action ?? "";
  if (button && buttons.get(name) === button) run(name);
});

document.addEventListener("keydown", (event) => {
  // A dialog that this very key closed has used it up.
  if (event.defaultPrevented) return;
  const button = buttonOf(event);
  if (isAlarm(event)) {
    // Before all else: also in a dialog, and while a deed is on its way.
    event.preventDefault();
    if (!event.repeat) alarm.press();
  } else if (event.key === "Escape" && auto.counting) {
    event.preventDefault();
    auto.stop(true);
  } else if (button) {
    // Also while a dialog is open or the key repeats: none of these keys may fall through to the browser.
    event.preventDefault();
    if (!event.repeat && !dialogOpen()) run(button);
  } else if (!dialogOpen() && !typing(event.target) && !event.repeat) {
    const shortcut = shortcutOf(event);
    if (!shortcut) return;
    event.preventDefault();
    run(shortcut);
  }
});

/** @param {import("./intake/desk.js").Lists} told */
function learn(told) {
  desk.learn(told);
  if (told.centre?.timezone) setZone(told.centre.timezone);
  const face = byId("clock");
  if (face.dataset.zone !== theZone()) {
    face.dataset.zone = theZone();
    stopClock?.();
    stopClock = clock(face, { zone: theZone() });
  }
}

learn({});
connect({
  onSnapshot: (snapshot) => {
    followEmergency(snapshot);
    learn(snapshot);
    if (lost?.why === "signed-out") takeUpSession().catch(failed); // signed in again, perhaps in another tab
    desk.forgetDossiers();
    card.forget();
    linkUp = true;
    outbox.hurry();
    alarm.refresh();
    return sync.anew();
  },
  onFact: (fact) => {
    followEmergency(fact);
    // The end of an alarm is hidden from colleagues, so a page with an alarm asks.
    if (fact.type === "hidden" && alarm.raised) alarm.refresh();
    // A dossier that nobody here has now may come back with the next number.
    if (fact.type.startsWith("dossier_")) desk.forgetDossiers();
    if (sync.hear(fact) && fact.type.startsWith("dossier_")) card.forget();
  },
  counter: page.counter,
  onLine: (line) => sync.line(line),
  onStatus: (status) => {
    if (status === "connected") return;
    linkUp = false;
    if (status === "refused") signedOut();
    else cutOff();
  },
});
sync.now();
