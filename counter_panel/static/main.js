/* The counter panel: wires the link, the state, the buttons and the keys. Rules live in rules.js, deeds in deeds.js. */

import { followEmergency } from "/assets/emergency.js";
import { connect } from "/assets/link.js";
import { api, clock, h, messages } from "/assets/page.js";
import { Alarm } from "./ticket/alarm.js";
import { AutoNext } from "./ticket/auto_next.js";
import { makeMove } from "./ticket/cases.js";
import * as deeds from "./ticket/deeds.js";
import { Desk } from "./intake/desk.js";
import { dialogOpen, digitOf, openDialog, typing } from "./parts/dialog.js";
import { icon } from "./parts/icons.js";
import { openIntake } from "./intake/intake.js";
import { openMoney } from "./intake/money.js";
import { Lists } from "./ticket/lists.js";
import { LongQueue } from "./ticket/long_queue.js";
import { Options } from "./options.js";
import { Outbox } from "./outbox.js";
import { availability, rowDeeds } from "./rules.js";
import { Sync } from "./sync.js";
import { TicketCard } from "./ticket/ticket_card.js";
import { Toasts } from "./parts/toasts.js";
import { hourMinute, setZone, theZone } from "./zone.js";

const t = messages();
const page = JSON.parse(document.getElementById("panel").textContent);
const KEYS = { F2: "next", F4: "start", F8: "recall", F9: "finish-next", F10: "no-show", F6: "money", F7: "case", F1: "help" };
const ALT_KEYS = { KeyO: "options", KeyL: "lists", Digit0: "close" };
const DIGITS = ["pause", "accept", "supplement", "refuse", "hold", "transfer", "put-back", "priority", "cancel", "finish"];

const FETCH_AGAIN = 1000; // ms after a fetch that failed

const bar = document.getElementById("bar");
const buttons = new Map([...document.querySelectorAll("[data-action]")].map((button) => [button.dataset.action, button]));
let actions = {};
let running = null;
let wish = null;
let waitingBefore = null;
let linkUp = false;
let wasCutOff = false;
let lost = null; // why the page is cut off: {why, words}
let stopClock = null;
let barSays = null;

const sync = new Sync(page.counter, { onPanel: fetched, onFailure: failed });
const toasts = new Toasts(() => run("undo"));
const outbox = new Outbox(page.counter, page.person, () => desk.panel && drawBar());
let leftBehind = outbox.waiting !== null; // a deed of this page before it was loaded anew
const desk = new Desk(page, { sync, outbox, say: (...words) => toasts.say(...words), signedOut, onFree });
const lists = new Lists(desk, (ticket, facts) => deeds.rowMenu(desk, ticket, rowDeeds(ticket, Boolean(desk.ticket)), facts));
const options = new Options(page.counter, page.person, (name, on) => {
  if (name === "large") document.body.classList.toggle("large", on);
  if (name === "auto" && !on) auto.stop();
});
const auto = new AutoNext(desk, { call: () => run("next"), say: (text) => toasts.speak(text) });
const alarm = new Alarm(page.counter, { say: (...words) => toasts.say(...words), hush: () => toasts.hush() });
const longQueue = new LongQueue(page.counter, page.longQueue);
document.body.classList.toggle("large", options.on("large"));
const card = new TicketCard(document.getElementById("ticket"), desk, run);

const RUN = {
  next: () => deeds.callNext(desk),
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
  pause: () => deeds.pauseOrOpen(desk),
  close: () => deeds.closeCounter(desk),
  undo: () => deeds.undo(desk, desk.panel.undo),
};

/** Presses a button by its name, with mouse or key; says why when it cannot be pressed. What is pressed while a deed
    is on its way comes right after it, but never the same button twice: that was a double press. */
function run(name, subject = null) {
  if (name === "alarm") return alarm.press();
  if (name === "help") return help();
  if (name === "options") return dialogOpen() ? undefined : options.open(allowed, help);
  if (name === "lists") return lists.focus();
  auto.stop();
  if (name === "sign-out") return signOut();
  const action = actions[name];
  if (desk.busy) {
    // What is pressed while the server is away is not remembered: by the time it is back it may be wrong.
    if (!desk.connected) desk.explain({ key: "why.cut_off" });
    else if (name !== running) wish = name;
    return undefined;
  }
  if (!action) return undefined;
  if (!action.on) return desk.explain(action.why);
  running = name;
  return RUN[name](desk.ticket, subject);
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

/** Why a choice cannot be turned on, or null. */
function allowed(name) {
  return name === "notice" ? longQueue.allowed() : null;
}

function intake(ticket, outcome) {
  openIntake(desk, ticket, outcome, () => run("finish-next"));
}

function draw() {
  const panel = desk.panel;
  if (!panel) return;
  document.body.classList.remove("loading");
  actions = availability(panel, { connected: desk.connected, supervisor: desk.supervisor, timeOf: hourMinute });
  drawTop(panel);
  for (const [name, button] of buttons) if (actions[name]) drawButton(button, name, actions[name]);
  drawGroups(panel.ticket);
  lists.draw();
  card.draw({ connected: desk.connected });
  toasts.offer(panel.undo, Boolean(panel.ticket) && panel.undo?.state === "done");
  announceArrival(panel);
  longQueue.look(panel.waiting_total, options.on("notice"));
  const number = panel.ticket?.number;
  document.title = [number, t("page.title", { number: page.counter })].filter(Boolean).join(" · ");
}

function drawTop({ counter, ticket }) {
  drawServes(counter);
  const state = counter.state === "open" ? (ticket?.state ?? "free") : counter.state;
  const chip = document.getElementById("state");
  chip.dataset.state = state;
  chip.querySelector("span").textContent = t(`state.${state}`);
  const closed = counter.state === "closed";
  const word = closed ? "top.open" : counter.state === "paused" ? "top.reopen" : "top.pause";
  const pause = buttons.get("pause");
  pause.querySelector(".label").textContent = t(word);
  pause.querySelector("svg").replaceWith(icon(counter.state === "open" ? "pause" : "play"));
  buttons.get("close").hidden = closed;
}

// A supervisor may have given the counter other queues since the page was loaded.
function drawServes({ queues }) {
  const names = queues.map((id) => desk.queues.get(id)?.name);
  if (names.includes(undefined)) return;
  const line = document.querySelector(".serves");
  line.textContent = line.title = names.join(", ");
}

function drawButton(button, name, action) {
  if (action.on) button.removeAttribute("aria-disabled");
  else button.setAttribute("aria-disabled", "true");
  button.classList.toggle("blue", Boolean(action.blue));
  const why = action.why ? t(action.why.key, action.why.values) : "";
  const place = button.querySelector(".why") ?? document.getElementById("why-tools");
  if (place.id !== "why-tools" || name === "pause") place.textContent = why;
}

// What all buttons of a group have in common is said once, at the right of its title.
function drawGroups(ticket) {
  for (const [group, names] of Object.entries({
    intake: ["accept", "supplement", "refuse"],
    others: ["hold", "transfer", "put-back", "priority", "cancel", "finish"],
  })) {
    const reasons = new Set(names.map((name) => (actions[name].on ? "" : t(actions[name].why.key, actions[name].why.values))));
    const common = reasons.size === 1 ? [...reasons][0] : "";
    document.getElementById(`why-${group}`).textContent = common;
    if (common) for (const name of names) document.getElementById(`why-${name}`).textContent = "";
  }
  document.getElementById("others-title").textContent = ticket ? t("action.others_with", { number: ticket.number }) : t("action.others");
}

function announceArrival({ waiting, waiting_total, ticket, counter }) {
  // Somebody whose number is still to be asked for is announced with it.
  if (waiting_total > 0 && !waiting.length) return;
  const arrived = waitingBefore === 0 && waiting_total > 0 && !ticket && counter.state === "open";
  waitingBefore = waiting_total;
  if (!arrived) return;
  toasts.say(t("said.new_ticket", { number: waiting[0].number }));
  beep();
}

let sound = null;
function beep() {
  // Browsers give sound only to pages that were touched; without it the sentence and the list remain.
  if (!navigator.userActivation?.hasBeenActive) return;
  sound ??= new AudioContext();
  const tone = sound.createOscillator();
  const volume = sound.createGain();
  tone.frequency.value = 660;
  volume.gain.setValueAtTime(0.08, sound.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 0.4);
  tone.connect(volume).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + 0.4);
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
  const { words } = outbox.waiting;
  return desk.perform(async () => {
    await outbox.again();
    return t("said.sent_again", { deed: words });
  });
}

function failed(problem) {
  if (problem.status === 401) return signedOut();
  if (problem.status === 403 || problem.status === 404) {
    // The counter was taken away from this account, or out of the configuration: asking again does not help.
    return setConnected(false, "refused", problem.title);
  }
  cutOff();
  return setTimeout(() => sync.now(), FETCH_AGAIN);
}

function cutOff() {
  if (desk.connected) wasCutOff = true;
  setConnected(false);
}

function signedOut() {
  setConnected(false, "signed-out");
}

// Buttons work only while facts arrive and the state was fetched after they began to.
function setConnected(up, why = "cut-off", words = "") {
  desk.connected = up;
  lost = up ? null : { why, words };
  document.body.classList.toggle("cut-off", !up);
  const link = document.getElementById("link");
  link.classList.toggle("lost", !up);
  link.querySelector(".word").textContent = t(up ? "top.connected" : "top.disconnected");
  if (up) {
    if (wasCutOff) toasts.say(t("said.back"));
    wasCutOff = false;
  } else {
    wish = null;
  }
  drawBar();
  draw();
}

// Drawn only when it says something else: a screen reader reads it, and a button in it must stay under the finger.
function drawBar() {
  const waiting = outbox.waiting;
  const says = JSON.stringify([lost, waiting, desk.busy]);
  if (says === barSays) return;
  barSays = says;
  const asks = !lost && !desk.busy && Boolean(waiting?.lost);
  bar.hidden = !lost && !asks;
  bar.classList.toggle("asks", asks);
  if (bar.hidden) bar.replaceChildren();
  else if (asks) {
    bar.replaceChildren(
      icon("circle-alert"),
      h("b", {}, t("bar.unanswered", { deed: waiting.words, time: hourMinute(waiting.at) })),
      barButton("bar.send_again", sendAgain),
      barButton("bar.drop", () => outbox.drop()),
    );
  } else if (lost.why === "refused") {
    bar.replaceChildren(icon("ban"), h("b", {}, lost.words), h("a", { class: "button", href: "/panel" }, t("page.change_counter")));
  } else if (lost.why === "signed-out") {
    const next = encodeURIComponent(location.pathname);
    bar.replaceChildren(icon("log-out"), h("b", {}, t("bar.signed_out")), h("a", { class: "button", href: `/sign-in?next=${next}` }, t("bar.sign_in")));
  } else if (waiting && desk.busy) {
    bar.replaceChildren(
      icon("wifi-off"),
      h("b", {}, t("bar.cut_off_waiting", { deed: waiting.words })),
      h("span", {}, t("bar.cut_off_waiting_hint")),
      barButton("bar.drop", () => outbox.drop()),
    );
  } else {
    bar.replaceChildren(icon("wifi-off"), h("b", {}, t("bar.cut_off")), h("span", {}, t("bar.cut_off_hint")));
  }
}

function barButton(key, onclick) {
  return h("button", { type: "button", class: "button", onclick }, t(key));
}

function help() {
  if (dialogOpen()) return;
  const body = document.getElementById("help-text").content.cloneNode(true);
  body.prepend(h("p", { class: "hint" }, t("help.lead")));
  const dialog = openDialog({ title: t("help.title"), body, wide: true });
  dialog.element.addEventListener("click", (event) => {
    if (event.target.closest("[data-action=sign-out]")) signOut();
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
  const button = event.target.closest("[data-action]");
  if (button && buttons.get(button.dataset.action) === button) run(button.dataset.action);
});

document.addEventListener("keydown", (event) => {
  // A dialog that closed on this very key has had its use of it.
  if (event.defaultPrevented) return;
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
  if (plain && event.key === "F3") {
    // Before all else: also in a dialog, and while a deed is on its way.
    event.preventDefault();
    if (!event.repeat) alarm.press();
    return;
  }
  if (event.key === "Escape" && auto.counting) {
    event.preventDefault();
    auto.stop(true);
    return;
  }
  if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.code in ALT_KEYS) {
    event.preventDefault();
    if (!event.repeat && !dialogOpen()) run(ALT_KEYS[event.code]);
    return;
  }
  if (plain && event.key in KEYS) {
    // Also while a dialog is open or the key repeats: none of these keys may fall through to the browser.
    event.preventDefault();
    if (!event.repeat && !dialogOpen()) run(KEYS[event.key]);
    return;
  }
  if (dialogOpen() || typing(event.target) || event.repeat) return;
  const digit = digitOf(event);
  if (digit !== null) {
    event.preventDefault();
    run(DIGITS[digit]);
  } else if (event.key === "?") {
    event.preventDefault();
    help();
  } else if (event.ctrlKey && !event.shiftKey && event.key.toLowerCase() === "z") {
    event.preventDefault();
    run("undo");
  }
});

function learn(lists) {
  desk.learn(lists);
  if (lists.centre?.timezone) setZone(lists.centre.timezone);
  const face = document.getElementById("clock");
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
    // Signed in again in another tab: this page's protection against foreign requests belongs to the old session.
    if (lost?.why === "signed-out") return location.reload();
    desk.forgetDossiers();
    card.forget();
    linkUp = true;
    outbox.hurry();
    alarm.refresh();
    return sync.anew();
  },
  onFact: (fact) => {
    followEmergency(fact);
    // The end of an alarm is hidden from colleagues: whoever has one asks.
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
