/* The kiosk page: one screen at a time, drawn from what the agent says and from this visit's choices. */
import { get, post } from "./api.js";
import { h, icon } from "./dom.js";
import * as idle from "./idle.js";
import * as keys from "./keyboard.js";
import { go, onChange, restart } from "./navigation.js";
import { band, title } from "./parts.js";
import * as picture from "./picture.js";
import * as scanner from "./scanner.js";
import * as scans from "./scans.js";
import { appointment, appointmentField, appointmentFound, appointmentTake, openAppointment } from "./screens/appointment.js";
import { appointmentBooked, appointmentPhone } from "./screens/appointment_booking.js";
import { card, cardScanned, noCard } from "./screens/card.js";
import { confirm } from "./screens/confirm.js";
import { dossier, openDossier } from "./screens/dossier.js";
import * as doneScreen from "./screens/done.js";
import { failed } from "./screens/failed.js";
import { field, fields } from "./screens/fields.js";
import * as findScreen from "./screens/find.js";
import { home } from "./screens/home.js";
import { openPaper, paperAgain } from "./screens/paper_again.js";
import { papersCheck, papersGiven } from "./screens/papers_check.js";
import { quietHours } from "./screens/quiet_hours.js";
import { lookUp } from "./screens/look_up.js";
import { priority } from "./screens/priority.js";
import * as receiptScreen from "./screens/receipt.js";
import { supplement } from "./screens/supplement.js";
import { footer, header, tools } from "./shell.js";
import * as takingNumbers from "./screens/taking.js";
import { hush } from "./speech.js";
import { here, known, t, visit } from "./state.js";

const SCREENS = { home, find: findScreen.find, fields, field, look_up: lookUp, receipt: receiptScreen.receipt, dossier, supplement, confirm, papers_check: papersCheck, papers_given: papersGiven, quiet_hours: quietHours, paper_again: paperAgain, priority, done: doneScreen.done, failed, card, no_card: noCard, appointment, appointment_found: appointmentFound, appointment_field: appointmentField, appointment_take: appointmentTake, appointment_phone: appointmentPhone, appointment_booked: appointmentBooked };
const kiosk = document.getElementById("kiosk");
const announcer = document.getElementById("status");
let current = null;
let seen = "";
let unread = false; // whether the screen's heading has still to be come to

function trouble() {
  const { fault } = known.state;
  if (known.away) return ["agent", "agent_about"];
  if (fault === "starting") return ["starting", "starting_about"];
  if (fault && here().name !== "done") return ["fault", "fault_about"];
  return null;
}

function screen() {
  const problem = trouble();
  if (problem && here().name !== "done") {
    return {
      blocks: [
        { zone: "up", node: h("div", { class: problem[0] === "fault" ? "big-symbol" : "big-symbol calm" }, icon(problem[0] === "fault" ? "triangle-alert" : "rotate-ccw")) },
        { zone: "up", node: title(t(`state.${problem[0]}`)) },
        { zone: "up", node: band(problem[0] === "fault" ? "notice" : "quiet", null, t(`state.${problem[1]}`)) },
      ],
      bare: true,
    };
  }
  return SCREENS[here().name]();
}

function paint({ moved = false } = {}) {
  if (!known.state) return;
  if (moved) {
    hush();
    idle.touched();
    if (here().name !== "find") findScreen.forget();
    if (here().name !== "receipt") receiptScreen.forget();
    keys.begin(here().name === "receipt");
    if (here().name !== "done") doneScreen.forget();
    if (here().name === "home") takingNumbers.forget();
  }
  const focused = document.activeElement?.dataset?.key;
  const scrolled = kiosk.querySelector(".scroll")?.scrollTop ?? 0;
  current = screen();
  draw(current);
  const heading = kiosk.querySelector("h1");
  unread ||= moved;
  if (unread && heading && (moved || !focused)) {
    // The new screen begins at its heading, also one that had to be asked for first.
    unread = false;
    heading.focus({ preventScroll: true });
    announcer.textContent = heading.textContent;
  }
  if (!moved) {
    const scroll = kiosk.querySelector(".scroll");
    if (scroll) scroll.scrollTop = scrolled;
    if (focused) kiosk.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }
  current.after?.();
  idle.keepFocus();
}

function draw({ blocks, fixed = [], keyboard, footer: buttons, bare }) {
  const { lang, large, contrast, low } = visit;
  document.documentElement.lang = lang;
  document.body.classList.toggle("contrast", contrast);
  kiosk.className = ["kiosk", `at-${here().name}`, large && "large", contrast && "contrast", low && "low", keyboard && "typing", bare && "bare"].filter(Boolean).join(" ");
  const present = blocks.filter(Boolean).filter((block) => block.node);
  const wrap = (list) => list.map(({ node, grow }) => { if (grow) node.classList.add("grow"); return node; });
  const zone = (name) => wrap(present.filter((block) => block.zone === name));
  // What is pinned stays above the list that scrolls; where the screen is whole, its heading stays with it.
  const pinnedTo = low ? -1 : present.findLastIndex((block) => block.zone === "pin");
  const pinned = low ? zone("pin") : wrap(present.slice(0, pinnedTo + 1));
  const top = pinned.length ? h("div", { class: "pinned" }, pinned) : null;
  const bottom = fixed.length ? h("div", { class: "fixed" }, fixed) : null;
  const main = low
    ? [header(false), h("main", { class: "main" }, h("div", { class: "upper-body" }, zone("up")), h("div", { class: "lower" }, top, h("div", { class: "scroll" }, zone("down")), bottom))]
    : [header(!bare), h("main", { class: "main" }, top, h("div", { class: "scroll" }, wrap(present.slice(pinnedTo + 1))), bottom)];
  const question = kiosk.querySelector("dialog.idle");
  kiosk.replaceChildren(...[...main, keyboard, low && !bare ? tools("region") : null, footer(buttons, bare), question].filter(Boolean));
}

/* What the screen shows of the agent's answer; the clock is kept apart, since it alone changes all the time. */
function outline(state) {
  const { clock, ...rest } = state;
  return JSON.stringify(rest);
}

async function look() {
  try {
    const state = await get("/local/state");
    const changed = known.away || !known.state || outline(state) !== seen;
    const first = !known.state;
    await released();
    known.away = false;
    known.state = state;
    seen = outline(state);
    if (state.catalogue !== known.catalogue || (!known.frequent.length && state.link === "connected")) {
      const { fields: list, frequent } = await get("/local/fields");
      Object.assign(known, { fields: list, frequent, catalogue: state.catalogue });
      paint({ moved: first });
    } else if (changed && current?.refresh && !first) {
      current.refresh();
      kiosk.querySelector(".header")?.replaceWith(header(!visit.low));
    } else if (changed) paint({ moved: first });
    const clock = kiosk.querySelector(".clock");
    if (clock && clock.textContent !== state.clock) clock.textContent = state.clock;
  } catch {
    if (known.state && !known.away) {
      known.away = true;
      paint();
    }
  }
  setTimeout(look, 1000);
}

/* A finger on a button: were the button drawn anew under it, its tap would be lost. */
let finger = false;
addEventListener("pointerdown", () => { finger = true; }, { capture: true });
for (const event of ["pointerup", "pointercancel"]) addEventListener(event, () => { setTimeout(() => { finger = false; }, 50); }, { capture: true });

async function released() {
  for (let waits = 0; finger && waits < 40; waits += 1) await new Promise((resolve) => setTimeout(resolve, 50));
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
/* A scanner that types: what it was, the agent says, so that no card's text stays here. */
async function typed(text) {
  const answer = await post("/local/scans", { text }).catch(() => null);
  if (answer?.ok) scanned(answer.body);
}

/* A receipt under the scanner opens from any screen, but never over a number that nobody may have on paper yet. */
function scanned({ kind, text, card: mark }) {
  if (!known.state || trouble() || here().name === "done" || takingNumbers.taking()) return;
  idle.touched();
  idle.close();
  if (kind === "card" && known.state.card_needed) return cardScanned(mark);
  if (kind === "card") return go("no_card");
  if (kind === "ticket") return openPaper(text);
  const { purpose } = visit;
  visit.query = "";
  visit.path = [visit.path[0]];
  if (kind === "appointment") return openAppointment(text);
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
