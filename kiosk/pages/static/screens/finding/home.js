/* The start: what do you need? Four purposes and the guide desk. */
import { html, picture } from "/assets/parts/draw.js";
import { go } from "../../visit/navigation.js";
import { band, down, fact, tile, title, up } from "../../parts/parts.js";
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
      up(isOpen ? (centre.notice ? null : steps()) : closedBand()),
      up(centre.notice ? band("notice", "info", centre.notice) : null),
      up(isOpen ? away() : null),
      up(isOpen ? printerTrouble() : null),
      up(isOpen ? facts() : null),
      down(tiles(isOpen)),
      down(isOpen ? guide() : null),
      down(isOpen ? booked() : null),
    ],
  };
}

/** Without the server no numbers can be had, though the centre is open. */
function away() {
  const { link, alone } = told();
  return link !== "connected" && !alone.ready ? band("notice", "info", t("state.away_title"), t("state.away_take")) : null;
}

function printerTrouble() {
  const { trouble } = told().printer;
  return trouble ? band("notice", "printer", t(`state.${trouble}`)) : null;
}

/** @param {boolean} isOpen */
function tiles(isOpen) {
  return html`<div class="tiles home-tiles grow">
    ${tile({ key: "submit", symbol: "file-up", text: t("home.submit"), about: t("home.submit_about"), primary: isOpen, disabled: !isOpen, press: start("submit", "find") })}
    ${tile({ key: "collect", symbol: "file-check", text: t("home.collect"), about: t("home.collect_about"), disabled: !isOpen, press: start("collect", "receipt") })}
    ${tile({ key: "supplement", symbol: "file-plus", text: t("home.supplement"), about: t("home.supplement_about"), disabled: !isOpen, press: start("supplement", "supplement") })}
    ${tile({ key: "look-up", symbol: "search", text: t("home.look_up"), about: t("home.look_up_about"), primary: !isOpen, press: start("look_up", "look_up") })}
  </div>`;
}

function guide() {
  if (!queue(told().centre.guide_queue)) return null;
  return html`<button class="guide" type="button" data-key="guide" @click=${start("guide", "confirm")}>
    ${picture("circle-question-mark")}
    <span><span>${t("home.guide_question")}</span><strong>${t("home.guide")}</strong></span>
    ${picture("chevron-right")}
  </button>`;
}

function facts() {
  const { centre, link, waiting, counters_open: countersOpen } = told();
  const online = link === "connected";
  return html`<div class="facts home-facts">
    ${fact(t("home.until_label"), centre.until ? t("home.until", { time: centre.until }) : t("home.all_day"), null, "clock")}
    ${online ? fact(t("home.waiting_label"), t("home.waiting_value", { count: waiting }), null, "users") : null}
    ${online ? fact(t("home.counters_label"), t("home.counters_value", { count: countersOpen }), null, "concierge-bell") : null}
  </div>`;
}

/* Whoever booked before: one tap and the code, or only the scan. */
function booked() {
  const press = () => {
    visit.code = "";
    go("appointment");
  };
  return html`<button class="guide booked" type="button" data-key="appointment" @click=${press}>
    ${picture("calendar-clock")}
    <span><strong>${t("appointment.home")}</strong><span>${t("appointment.home_about")}</span></span>
    ${picture("chevron-right")}
  </button>`;
}

function steps() {
  /** @param {string} symbol
   * @param {number} place
   * @param {string} text */
  const step = (symbol, place, text) => html`<li><span class="symbol">${picture(symbol)}</span><span><b>${place} </b>${text}</span></li>`;
  return html`<ol class="steps" data-silent>${step("search", 1, t("home.step_1"))}${step("file-text", 2, t("home.step_2"))}${step("receipt-text", 3, t("home.step_3"))}</ol>`;
}
