/* The kiosk page: one screen at a time, drawn from what the agent says and from this visit's choices. */
import { find, focused } from "/assets/page.js";
import { draw, html, keyed } from "/assets/parts/draw.js";
import { get, post } from "./api.js";
import * as idle from "./visit/idle.js";
import * as keys from "./input/keyboard.js";
import { go, onChange, restart } from "./visit/navigation.js";
import { band, bigSymbol, present, title, up } from "./parts/parts.js";
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
let seen = ""; // the agent's last answer
let arrivals = 0; // how many screens have been come to
let began = ""; // what was last begun at its heading: a screen, or what keeps it from being shown

/** What keeps every screen from being shown: the part of the texts that says so. */
function trouble() {
  if (known.away) return "agent";
  const fault = known.state?.fault;
  if (fault === "starting") return "starting";
  return fault && here().name !== "done" ? "fault" : null;
}

/** @param {string | null} problem
 * @returns {Kiosk.Screen} */
function screen(problem) {
  if (!problem || here().name === "done") return SCREENS[here().name]();
  const broken = problem === "fault";
  const about = band(broken ? "notice" : "quiet", null, t(`state.${problem}_about`));
  return { blocks: [up(bigSymbol(broken ? "triangle-alert" : "rotate-ccw", { calm: !broken })), up(title(t(`state.${problem}`))), up(about)], bare: true };
}

function paint({ moved = false } = {}) {
  if (!known.state) return;
  if (moved) arrive();
  const problem = trouble();
  const shown = `${arrivals} ${problem}`;
  current = screen(problem);
  show(current, shown);
  if (shown !== began && !idle.asks() && (moved || !focused()?.closest("#kiosk"))) begin(current, shown);
}

/** A new screen: what the one before it kept for itself is forgotten. */
function arrive() {
  const { name } = here();
  arrivals += 1;
  hush();
  idle.touched();
  if (name === "find") findScreen.arrive();
  else findScreen.forget();
  if (name !== "receipt") receiptScreen.forget();
  keys.begin(name === "receipt");
  if (name !== "done") doneScreen.forget();
  if (name === "home") takingNumbers.forget();
}

/** The new screen begins at its heading, also one that had to be asked for first; where there is something to type, the cursor is there.
 * @param {Kiosk.Screen} screenful
 * @param {string} shown */
function begin(screenful, shown) {
  const heading = find(kiosk, "h1");
  if (!heading) return;
  began = shown;
  announcer.textContent = heading.textContent;
  (screenful.begin?.() ?? heading).focus({ preventScroll: true });
}

/** Draws a screen. Drawn again it stays the same elements: with them stay the focus, how far it is scrolled, and a finger on a button.
 * @param {Kiosk.Screen} screenful
 * @param {string} shown another one is drawn anew */
function show({ blocks, fixed = [], keyboard, footer: buttons, bare }, shown) {
  const { lang, large, contrast, low } = visit;
  document.documentElement.lang = lang;
  document.body.classList.toggle("contrast", contrast);
  kiosk.className = present(["kiosk", `at-${here().name}`, large && "large", contrast && "contrast", low && "low", keyboard && "typing", bare && "bare"]).join(" ");
  // What is pinned stays above the list that scrolls; where the screen is whole, its heading stays with it.
  const pinnedTo = blocks.findLastIndex(({ zone }) => zone === "pin");
  /** @param {(block: Kiosk.Block, place: number) => boolean} wanted */
  const drawn = (wanted) => blocks.map((block, place) => (wanted(block, place) ? block.node : null));
  const pinned = drawn(({ zone }, place) => (low ? zone === "pin" : place <= pinnedTo));
  const scrolls = drawn(({ zone }, place) => (low ? zone === "down" : place > pinnedTo));
  const body = html`${pinnedTo < 0 ? null : html`<div class="pinned">${pinned}</div>`}<div class="scroll">${scrolls}</div>${fixed.some(Boolean) ? html`<div class="fixed">${fixed}</div>` : null}`;
  const lowered = () => html`<div class="upper-body">${drawn(({ zone }) => zone === "up")}</div><div class="lower">${body}</div>`;
  const screenful = html`<main class="main">${low ? lowered() : body}</main>${keyboard}${low && !bare ? tools("region") : null}${footer(buttons, bare)}`;
  draw(kiosk, html`${header(!low && !bare)}${keyed(shown, screenful)}${idle.question()}`);
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
  const answer = JSON.stringify(state);
  const changed = known.away || answer !== seen;
  const first = !known.state;
  known.away = false;
  known.state = state;
  seen = answer;
  if (state.catalogue !== known.catalogue || (!known.frequent.length && state.link === "connected")) {
    /** @type {Agent.Fields} */
    const { fields: list, frequent, by_field: byField } = await get("/local/fields");
    Object.assign(known, { fields: list, frequent, byField, catalogue: state.catalogue });
    paint({ moved: first });
  } else if (changed) paint({ moved: first });
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
idle.watch({ busy: doneScreen.holding });
picture.watch(kiosk);
setInterval(() => current?.tick?.(), 250);
look();
