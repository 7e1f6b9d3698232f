/* The page of the hall's screens: facts keep it live, the API saves. */

import { followEmergency } from "/assets/emergency.js";
import { connect } from "/assets/link.js";
import { api, byId, h, messages, Problem, setServerTime } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { setZone, timeOf } from "/assets/parts/dates.js";
import { sure } from "/assets/parts/dialog.js";
import { draw, each, html, picture } from "/assets/parts/draw.js";
import { drawMedia } from "./screens_media.js";
import { followNotice } from "./screens_notice.js";
import { restartButton, restarted } from "./screens_restart.js";
import { pictureOf } from "/pages-static/hall/supervisor/supervisor_view.js";

const t = messages();
const REFRESH = 5000; // ms between two looks at the screens
const form = byId("emergency-form");
const emergencyText = byId("emergency-text", HTMLInputElement);
/** @type {Wire.Centre | null} */
let centre = null;
/** @type {Wire.Device[]} */
let devices = [];

/* Emergency */

function drawEmergency() {
  const text = centre?.emergency;
  byId("emergency-now").hidden = byId("emergency-end").hidden = !text;
  if (text) byId("emergency-now").textContent = t("screens.emergency_now", { text, time: centre?.emergency_at ? timeOf(centre.emergency_at) : "" });
}

/** @param {string} title what was refused, or nothing */
function refuse(title) {
  /** @type {HTMLElement | null} */
  const error = form.querySelector(".error");
  if (!error) return;
  error.textContent = title;
  error.hidden = !title;
}

/** @param {string | null} text
 * @param {string | null} since */
function emergencyIs(text, since) {
  if (centre) centre = { ...centre, emergency: text, emergency_at: since };
  drawEmergency();
}

/** @param {string} path
 * @param {object} body */
async function ask(path, body) {
  refuse("");
  try {
    /** @type {Wire.Emergency} */
    const told = await api("POST", path, body);
    emergencyIs(told.emergency, told.since);
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status === 401) problemShown(problem);
    else refuse(problem.title);
  }
}

byId("emergency-ready").addEventListener("click", ({ target }) => {
  const text = target instanceof Element ? target.closest("button")?.dataset.text : "";
  if (!text) return;
  emergencyText.value = text;
  emergencyText.focus();
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = emergencyText.value.trim();
  if (!text) {
    refuse(t("screens.emergency_empty"));
    emergencyText.focus();
    return;
  }
  if (!(await sure(t("screens.emergency_sure"), text, t("screens.emergency_send")))) return;
  await ask("/api/v1/centre/emergency", { text });
});
byId("emergency-end").addEventListener("click", async () => {
  if (await sure(t("screens.emergency_end_sure"), centre?.emergency ?? "", t("screens.emergency_end"))) await ask("/api/v1/centre/emergency/end", {});
});

/* Screens */

async function refreshScreens() {
  try {
    /** @type {Wire.Devices} */
    const all = await api("GET", "/api/v1/devices");
    devices = all.filter((device) => device.role === "display");
    drawScreens();
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status === 401) problemShown(problem);
  }
}

function drawScreens() {
  const none = html`<p class="quiet">${t("screens.none")}</p>`;
  draw(byId("screens"), devices.length ? html`${each(devices, ({ name }) => name, card)}` : none);
}

/** @param {Wire.Device} device */
function card(device) {
  const { condition: found } = device;
  const title = device.title ?? device.name;
  const without = html`<p class="no-picture">${t(device.detail.kind === "browser" ? "device.board" : "device.no_screen")}</p>`;
  return html`<article class="screen-card" data-name=${device.name}>
    <h3>${title}</h3>
    ${device.screen_at ? html`<img src=${pictureOf(device)} alt=${t("device.screen", { device: title })} />` : without}
    <p class="condition ${found}">${picture(found === "fine" ? "check" : "triangle-alert")}${t(`device.${found}`)}</p>
    ${facts(device)}
    ${restartButton(device)}
  </article>`;
}

/** @param {Wire.Device} device */
function facts({ detail, last_seen: seen }) {
  const layout = detail.layout && t(`screens.layout_${String(detail.layout).replace("-", "_")}`);
  const left = ["pictures_failed", "videos_left_out", "recordings_bad"]
    .filter((name) => Number(detail[name] ?? 0) > 0)
    .map((name) => t(`screens.${name}`, { count: detail[name] }));
  const rows = [
    [t("screens.layout"), [layout, detail.screen].filter(Boolean).join(" · ")],
    [t("screens.sound"), detail.sound === undefined ? "" : t(detail.sound ? "device.sound_on" : "device.sound_off")],
    [t("screens.seen"), seen ? timeOf(seen) : ""],
    [t("screens.started"), detail.started ? shownTime(String(detail.started)) : ""],
    [t("screens.look"), left.join(" ")],
  ];
  return h("dl", {}, rows.filter((row) => row[1]).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

/** A screen tells its beginning with the offset of its own clock.
 * @param {string} iso */
function shownTime(iso) {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: centre?.timezone }).format(new Date(iso));
}

/* Announcements */

async function refreshMedia() {
  try {
    drawMedia(await api("GET", "/api/v1/media"), refreshMedia);
  } catch (problem) {
    problemShown(problem);
  }
}

/* The link */

connect({
  onSnapshot(snapshot) {
    followEmergency(snapshot);
    followNotice(snapshot);
    setServerTime(snapshot.now);
    setZone(snapshot.centre.timezone);
    centre = snapshot.centre;
    drawEmergency();
    refreshScreens();
    refreshMedia();
  },
  onFact(fact) {
    followEmergency(fact);
    followNotice(fact);
    if (fact.type === "emergency_started") emergencyIs(fact.data.text, fact.data.since);
    if (fact.type === "emergency_ended") emergencyIs(null, null);
    if (fact.type === "media_changed") refreshMedia();
    if (fact.type === "device_changed") {
      restarted(fact);
      refreshScreens();
    }
  },
  onStatus(status) {
    byId("link").dataset.state = status === "connected" ? "live" : "lost";
    byId("link-text").textContent = t(status === "connected" ? "nav.live" : "screens.lost");
  },
});
setInterval(refreshScreens, REFRESH);
