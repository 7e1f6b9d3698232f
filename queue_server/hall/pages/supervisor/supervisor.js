/* The supervisor's page: facts keep it live, the API fills in what facts do not carry. */

import { signInAgain } from "/assets/parts/sign_in_again.js";
import { followEmergency } from "/assets/emergency.js";
import { connect } from "/assets/link.js";
import { api, byId, h, messages, Problem, serverNow, setServerTime } from "/assets/page.js";
import { alertsOf } from "./alerts.js";
import { drawDate, problemShown } from "/assets/office/desk.js";
import { isoDay, setZone, timeOf, weekdayOf } from "/assets/parts/dates.js";
import { toast } from "/assets/parts/toast.js";
import { DayReport, reportOf } from "./day_report.js";
import { apply, queuesOf, stateOf } from "/assets/office/hall.js";
import { restarted } from "/pages-static/centre/screens/screens_restart.js";
import { Alarms } from "./supervisor_alarms.js";
import { Balance } from "./supervisor_balance.js";
import { showCounter, showDevice, showPairings, showQueue } from "./supervisor_dialogs.js";
import { showPaper, unseen } from "./supervisor_papers.js";
import { showDoubt } from "./supervisor_doubts.js";
import { drawAlerts, drawCounters, drawDevices, drawQueues } from "./supervisor_view.js";
import { byHour, drawVisits } from "./visits.js";

const t = messages();
const REFRESH_COUNTS = 700; // ms: many facts in a row ask once
const REFRESH_DEVICES = 10000;
const REFRESH_BALANCE = 3000;
const REFRESH_REPORT = 60000;
const REPORT_AGAIN = 3000;
const WEEK = 7 * 24 * 3600 * 1000;

const figures = new DayReport();

/** @type {import("/assets/office/hall.js").State | null} */
let state = null;
/** @type {Wire.WaitingPairings} */
let pairings = [];
/** @type {Wire.Doubts} */
let doubts = [];
/** @type {import("./alerts.js").Usual} */
let usual = {};
let allAlerts = false;
let allQueues = false;
/** The queues whose lines have to be asked for. @type {Set<string>} */
let touched = new Set();
/** @type {number | null} */
let asking = null;
/** @type {import("./visits.js").ByHour} */
let today = new Map();
/** @type {import("./visits.js").ByHour | null} */
let before = null;
let issued = 0;
/** @type {number | null} */
let again = null;
/** @type {Date | null} */
let lostAt = null;
/** @type {Date | null} */
let lastHeard = null;

const alarms = new Alarms(byId("alarms"));
const balance = new Balance(byId("balance"), { queueName: (id) => queueOf(id)?.name ?? id, changed: refreshSoon });
let balancing = 0;

/* Drawing: at most once a frame, and each second for the minutes. */

let planned = false;

function draw() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => {
    planned = false;
    drawNow();
  });
}

function drawNow() {
  if (!state) return;
  const now = serverNow().getTime();
  drawAlerts(byId("alerts"), alertsOf(state, { usual, pairings, now, papers: unseen(state.papers), doubts }), {
    all: allAlerts,
    act,
    toggle: toggleAlerts,
  });
  const more = drawQueues(byId("queues"), state, { now, all: allQueues, open: openQueue });
  byId("all-queues").hidden = more <= 0;
  byId("all-queues").textContent = t(allQueues ? "queue.fewer" : "queue.all", { count: state.queues.length });
  byId("all-queues").setAttribute("aria-expanded", String(allQueues));
  drawCounters(byId("counters"), byId("counters-summary"), state, { usual, now, open: openCounter });
  drawDevices(byId("devices"), byId("devices-summary"), state, { open: openDevice });
}

function drawToday() {
  if (!state) return;
  const day = isoDay(serverNow());
  drawVisits(byId("visits"), byId("visits-legend"), {
    today,
    before,
    time: new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: state?.centre.timezone }).format(serverNow()),
    weekday: t(`weekday.${weekdayOf(day)}`),
  });
}

/* What the buttons do. */

function toggleAlerts() {
  allAlerts = !allAlerts;
  draw();
}

function toggleQueues() {
  allQueues = !allQueues;
  draw();
}

/** @param {string} id */
function queueOf(id) {
  return state?.queues.find((queue) => queue.id === id);
}

/** @param {string} id */
function openQueue(id) {
  const queue = queueOf(id);
  if (queue) showQueue(queue);
}

/** @param {number} number */
function openCounter(number) {
  const counter = state?.counters.find((one) => one.number === number);
  if (state && counter) showCounter(counter, state.queues);
}

/** @param {string} name */
function openDevice(name) {
  const device = state?.devices.find((one) => one.name === name);
  if (device) showDevice(device);
}

/** @param {number} seq */
function openPaper(seq) {
  const paper = state?.papers.find((one) => one.seq === seq);
  if (paper) showPaper(paper, draw);
}

/** @param {import("./alerts.js").Action} action */
async function act(action) {
  if (action.kind === "queue") openQueue(action.queue);
  else if (action.kind === "counter") openCounter(action.counter);
  else if (action.kind === "device") openDevice(action.name);
  else if (action.kind === "paper") openPaper(action.seq);
  else if (action.kind === "pairing") showPairings(refreshDevices);
  else if (action.kind === "doubt") showDoubt(action.doubt, refreshDevices);
  else if (action.kind === "panel") location.assign(`/panel/${action.counter}`);
  else if (action.kind === "reopen") await reopen(action.counter);
}

/** @param {number} counter */
async function reopen(counter) {
  try {
    await api("POST", `/api/v1/counters/${counter}/open`, {});
    toast(t("alert.opened", { counter }));
  } catch (problem) {
    problemShown(problem);
  }
}

/** @param {Wire.Queue} queue
 * @returns {Promise<Wire.WaitingLine>} */
async function lineOf(queue) {
  return queue.waiting ? api("GET", `/api/v1/queues/${encodeURIComponent(queue.id)}/waiting`) : [];
}

/** A session that is over ends the page; what else could not be fetched comes with the next look.
 * @param {unknown} problem */
function missed(problem) {
  if (!(problem instanceof Problem)) throw problem;
  if (problem.status === 401) ended();
}

/* What facts do not carry is asked for: counts, lines, devices' connections, codes, reports. */

function refreshSoon() {
  asking ??= setTimeout(refreshCounts, REFRESH_COUNTS);
}

async function refreshCounts() {
  const lines = touched;
  touched = new Set();
  try {
    /** @type {Wire.Queue[]} */
    const queues = await api("GET", "/api/v1/queues");
    const wanted = queues.filter((queue) => lines.has(queue.id));
    const found = await Promise.all(wanted.map(async (queue) => [queue.id, await lineOf(queue)]));
    if (state) state = { ...state, queues, lines: { ...state.lines, ...Object.fromEntries(found) } };
    draw();
  } catch (problem) {
    lines.forEach((id) => touched.add(id));
    missed(problem);
  } finally {
    asking = null;
    if (touched.size) refreshSoon();
  }
}

/** A counter changed: what would help is played forward anew, which takes the server a moment. */
function refreshBalance() {
  balance.refresh();
  clearTimeout(balancing);
  balancing = setTimeout(() => balance.refresh(), REFRESH_BALANCE);
}

async function refreshDevices() {
  if (!state || lostAt) return;
  try {
    /** @type {[Wire.Devices, Wire.WaitingPairings, Wire.Doubts]} */
    const [devices, codes, open] = await Promise.all([
      api("GET", "/api/v1/devices"),
      api("GET", "/api/v1/pairings"),
      api("GET", "/api/v1/doubts"),
    ]);
    state = { ...state, devices };
    pairings = codes;
    doubts = open;
    draw();
  } catch (problem) {
    missed(problem);
  }
}

async function refreshToday() {
  if (!state || lostAt) return;
  const day = isoDay(serverNow());
  const counted = issued;
  try {
    const now = await reportOf(day);
    // Numbers given while the report was made may be missing in it: they stay counted, and it is made again soon.
    today = counted === issued ? byHour(now) : larger(today, byHour(now));
    if (counted !== issued) again ??= setTimeout(todayAgain, REPORT_AGAIN);
    usual = Object.fromEntries(now.by_queue.map((row) => [row.queue, row.service_time.p50]).filter(([, value]) => value));
    figures.take(now, day);
    before ??= byHour(await reportOf(isoDay(serverNow().getTime() - WEEK)));
  } catch (problem) {
    missed(problem);
    if (lostAt) return;
    figures.failed(problem, day);
  }
  drawToday();
  draw();
}

function todayAgain() {
  again = null;
  refreshToday();
}

/** @param {import("./visits.js").ByHour} one
 * @param {import("./visits.js").ByHour} other */
function larger(one, other) {
  const both = new Map(one);
  for (const [hour, count] of other) both.set(hour, Math.max(count, both.get(hour) ?? 0));
  return both;
}

/* The link. */

function showLink() {
  const link = byId("link");
  const time = lastHeard && new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: state?.centre.timezone }).format(lastHeard);
  link.dataset.state = lostAt ? "lost" : state ? "live" : "connecting";
  byId("link-text").textContent = lostAt && time ? t("nav.lost", { time }) : t(state ? "nav.live" : "nav.connecting");
  byId("live").classList.toggle("stale", Boolean(lostAt));
  byId("live").inert = Boolean(lostAt);
  byId("band").hidden = !lostAt;
  if (lostAt) byId("band").textContent = t("supervisor.stale", { time: time ?? "–" });
}

function ended() {
  signInAgain();
  lostAt = new Date();
  showLink();
  byId("band").replaceChildren(
    t("supervisor.refused"),
    h("a", { href: "/sign-in?next=/supervisor" }, t("supervisor.sign_in_again")),
  );
}

connect({
  onSnapshot(snapshot) {
    followEmergency(snapshot);
    const known = state?.lines ?? {};
    setServerTime(snapshot.now);
    setZone(snapshot.centre.timezone);
    const first = state === null;
    state = { ...stateOf(snapshot), lines: known };
    for (const queue of snapshot.queues) touched.add(queue.id);
    lastHeard = serverNow();
    lostAt = null;
    if (first) begin();
    draw();
    refreshCounts();
    refreshDevices();
    refreshToday();
    alarms.refresh();
    refreshBalance();
  },
  onFact(fact) {
    lastHeard = serverNow();
    if (!fact.data) return;
    followEmergency(fact);
    if (fact.type === "device_changed") {
      restarted(fact);
      refreshDevices();
    }
    alarms.hear(fact);
    if (fact.type.startsWith("counter_")) refreshBalance();
    if (state) state = apply(state, fact);
    queuesOf(fact).forEach((id) => touched.add(id));
    if (fact.type === "ticket_issued") {
      const hour = Number(timeOf(fact.at).slice(0, 2));
      issued += 1;
      today = new Map(today).set(hour, (today.get(hour) ?? 0) + 1);
      drawToday();
    }
    if (fact.type === "administration") refreshDevices();
    if (fact.type.startsWith("ticket_") || fact.type.startsWith("counter_")) refreshSoon();
    draw();
  },
  onStatus(status) {
    if (status === "connected") lostAt = null;
    else lostAt ??= serverNow();
    if (status === "refused") ended();
    else showLink();
  },
});

function begin() {
  const day = isoDay(serverNow());
  figures.begin(day);
  drawDate();
  drawToday();
}

byId("all-queues").addEventListener("click", toggleQueues);
byId("pair").addEventListener("click", () => showPairings(refreshDevices));
setInterval(() => {
  if (!lostAt && state) lastHeard = serverNow();
  draw();
  drawToday();
}, 5000);
setInterval(refreshDevices, REFRESH_DEVICES);
setInterval(() => {
  if (!lostAt) balance.refresh();
}, REFRESH_DEVICES);
setInterval(refreshToday, REFRESH_REPORT);
showLink();
