/* What opens from the supervisor's page: a queue's line, a counter, a device's screen, pairing. Asks the API for it. */

import { api, freshKey, h, messages, Problem, serverNow } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { timeOf } from "/assets/parts/dates.js";
import { openDialog } from "/assets/parts/dialog.js";
import { longest } from "/assets/longest.js";
import { once } from "/assets/parts/draw.js";
import { icon } from "/assets/parts/icon.js";
import { toast } from "/assets/parts/toast.js";
import { heldMinutes } from "/assets/office/hall.js";
import { restartButton } from "/pages-static/centre/screens/screens_restart.js";
import { conditionText, letter, pictureOf } from "./supervisor_view.js";

const t = messages();

/** @param {Array<[string, string | null | undefined]>} rows */
function facts(...rows) {
  return h(
    "dl",
    { class: "pairs" },
    rows.filter((row) => row[1]).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
  );
}

/** The queue's waiting tickets in the order in which they would be called.
 * @param {Wire.Queue} queue */
export async function showQueue(queue) {
  const title = t("queue.list_title", { queue: queue.name });
  const dialog = openDialog(title, h("p", { class: "quiet" }, t("common.loading")));
  try {
    /** @type {Wire.WaitingLine} */
    const rows = await api("GET", `/api/v1/queues/${encodeURIComponent(queue.id)}/waiting`);
    openDialog(title, [
      h("p", { class: "name" }, letter(queue), " ", queue.counters.length ? t("queue.counters", { counters: queue.counters.join(", ") }) : t("queue.no_counters")),
      rows.length ? lineTable(rows) : h("p", { class: "quiet" }, t("queue.list_empty")),
    ]);
  } catch (problem) {
    dialog.close();
    problemShown(problem);
  }
}

/** @param {Wire.WaitingLine} rows */
function lineTable(rows) {
  const head = ["queue.list_number", "queue.list_waited", "queue.list_why"];
  return h(
    "div",
    { class: "scroll" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, head.map((key) => h("th", { scope: "col" }, t(key))))),
      h(
        "tbody",
        {},
        rows.map((row) =>
          h(
            "tr",
            {},
            h("th", { scope: "row", class: "number" }, row.number),
            h("td", {}, t("common.minutes", { minutes: row.waited_minutes })),
            h("td", {}, row.order.text),
          ),
        ),
      ),
    ),
  );
}

/** A counter: who sits there, what it serves, which number it holds, and the way to its panel.
 * @param {import("/assets/office/hall.js").Counter} counter
 * @param {Wire.Queue[]} queues */
export function showCounter(counter, queues) {
  const names = counter.queues.map((id) => queues.find((queue) => queue.id === id)?.name ?? id).join(", ");
  const ticket = counter.ticket;
  const held = ticket && [
    ticket.number,
    t(ticket.state === "serving" ? "counter.serving" : "counter.called", { calls: ticket.calls }),
    t("common.minutes", { minutes: heldMinutes(counter, serverNow().getTime()) }),
  ].join(" · ");
  openDialog(`${t("counter.name", { number: counter.number })} · ${counter.name}`, [
    facts(
      [t("counter.state"), t(`counter.state_${counter.state}`)],
      [t("counter.reason"), counter.reason],
      [t("counter.officer"), counter.officer ?? t("counter.nobody")],
      [t("counter.serves"), names],
      [t("counter.ticket"), held],
    ),
    h(
      "div",
      { class: "actions" },
      h("a", { class: "button primary", href: `/panel/${counter.number}` }, t("counter.open_panel", { number: counter.number })),
    ),
  ]);
}

/** A device's screen as large as fits, with what troubles it in sentences and what it reported.
 * @param {Wire.Device} device */
export function showDevice(device) {
  const { printer, sound, range_left: left } = device.detail;
  const title = device.title ?? device.name;
  const link = [
    t(device.connected ? "device.connected" : "device.cut_off"),
    device.last_seen && t("device.seen", { time: timeOf(device.last_seen) }),
  ];
  const { paper } = device;
  const machine = PRINTER[String(printer)];
  const printing = [paper && t(`device.paper_${paper}`), machine && paper !== "none" && t(machine)];
  openDialog(
    title,
    h(
      "div",
      { class: `sheet ${device.role}` },
      device.screen_at
        ? h("img", { class: "screen", src: pictureOf(device), alt: t("device.screen", { device: title }) })
        : h("p", { class: "quiet no-screen" }, t(device.detail.kind === "browser" ? "device.board" : "device.no_screen")),
      h(
        "div",
        { class: "about" },
        sentences(device),
        facts(
          [t("device.state"), conditionText(device)],
          [t("device.link"), link.filter(Boolean).join(" · ")],
          [t("device.printing"), [...new Set(printing)].filter(Boolean).join(" · ")],
          [t("device.sound"), sound === undefined ? null : t(sound ? "device.sound_on" : "device.sound_off")],
          [t("device.range_left"), Number(left ?? 0) > 0 ? String(left) : null],
          [t("device.picture"), device.screen_at && t("device.screen_at", { time: timeOf(device.screen_at) })],
        ),
        once(restartButton(device)),
      ),
    ),
  );
}

/** @type {Record<string, string>} */
const PRINTER = { ready: "device.printer_ready", offline: "device.printer_offline", cover_open: "device.cover_open" };

/** Each trouble as a sentence that says what it means for citizens and what to do.
 * @param {Wire.Device} device */
function sentences(device) {
  const { condition: found } = device;
  if (found === "cut_off") return h("p", { class: "todo" }, t(device.role === "kiosk" ? "device.cut_off_kiosk_do" : "device.cut_off_do"));
  if (found === "never") return null;
  const values = { ...device.detail, count: device.detail.set_aside, numbers: device.set_aside.map(setAsideText).join(", ") };
  const texts = device.troubles.map((trouble) => t(`device.${trouble}_do`, trouble === "undelivered" ? device.detail : values));
  if (device.paper === "silent") texts.push(t("device.paper_silent_do"));
  return texts.map((text) => h("p", { class: "todo" }, text));
}

const SET_ASIDE = new Set(["number_taken", "number_not_yours"]);

/** @param {Wire.SetAside} one */
function setAsideText({ number, reason }) {
  return reason && SET_ASIDE.has(reason) ? `${number} (${t(`device.${reason}`)})` : number;
}

/** Screens that ask to be paired, each with a name to give. `changed` is called after an approval.
 * @param {() => void} changed */
export async function showPairings(changed) {
  const dialog = openDialog(t("pairing.title"), h("p", { class: "quiet" }, t("common.loading")));
  try {
    drawPairings(await api("GET", "/api/v1/pairings"), changed);
  } catch (problem) {
    dialog.close();
    problemShown(problem);
  }
}

/** @param {Wire.WaitingPairings} rows
 * @param {() => void} changed */
function drawPairings(rows, changed) {
  const done = () => {
    dialog.close();
    changed();
  };
  const dialog = openDialog(t("pairing.title"), [
    h("p", {}, t("pairing.lead", { address: `${location.origin}/board` })),
    rows.length ? rows.map((row) => pairingForm(row, done)) : h("p", { class: "quiet" }, t("pairing.none")),
  ]);
}

/** @param {Wire.WaitingPairing} pairing
 * @param {() => void} done */
function pairingForm({ code, address, counter, created_at: at }, done) {
  const digits = `${code.slice(0, 3)} ${code.slice(3)}`;
  const key = freshKey();
  const name = h("input", { id: `name-${code}`, maxlength: longest.NewToken.name, autocomplete: "off", placeholder: t(counter === null ? "pairing.name_hint" : "pairing.tablet_hint", { counter }) });
  const error = h("p", { class: "error", role: "alert", hidden: true });
  /** @param {string} text */
  const wrong = (text) => {
    error.textContent = text;
    error.hidden = false;
    name.focus();
  };
  /** @param {SubmitEvent} event */
  const approve = async (event) => {
    event.preventDefault();
    error.hidden = true;
    const given = name.value.trim();
    if (!given) {
      wrong(t("pairing.name_needed"));
      return;
    }
    try {
      await api("POST", `/api/v1/pairings/${code}/approve`, { name: given }, { key });
      toast(t("pairing.done", { name: given }));
      done();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      wrong(problem.status === 404 ? t("pairing.gone") : problem.title);
    }
  };
  return h(
    "form",
    { class: "pairing", novalidate: true, onsubmit: approve },
    h("p", { class: "digits" }, digits),
    counter === null ? null : h("p", {}, t("pairing.tablet", { counter })),
    h("p", { class: "hint" }, t("pairing.from", { address, time: timeOf(at) })),
    error,
    h("label", { for: name.id }, t("pairing.name")),
    h("div", { class: "line" }, name, h("button", { type: "submit", class: "primary" }, icon("check"), t("pairing.approve", { code: digits }))),
  );
}
