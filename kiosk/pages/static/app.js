/* The kiosk page: one screen at a time, drawn from what the agent says and from this visit's choices. */
import { get, post } from "./api.js";
import { h, icon } from "./parts/dom.js";
import * as idle from "./visit/idle.js";
import * as keys from "./input/keyboard.js";
import { go, onChange, restart } from "./visit/navigation.js";
import { band, present, title, up } from "./parts/parts.js";
import * as picture from "./picture.js";
import * as scanner from "./input/scanner.js";
import * as scans from "./input/scans.js";
import { appointment, appointmentField, appointmentFound, appointmentTake, openAppointment } from "./screens/appointment/appointment.js";
import { appointmentBooked, appointmentPhone } from "./screens/appointment/appointment_booking.js";
import { card, cardScanned, noCard } from "./screens/papers/card.js";
import { confirm } from "./screens/taking/confirm.js";
import { dossier, openDossier } from "./screens/papers/dossier.js";
import * as doneScreen from "./screens/taking/done.js";
import { failed } from "./screens/taking/failed.js";
import { field, fields } from "./screens/finding/fields.js";
import * as findScreen from "./screens/finding/find.js";
import { home } from "./screens/finding/home.js";
import { openPaper, paperAgain } from "./screens/papers/paper_again.js";
import { papersCheck, papersGiven } from "./screens/papers/papers_check.js";
import { quietHours } from "./screens/appointment/quiet_hours.js";
import { lookUp } from "./screens/finding/look_up.js";
import { priority } from "./screens/taking/priority.js";
import * as receiptScreen from "./screens/papers/receipt.js";
import { supplement } from "./screens/papers/supplement.js";
import { footer, header, tools } from "./parts/shell.js";
import * as takingNumbers from "./screens/taking/taking.js";
import { hush } from "./speech.js";
import { here, known, t, visit } from "./visit/state.js";

/** @type {Record<string, () => Kiosk.Screen>} */
const SCREENS = {
  home,
  find: findScreen.find,
  fields,
  field,
  look_up: lookUp,
  receipt: receiptScreen.receipt,
  dossier,
  supplement,
  confirm,
  papers_check: papersCheck,
  papers_given: papersGiven,
  quiet_hours: quietHours,
  paper_again: paperAgain,
  priority,
  done: doneScreen.done,
  failed,
  card,
  no_card: noCard,
  appointment,
  appointment_found: appointmentFound,
  appointment_field: appointmentField,
  appointment_take: appointmentTake,
  appointment_phone: appointmentPhone,
  appointment_booked: appointmentBooked,
};
const kiosk = /** @type {HTMLElement} */ (document.getElementById("kiosk"));
const announcer = /** @type {HTMLElement} */ (document.getElementById("status"));
/** @type {Kiosk.Screen | null} */
let current = null;
let seen = "";
let unread = false; // whether the screen's heading has still to be come to

/** What keeps every screen from being shown: the part of the texts that says so. */
function trouble() {
  if (known.away) return "agent";
  const fault = known.state?.fault;
  if (fault === "starting") return "starting";
  return fault && here().name !== "done" ? "fault" : null;
}

/** @returns {Kiosk.Screen} */
function screen() {
  const problem = trouble();
  if (!problem || here().name === "done") return SCREENS[here().name]();
  const broken = problem === "fault";
  const symbol = h("div", { class: broken ? "big-symbol" : "big-symbol calm" }, icon(broken ? "triangle-alert" : "rotate-ccw"));
  const about = band(broken ? "notice" : "quiet", null, t(`state.${problem}_about`));
  return { blocks: [up(symbol), up(title(t(`state.${problem}`))), up(about)], bare: true };
}

function paint({ moved = false } = {}) {
  if (!known.state) return;
  if (moved) arrive();
  const focused = focusedPlace();
  const scrolled = kiosk.querySelector(".scroll")?.scrollTop ?? 0;
  current = screen();
  draw(current);
  unread ||= moved;
  if (unread && (moved || !focused)) beginAtHeading();
  if (!moved) stayAt(scrolled, focused);
  current.after?.();
  idle.keepFocus();
}

/** A new screen: what the one before it kept for itself is forgotten. */
function arrive() {
  const { name } = here();
  hush();
  idle.touched();
  if (name !== "find") findScreen.forget();
  if (name !== "receipt") receiptScreen.forget();
  keys.begin(name === "receipt");
  if (name !== "done") doneScreen.forget();
  if (name === "home") takingNumbers.forget();
}

/** Where the focus is, as a selector that finds it again on the screen that is drawn anew. */
function focusedPlace() {
  const { activeElement } = document;
  if (activeElement?.localName === "h1") return "h1";
  const key = activeElement instanceof HTMLElement ? activeElement.dataset.key : undefined;
  return key && `[data-key="${CSS.escape(key)}"]`;
}

/** The new screen begins at its heading, also one that had to be asked for first. */
function beginAtHeading() {
  const heading = kiosk.querySelector("h1");
  if (!heading) return;
  unread = false;
  heading.focus({ preventScroll: true });
  announcer.textContent = heading.textContent;
}

/** @param {number} scrolled
 * @param {string | undefined} focused the place that had the focus */
function stayAt(scrolled, focused) {
  const scroll = kiosk.querySelector(".scroll");
  if (scroll) scroll.scrollTop = scrolled;
  if (!focused) return;
  /** @type {HTMLElement | null} */
  const again = kiosk.querySelector(focused);
  again?.focus({ preventScroll: true });
}

/** @param {Kiosk.Screen} shown */
function draw({ blocks, fixed = [], keyboard, footer: buttons, bare }) {
  const { lang, large, contrast, low } = visit;
  document.documentElement.lang = lang;
  document.body.classList.toggle("contrast", contrast);
  kiosk.className = present(["kiosk", `at-${here().name}`, large && "large", contrast && "contrast", low && "low", keyboard && "typing", bare && "bare"]).join(" ");
  const shown = present(blocks).filter((block) => block.node);
  /** @param {Kiosk.Block["zone"]} name */
  const zone = (name) => nodes(shown.filter((block) => block.zone === name));
  // What is pinned stays above the list that scrolls; where the screen is whole, its heading stays with it.
  const pinnedTo = low ? -1 : shown.findLastIndex((block) => block.zone === "pin");
  const pinned = low ? zone("pin") : nodes(shown.slice(0, pinnedTo + 1));
  const top = pinned.length ? h("div", { class: "pinned" }, pinned) : null;
  const bottom = fixed.length ? h("div", { class: "fixed" }, fixed) : null;
  const main = low
    ? [header(false), h("main", { class: "main" }, h("div", { class: "upper-body" }, zone("up")), h("div", { class: "lower" }, top, h("div", { class: "scroll" }, zone("down")), bottom))]
    : [header(!bare), h("main", { class: "main" }, top, h("div", { class: "scroll" }, nodes(shown.slice(pinnedTo + 1))), bottom)];
  const question = kiosk.querySelector("dialog.idle");
  kiosk.replaceChildren(...present([...main, keyboard, low && !bare ? tools("region") : null, footer(buttons, bare), question]));
}

/** @param {Kiosk.Block[]} blocks */
function nodes(blocks) {
  return blocks.map(({ node, grow }) => {
    if (grow) node?.classList.add("grow");
    return node;
  });
}

/** What the screen shows of the agent's answer; the clock is kept apart, since it alone changes all the time.
 * @param {Agent.State} state */
function outline(state) {
  return JSON.stringify({ ...state, clock: "" });
}

async function look() {
  try {
    /** @type {Agent.State} */
    const state = await get("/local/state");
    await take(state);
  } catch {
    if (known.state && !known.away) {
      known.away = true;
      paint();
    }
  }
  setTimeout(look, 1000);
}

/** @param {Agent.State} state the agent's answer */
async function take(state) {
  const changed = known.away || !known.state || outline(state) !== seen;
  const first = !known.state;
  await released();
  known.away = false;
  known.state = state;
  seen = outline(state);
  if (state.catalogue !== known.catalogue || (!known.frequent.length && state.link === "connected")) {
    /** @type {Agent.Fields} */
    const { fields: list, frequent } = await get("/local/fields");
    Object.assign(known, { fields: list, frequent, catalogue: state.catalogue });
    paint({ moved: first });
  } else if (changed && current?.refresh && !first) {
    current.refresh();
    kiosk.querySelector(".header")?.replaceWith(header(!visit.low));
  } else if (changed) paint({ moved: first });
  const clock = kiosk.querySelector(".clock");
  if (clock && clock.textContent !== state.clock) clock.textContent = state.clock;
}

/* A finger on a button: were the button drawn anew under it, its tap would be lost. */
let finger = false;
addEventListener("pointerdown", () => { finger = true; }, { capture: true });
for (const event of ["pointerup", "pointercancel"]) addEventListener(event, () => { setTimeout(() => { finger = false; }, 50); }, { capture: true });

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function released() {
  for (let waits = 0; finger && waits < 40; waits += 1) await pause(50);
}

/* The page is 1080 × 1920; any other window shows it whole, scaled. */
function fit() {
  const scale = Math.min(innerWidth / 1080, innerHeight / 1920);
  kiosk.style.transform = `scale(${scale})`;
  kiosk.style.left = `${Math.max(0, (innerWidth - 1080 * scale) / 2)}px`;
}

onChange(paint);
addEventListener("resize", fit);
addEventListener("contextmenu", (event) => event.preventDefault());
addEventListener("keydown", (event) => {
  if (event.key === "Escape") restart();
  else if (here().name === "find") findScreen.typing(event);
});
/** A scanner that types: what it was, the agent says, so that no card's text stays here.
 * @param {string} text */
async function typed(text) {
  /** @type {{ok: boolean, body: Agent.Scan} | null} */
  const answer = await post("/local/scans", { text }).catch(() => null);
  if (answer?.ok) scanned(answer.body);
}

/** A receipt under the scanner opens from any screen, but never over a number that nobody may have on paper yet.
 * @param {Agent.Scan} scan */
function scanned({ kind, text, card: mark }) {
  if (!known.state || trouble() || here().name === "done" || takingNumbers.taking()) return;
  idle.touched();
  idle.close();
  if (kind === "card") {
    if (known.state.card_needed) cardScanned(mark);
    else go("no_card");
  } else if (kind === "ticket") openPaper(text ?? "");
  else openScanned(kind, text ?? "");
}

/** @param {Agent.Scan["kind"]} kind
 * @param {string} text */
function openScanned(kind, text) {
  const { purpose } = visit;
  visit.query = "";
  visit.path = [visit.path[0]];
  if (kind === "appointment") {
    openAppointment(text);
    return;
  }
  visit.purpose = purpose === "supplement" ? purpose : "collect";
  openDossier(text);
}

fit();
scanner.watch(typed);
scans.watch(scanned);
idle.watch(kiosk, { busy: doneScreen.holding });
picture.watch(kiosk);
setInterval(() => current?.tick?.(kiosk), 250);
look();
