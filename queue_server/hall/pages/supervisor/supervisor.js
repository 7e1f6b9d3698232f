/* The supervisor's page: facts keep it live, the API fills in what facts do not carry. Decides nothing. */

import { followEmergency } from "/assets/emergency.js";
import { connect } from "/assets/link.js";
import { api, h, messages, serverNow, setServerTime } from "/assets/page.js";
import { alertsOf } from "./alerts.js";
import { drawDate, isoDay, problemShown, setZone, timeOf, toast, weekdayOf } from "/assets/office/desk.js";
import { drawFigures, drawPlots, madeAt } from "/pages-static/reports/figures.js";
import { apply, queuesOf, stateOf } from "/assets/office/hall.js";
import { restarted } from "/pages-static/centre/screens/screens_restart.js";
import { Alarms } from "./supervisor_alarms.js";
import { Balance } from "./supervisor_balance.js";
import { showCounter, showDevice, showPairings, showQueue } from "./supervisor_dialogs.js";
import { showPaper, unseen } from "./supervisor_papers.js";
import { drawAlerts, drawCounters, drawDevices, drawQueues } from "./supervisor_view.js";
import { byHour, drawVisits } from "./visits.js";

const t = messages();
const byId = (id) => document.getElementById(id);
const REFRESH_COUNTS = 700; // ms: many facts in a row ask once
const REFRESH_DEVICES = 10000;
const REFRESH_BALANCE = 3000;
const REFRESH_REPORT = 60000;
const REPORT_AGAIN = 3000;
const WEEK = 7 * 24 * 3600 * 1000;

let state = null;
let pairings = [];
let usual = {};
let allAlerts = false;
let allQueues = false;
let touched = new Set();
let asking = null;
let today = new Map();
let before = null;
let issued = 0;
let again = null;
let report = null;
let view = "queue";
let lostAt = null;
let lastHeard = null;

const alarms = new Alarms(byId("alarms"));
const balance = new Balance(byId("balance"), { queueName: (id) => queueOf(id)?.name ?? id, changed: refreshSoon });
let balancing = null;

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
  const focus = focusMark();
  drawAlerts(byId("alerts"), alertsOf(state, { usual, pairings, now, papers: unseen(state.papers) }), {
    all: allAlerts,
    act,
    toggle: () => ((allAlerts = !allAlerts), draw()),
  });
  const more = drawQueues(byId("queues"), state, { now, all: allQueues, open: (id) => showQueue(queueOf(id)) });
  byId("all-queues").hidden = more <= 0;
  byId("all-queues").textContent = t(allQueues ? "queue.fewer" : "queue.all", { count: state.queues.length });
  byId("all-queues").setAttribute("aria-expanded", String(allQueues));
  drawCounters(byId("counters"), byId("counters-summary"), state, { usual, now, open: openCounter });
  drawDevices(byId("devices"), byId("devices-summary"), state, { now, open: openDevice });
  focus();
}

/** Redrawing must not take the keyboard's place away: the button at the same place gets it back. */
function focusMark() {
  const box = document.activeElement?.closest("#alerts, #queues, #counters, #devices");
  if (!box) return () => undefined;
  const place = [...box.querySelectorAll("button")].indexOf(document.activeElement);
  return () => box.querySelectorAll("button")[place]?.focus({ preventScroll: true });
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

const queueOf = (id) => state.queues.find((queue) => queue.id === id);
const openCounter = (number) => showCounter(state.counters.find((counter) => counter.number === number), state.queues);
const openDevice = (name) => showDevice(state.devices.find((device) => device.name === name));

async function act(action) {
  if (action.kind === "queue") showQueue(queueOf(action.queue));
  else if (action.kind === "counter") openCounter(action.counter);
  else if (action.kind === "device") openDevice(action.name);
  else if (action.kind === "paper") showPaper(state.papers.find(({ seq }) => seq === action.seq), draw);
  else if (action.kind === "pairing") showPairings(refreshDevices);
  else if (action.kind === "panel") location.assign(`/panel/${action.counter}`);
  else if (action.kind === "reopen") {
    try {
      await api("POST", `/api/v1/counters/${action.counter}/open`, {});
      toast(t("alert.opened", { counter: action.counter }));
    } catch (problem) {
      problemShown(problem);
    }
  }
}

/* What facts do not carry is asked for: counts, lines, devices' connections, codes, reports. */

function refreshSoon() {
  asking ??= setTimeout(refreshCounts, REFRESH_COUNTS);
}

async function refreshCounts() {
  const lines = touched;
  touched = new Set();
  try {
    const queues = await api("GET", "/api/v1/queues");
    const wanted = queues.filter((queue) => lines.has(queue.id));
    const found = await Promise.all(
      wanted.map(async (queue) => [
        queue.id,
        queue.waiting ? await api("GET", `/api/v1/queues/${encodeURIComponent(queue.id)}/waiting`) : [],
      ]),
    );
    state = { ...state, queues, lines: { ...state.lines, ...Object.fromEntries(found) } };
    draw();
  } catch (problem) {
    lines.forEach((id) => touched.add(id));
    if (problem.status === 401) ended();
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
    const [devices, codes] = await Promise.all([api("GET", "/api/v1/devices"), api("GET", "/api/v1/pairings")]);
    state = { ...state, devices };
    pairings = codes;
    draw();
  } catch (problem) {
    if (problem.status === 401) ended();
  }
}

async function refreshToday() {
  if (!state || lostAt) return;
  const day = isoDay(serverNow());
  const counted = issued;
  try {
    const now = await api("GET", `/api/v1/reports/day?date=${day}`);
    // Numbers given while the report was made may be missing in it: they stay counted, and it is made again soon.
    today = counted === issued ? byHour(now) : larger(today, byHour(now));
    if (counted !== issued) again ??= setTimeout(() => ((again = null), refreshToday()), REPORT_AGAIN);
    usual = Object.fromEntries(now.by_queue.map((row) => [row.queue, row.service_time.p50]).filter(([, value]) => value));
    if (byId("day").value === day) takeReport(now, day);
    if (before === null) {
      before = byHour(await api("GET", `/api/v1/reports/day?date=${isoDay(serverNow().getTime() - WEEK)}`));
    }
  } catch (problem) {
    if (problem.status === 401) return ended();
    if (byId("day").value === day && !report) reportFailed(problem);
  }
  drawToday();
  draw();
}

function larger(one, other) {
  const both = new Map(one);
  for (const [hour, count] of other) both.set(hour, Math.max(count, both.get(hour) ?? 0));
  return both;
}

async function refreshReport() {
  const day = byId("day").value;
  if (!day) return;
  links(day);
  try {
    takeReport(await api("GET", `/api/v1/reports/day?date=${day}`), day);
  } catch (problem) {
    reportFailed(problem);
  }
}

function takeReport(fresh, day) {
  report = fresh;
  drawFigures(byId("figures"), report, view);
  drawPlots(byId("plots"), report, day, report.generated_at.replace(/\D/g, "").slice(0, 12));
  byId("made").textContent = madeAt(report);
}

function reportFailed(problem) {
  const again = h("button", { type: "button", onclick: refreshReport }, t("figures.again"));
  byId("figures").replaceChildren(h("p", { class: "empty" }, t("figures.failed", { why: problem.title }), " ", again));
  byId("plots").replaceChildren();
  byId("made").textContent = "";
}

function links(day) {
  const lang = document.documentElement.lang;
  for (const kind of ["csv", "xlsx", "pdf"]) byId(kind).href = `/api/v1/reports/day.${kind}?date=${day}&lang=${lang}`;
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
    snapshot.queues.forEach((queue) => touched.add(queue.id));
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
    if (fact.type === "device_changed") restarted(fact);
    alarms.hear(fact);
    if (fact.type.startsWith("counter_")) refreshBalance();
    state = apply(state, fact);
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
  byId("day").value = day;
  byId("day").max = day;
  links(day);
  drawDate();
  drawToday();
}

byId("all-queues").addEventListener("click", () => ((allQueues = !allQueues), draw()));
byId("pair").addEventListener("click", () => showPairings(refreshDevices));
byId("day").addEventListener("change", refreshReport);
document.querySelector("[role=tablist]").addEventListener("click", (event) => chooseTab(event.target.closest("[role=tab]")));
document.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = [...event.currentTarget.querySelectorAll("[role=tab]")];
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  next.focus();
  chooseTab(next);
});

function chooseTab(tab) {
  if (!tab) return;
  view = tab.dataset.tab;
  for (const each of tab.parentElement.children) {
    each.setAttribute("aria-selected", String(each === tab));
    each.tabIndex = each === tab ? 0 : -1;
  }
  byId("figures").setAttribute("aria-labelledby", tab.id);
  if (report) drawFigures(byId("figures"), report, view);
}

setInterval(() => {
  if (!lostAt && state) lastHeard = serverNow();
  draw();
  drawToday();
}, 5000);
setInterval(refreshDevices, REFRESH_DEVICES);
setInterval(() => lostAt || balance.refresh(), REFRESH_DEVICES);
setInterval(refreshToday, REFRESH_REPORT);
showLink();
