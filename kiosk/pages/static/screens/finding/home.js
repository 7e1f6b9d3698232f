/* The start: what do you need? Four purposes and the guide desk. */
import { h, icon } from "../../parts/dom.js";
import { go } from "../../visit/navigation.js";
import { band, down, fact, present, tile, title, up } from "../../parts/parts.js";
import { open, queue, t, told, visit } from "../../visit/state.js";
import { closedBand } from "../taking/closed.js";

/** @param {Kiosk.Purpose} purpose
 * @param {string} screen */
const start = (purpose, screen) => () => {
  visit.purpose = purpose;
  go(screen);
};

/** @returns {Kiosk.Screen} */
export function home() {
  const { centre } = told();
  const isOpen = open();
  return {
    blocks: [
      up(title(t("home.title"), isOpen ? t("home.lead") : null)),
      // The centre's message takes the place of the steps: nothing to touch may slip below the fold.
      isOpen ? (centre.notice ? null : up(steps())) : up(closedBand()),
      centre.notice ? up(band("notice", "info", centre.notice)) : null,
      ...(isOpen ? [...troubles(), up(facts())] : []),
      { zone: "down", node: tiles(isOpen), grow: true },
      ...(isOpen ? [down(guide()), down(booked())] : []),
    ],
  };
}

/** What does not work now, though the centre is open.
 * @returns {Kiosk.Block[]} */
function troubles() {
  const { printer, link, alone } = told();
  return present([
    link !== "connected" && !alone.ready && up(band("notice", "info", t("state.away_title"), t("state.away_take"))),
    printer.trouble && up(band("notice", "printer", t(`state.${printer.trouble}`))),
  ]);
}

/** @param {boolean} isOpen */
function tiles(isOpen) {
  return h(
    "div",
    { class: "tiles home-tiles" },
    tile({ key: "submit", symbol: "file-up", text: t("home.submit"), about: t("home.submit_about"), primary: isOpen, disabled: !isOpen, press: start("submit", "find") }),
    tile({ key: "collect", symbol: "file-check", text: t("home.collect"), about: t("home.collect_about"), disabled: !isOpen, press: start("collect", "receipt") }),
    tile({ key: "supplement", symbol: "file-plus", text: t("home.supplement"), about: t("home.supplement_about"), disabled: !isOpen, press: start("supplement", "supplement") }),
    tile({ key: "look-up", symbol: "search", text: t("home.look_up"), about: t("home.look_up_about"), primary: !isOpen, press: start("look_up", "look_up") }),
  );
}

function guide() {
  if (!queue(told().centre.guide_queue)) return null;
  return h(
    "button",
    { class: "guide", type: "button", key: "guide", on: { click: start("guide", "confirm") } },
    icon("circle-question-mark"),
    h("span", {}, h("span", {}, t("home.guide_question")), h("strong", {}, t("home.guide"))),
    icon("chevron-right"),
  );
}

function facts() {
  const { centre, link, waiting, counters_open: countersOpen } = told();
  const online = link === "connected";
  return h(
    "div",
    { class: "facts home-facts" },
    fact(t("home.until_label"), centre.until ? t("home.until", { time: centre.until }) : t("home.all_day"), null, "clock"),
    online ? fact(t("home.waiting_label"), t("home.waiting_value", { count: waiting }), null, "users") : null,
    online ? fact(t("home.counters_label"), t("home.counters_value", { count: countersOpen }), null, "concierge-bell") : null,
  );
}

/* Whoever booked before: one tap and the code, or only the scan. */
function booked() {
  const press = () => {
    visit.code = "";
    go("appointment");
  };
  return h(
    "button",
    { class: "guide booked", type: "button", key: "appointment", on: { click: press } },
    icon("calendar-clock"),
    h("span", {}, h("strong", {}, t("appointment.home")), h("span", {}, t("appointment.home_about"))),
    icon("chevron-right"),
  );
}

function steps() {
  /** @param {string} symbol
   * @param {number} place
   * @param {string} text */
  const step = (symbol, place, text) =>
    h("li", {}, h("span", { class: "symbol" }, icon(symbol)), h("span", {}, h("b", {}, `${place} `), text));
  return h(
    "ol",
    { class: "steps", "data-silent": true },
    step("search", 1, t("home.step_1")),
    step("file-text", 2, t("home.step_2")),
    step("receipt-text", 3, t("home.step_3")),
  );
}
