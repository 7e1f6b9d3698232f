/* The start: what do you need? Four purposes and the guide desk. */
import { h, icon } from "../dom.js";
import { go } from "../navigation.js";
import { band, fact, tile, title } from "../parts.js";
import { known, of, open, queue, t, visit } from "../state.js";
import { closedBand } from "./closed.js";

export function home() {
  const { centre, printer, link, alone, waiting, counters_open: countersOpen } = known.state;
  const isOpen = open();
  const online = link === "connected";
  const start = (purpose, screen) => () => {
    visit.purpose = purpose;
    go(screen);
  };
  const tiles = h(
    "div",
    { class: "tiles home-tiles" },
    tile({ key: "submit", symbol: "file-up", text: t("home.submit"), about: t("home.submit_about"), primary: isOpen, disabled: !isOpen, press: start("submit", "find") }),
    tile({ key: "collect", symbol: "file-check", text: t("home.collect"), about: t("home.collect_about"), disabled: !isOpen, press: start("collect", "receipt") }),
    tile({ key: "supplement", symbol: "file-plus", text: t("home.supplement"), about: t("home.supplement_about"), disabled: !isOpen, press: start("supplement", "supplement") }),
    tile({ key: "look-up", symbol: "search", text: t("home.look_up"), about: t("home.look_up_about"), primary: !isOpen, press: start("look_up", "look_up") }),
  );
  const guide = isOpen && queue(centre.guide_queue)
    ? h(
        "button",
        { class: "guide", type: "button", key: "guide", on: { click: start("guide", "confirm") } },
        icon("circle-question-mark"),
        h("span", {}, h("span", {}, t("home.guide_question")), h("strong", {}, t("home.guide"))),
        icon("chevron-right"),
      )
    : null;
  const facts = h(
    "div",
    { class: "facts home-facts" },
    fact(t("home.until_label"), centre.until ? t("home.until", { time: centre.until }) : t("home.all_day"), null, "clock"),
    online ? fact(t("home.waiting_label"), t("home.waiting_value", { count: waiting }), null, "users") : null,
    online ? fact(t("home.counters_label"), t("home.counters_value", { count: countersOpen }), null, "concierge-bell") : null,
  );
  return {
    blocks: [
      { zone: "up", node: title(t("home.title"), isOpen ? t("home.lead") : null) },
      // The centre's message takes the place of the steps: nothing to touch may slip below the fold.
      isOpen ? (centre.notice ? null : { zone: "up", node: steps() }) : { zone: "up", node: closedBand() },
      centre.notice ? { zone: "up", node: band("notice", "info", centre.notice) } : null,
      !online && isOpen && !alone.ready ? { zone: "up", node: band("notice", "info", t("state.away_title"), t("state.away_take")) } : null,
      printer.trouble && isOpen ? { zone: "up", node: band("notice", "printer", t(`state.${printer.trouble}`)) } : null,
      isOpen ? { zone: "up", node: facts } : null,
      { zone: "down", node: tiles, grow: true },
      guide ? { zone: "down", node: guide } : null,
      isOpen ? { zone: "down", node: booked() } : null,
    ],
  };
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
