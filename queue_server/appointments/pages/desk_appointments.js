/* The desk's day of appointments: the list, booking for somebody, moving, cancelling. The server decides; nothing is kept. */

import { api, byId, freshKey, h, messages, Problem, serverNow } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { isoDay, shortDay, timeOf } from "/assets/parts/dates.js";
import { openDialog, sure } from "/assets/parts/dialog.js";
import { draw, each, html, nothing } from "/assets/parts/draw.js";
import { toast } from "/assets/parts/toast.js";
import { longest } from "/assets/longest.js";

const t = messages();
const EVERY = 30000;
const CITIZEN = "citizen";
const DOCUMENTED = 200;
const dayField = byId("day", HTMLInputElement);
const queueChoice = byId("queue", HTMLSelectElement);
/** @type {Wire.Queue[]} */
let queues = [];
let day = "";
let reading = 0;
const dialog = byId("dialog", HTMLDialogElement);

/** @param {Wire.StaffAppointment} item */
function deeds(item) {
  const known = { name: item.name ?? t("appointments.unnamed"), time: timeOf(item.at), code: item.code };
  /** @param {string} words
   * @param {string} label
   * @param {() => void} press
   * @param {string} kind */
  const button = (words, label, press, kind = "") => html`<button type="button" class=${kind} aria-label=${label} @click=${press}>${words}</button>`;
  const phone = item.phone ? button(t("appointments.phone"), `${t("appointments.phone")}: ${known.name}`, () => showPhone(item)) : nothing;
  if (!item.changeable) return phone;
  return [
    phone,
    button(t("appointments.move"), `${t("appointments.move")} ${item.code}`, () => move(item)),
    button(t("appointments.cancel"), `${t("appointments.cancel")} ${item.code}`, () => cancel(item, known), "danger"),
  ];
}

/** @param {Wire.StaffAppointment} item */
function row(item) {
  const by = item.booked_by === CITIZEN ? t("appointments.by_citizen") : t("appointments.at_desk", { by: item.booked_by });
  return html`<tr class=${item.state === "booked" || item.state === "checked_in" ? "" : "over"}>
    <td class="time">${timeOf(item.at)}</td>
    <td class="code">${item.code}</td>
    <td>${[item.name ?? t("appointments.unnamed"), item.phone].filter(Boolean).join(" · ")}<span class="hint">${by}</span></td>
    <td>${item.matters.join("; ") || t("appointments.procedure_any")}<span class="hint">${item.queue_name}</span></td>
    <td>${t(`booking_state.${item.state}`)}</td>
    <td>${item.number ?? "–"}</td>
    <td class="deeds">${deeds(item)}</td>
  </tr>`;
}

async function load() {
  const mine = (reading += 1);
  try {
    const wish = new URLSearchParams({ day, ...(queueChoice.value ? { queue: queueChoice.value } : {}) });
    /** @type {Wire.AppointmentList} */
    const found = await api("GET", `/api/v1/appointments?${wish}`);
    if (mine !== reading) return;
    draw(byId("rows"), each(found.items, ({ id }) => id, row));
    byId("table").hidden = !found.items.length;
    byId("none").hidden = found.items.length > 0;
    byId("count").textContent = t("appointments.count", { count: found.items.length, open: found.items.filter((item) => item.changeable).length });
  } catch (problem) {
    problemShown(problem);
  }
}

/** @param {Wire.StaffAppointment} item */
async function showPhone(item) {
  try {
    /** @type {Wire.StaffAppointment} */
    const whole = await api("GET", `/api/v1/appointments/${item.id}`);
    const name = whole.name ?? t("appointments.unnamed");
    openDialog(t("appointments.phone"), h("p", {}, whole.phone ? t("appointments.phone_of", { name, phone: whole.phone }) : t("appointments.phone_none")));
  } catch (problem) {
    problemShown(problem);
  }
}

/** @param {Wire.StaffAppointment} item
 * @param {Record<string, string>} known */
async function cancel(item, known) {
  if (!(await sure(t("appointments.cancel_title", known), t("appointments.cancel_hint", known), t("appointments.cancel")))) return;
  try {
    await api("POST", `/api/v1/appointments/${item.id}/cancel`, {});
    toast(t("appointments.cancelled", { code: item.code }));
  } catch (problem) {
    problemShown(problem);
  }
  load();
}

/** Two fields that belong together: a day, and the times that are free on it in a queue.
 * @param {() => string} queueOf */
function slotFields(queueOf) {
  const days = h("select", { id: "field-day", name: "day" });
  const times = h("select", { id: "field-slot", name: "slot" });
  /** @type {Wire.SlotDay[]} */
  let known = [];
  const fill = () => {
    const free = (known.find((one) => one.day === days.value)?.slots ?? []).filter((slot) => slot.left > 0);
    times.replaceChildren(...free.map((slot) => h("option", { value: slot.at }, t("appointments.slot_left", { time: timeOf(slot.at), count: slot.left }))));
    if (!free.length) times.append(h("option", { value: "" }, t("appointments.slots_none")));
  };
  const ask = async () => {
    const queue = queueOf();
    try {
      /** @type {Wire.Slots} */
      const found = await api("GET", `/api/v1/appointments/slots?queue=${encodeURIComponent(queue)}`);
      if (queue !== queueOf()) return;
      known = found.days;
      const wished = days.value || day;
      days.replaceChildren(
        ...known.map((one) => {
          const weekday = t(`booking.weekday_${new Date(`${one.day}T12:00:00Z`).getUTCDay()}`);
          return h("option", { value: one.day, disabled: !one.open }, `${weekday}, ${shortDay(one.day)}${one.open ? "" : ` · ${t("booking.closed_day")}`}`);
        }),
      );
      const open = known.filter((one) => one.slots.some((slot) => slot.left > 0));
      days.value = (open.find((one) => one.day === wished) ?? open[0] ?? known[0])?.day ?? "";
      fill();
    } catch (problem) {
      problemShown(problem);
    }
  };
  days.addEventListener("change", fill);
  return {
    ask,
    at: () => times.value,
    nodes: [h("div", {}, h("label", { for: "field-day" }, t("appointments.day")), days), h("div", {}, h("label", { for: "field-slot" }, t("appointments.slot")), times)],
  };
}

/** A form whose send button makes one deed, whatever happens on the way.
 * @param {HTMLElement[]} fields
 * @param {string} verb
 * @param {(value: (name: string) => string, key: string) => Promise<void>} send */
function form(fields, verb, send) {
  const error = h("p", { class: "error whole", role: "alert", hidden: true });
  const button = h("button", { type: "submit", class: "primary" }, verb);
  /** @type {HTMLFormElement} */
  const made = h("form", { class: "booking-form", novalidate: true, autocomplete: "off" }, error, fields, button);
  /** @param {string} name */
  const value = (name) => /** @type {HTMLInputElement | HTMLSelectElement} */ (made.elements.namedItem(name)).value.trim();
  let key = freshKey();
  made.addEventListener("input", () => (key = freshKey()));
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    error.hidden = true;
    try {
      await send(value, key);
      dialog.close();
      load();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.status) key = freshKey();
      error.textContent = problem.title;
      error.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
  return made;
}

/** @param {string} name
 * @param {string} label */
function field(name, label, more = {}) {
  return h("div", {}, h("label", { for: `field-${name}` }, t(label)), h("input", { id: `field-${name}`, name, ...more }));
}

function book() {
  const select = h("select", { id: "field-queue", name: "queue" }, queues.map((queue) => h("option", { value: queue.id }, queue.name)));
  const procedures = h("select", { id: "field-procedure", name: "procedure" });
  if (queueChoice.value) select.value = queueChoice.value;
  const times = slotFields(() => select.value);
  const ofQueue = async () => {
    const any = h("option", { value: "" }, t("appointments.procedure_any"));
    procedures.replaceChildren(any);
    times.ask();
    const wanted = select.value;
    /** @type {{items: Wire.Procedure[]}} */
    const found = await api("GET", `/api/v1/procedures?field=${encodeURIComponent(wanted)}&limit=${DOCUMENTED}`).catch(() => ({ items: [] }));
    if (select.value === wanted) procedures.append(...found.items.map((one) => h("option", { value: one.id }, one.short_name || one.name)));
  };
  select.addEventListener("change", ofQueue);
  const fields = [
    h("div", {}, h("label", { for: "field-queue" }, t("appointments.queue")), select),
    h("div", {}, h("label", { for: "field-procedure" }, t("appointments.procedure")), procedures),
    ...times.nodes,
    field("name", "appointments.name", { maxlength: longest.NewAppointment.name }),
    field("phone", "appointments.phone_label", { type: "tel", maxlength: longest.NewAppointment.phone }),
    h("div", { class: "whole" }, h("label", { for: "field-card" }, t("appointments.card")), h("input", { id: "field-card", name: "card", inputmode: "numeric", maxlength: 12 })),
  ];
  const made = form(fields, t("appointments.book"), async (value, key) => {
    /** @type {Record<string, unknown>} */
    const body = { at: times.at(), lang: document.documentElement.lang };
    if (value("procedure")) body.procedures = [value("procedure")];
    else body.queue = value("queue");
    for (const name of ["name", "phone", "card"]) if (value(name)) body[name] = value(name);
    /** @type {Wire.StaffAppointment} */
    const done = await api("POST", "/api/v1/appointments", body, { key });
    toast(t("appointments.booked", { time: timeOf(done.at), day: shortDay(done.day), code: done.code }));
    day = dayField.value = done.day;
  });
  openDialog(t("appointments.new"), made);
  ofQueue();
  select.focus();
}

/** @param {Wire.StaffAppointment} item */
function move(item) {
  const times = slotFields(() => item.queue);
  const made = form(times.nodes, t("appointments.move"), async (_, key) => {
    /** @type {Wire.StaffAppointment} */
    const done = await api("POST", `/api/v1/appointments/${item.id}/move`, { at: times.at() }, { key });
    toast(t("appointments.moved", { code: done.code, time: timeOf(done.at), day: shortDay(done.day) }));
  });
  openDialog(t("appointments.move_title", { code: item.code }), made);
  times.ask();
}

async function begin() {
  day = dayField.value = isoDay(serverNow());
  try {
    queues = await api("GET", "/api/v1/queues");
    day = dayField.value = isoDay(serverNow());
    queueChoice.append(...queues.map((queue) => h("option", { value: queue.id }, queue.name)));
  } catch (problem) {
    problemShown(problem);
  }
  load();
}

dayField.addEventListener("change", () => {
  day = dayField.value || isoDay(serverNow());
  load();
});
queueChoice.addEventListener("change", load);
byId("new").addEventListener("click", book);
byId("print").addEventListener("click", () => window.print());
setInterval(() => {
  if (document.visibilityState === "visible" && !dialog.open) load();
}, EVERY);
begin();
