/* The desk's day of appointments: the list, booking for somebody, moving, cancelling. The server decides; nothing is kept. */

import { Problem, api, freshKey, h, messages, serverNow } from "/assets/page.js";
import { isoDay, openDialog, problemShown, shortDay, sure, timeOf, toast } from "/assets/office/desk.js";

const t = messages();
const byId = (id) => document.getElementById(id);
const EVERY = 30000;
const CITIZEN = "citizen";
const DOCUMENTED = 200;
let queues = [];
let day = "";
let reading = 0;

function deeds(item) {
  const known = { name: item.name ?? t("appointments.unnamed"), time: timeOf(item.at), code: item.code };
  const phone = item.phone && h("button", { type: "button", "aria-label": `${t("appointments.phone")}: ${known.name}`, onclick: () => showPhone(item) }, t("appointments.phone"));
  if (item.state !== "booked") return [phone];
  return [
    phone,
    h("button", { type: "button", "aria-label": `${t("appointments.move")} ${item.code}`, onclick: () => move(item) }, t("appointments.move")),
    h("button", { type: "button", class: "danger", "aria-label": `${t("appointments.cancel")} ${item.code}`, onclick: () => cancel(item, known) }, t("appointments.cancel")),
  ];
}

function row(item) {
  const by = item.booked_by === CITIZEN ? t("appointments.by_citizen") : t("appointments.at_desk", { by: item.booked_by });
  return h(
    "tr",
    { class: item.state === "booked" || item.state === "checked_in" ? "" : "over" },
    h("td", { class: "time" }, timeOf(item.at)),
    h("td", { class: "code" }, item.code),
    h("td", {}, [item.name ?? t("appointments.unnamed"), item.phone].filter(Boolean).join(" · "), h("span", { class: "hint" }, by)),
    h("td", {}, item.matters.join("; ") || t("appointments.procedure_any"), h("span", { class: "hint" }, item.queue_name)),
    h("td", {}, t(`booking_state.${item.state}`)),
    h("td", {}, item.number ?? "–"),
    h("td", { class: "deeds" }, deeds(item)),
  );
}

async function load() {
  const mine = (reading += 1);
  try {
    const wish = new URLSearchParams({ day, ...(byId("queue").value ? { queue: byId("queue").value } : {}) });
    const found = await api("GET", `/api/v1/appointments?${wish}`);
    if (mine !== reading) return;
    // A press must not be lost to a list that is drawn anew under it.
    const focused = document.activeElement?.getAttribute("aria-label");
    byId("rows").replaceChildren(...found.items.map(row));
    if (focused) byId("rows").querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
    byId("table").hidden = !found.items.length;
    byId("none").hidden = found.items.length > 0;
    byId("count").textContent = t("appointments.count", { count: found.items.length, open: found.items.filter((item) => item.state === "booked").length });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    problemShown(problem);
  }
}

async function showPhone(item) {
  try {
    const whole = await api("GET", `/api/v1/appointments/${item.id}`);
    const name = whole.name ?? t("appointments.unnamed");
    openDialog(t("appointments.phone"), h("p", {}, whole.phone ? t("appointments.phone_of", { name, phone: whole.phone }) : t("appointments.phone_none")));
  } catch (problem) {
    problemShown(problem);
  }
}

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

/** Two fields that belong together: a day, and the times that are free on it in a queue. */
function slotFields(queueOf) {
  const days = h("select", { id: "field-day", name: "day" });
  const times = h("select", { id: "field-slot", name: "slot" });
  let known = [];
  const fill = () => {
    const free = (known.find((one) => one.day === days.value)?.slots ?? []).filter((slot) => slot.left > 0);
    times.replaceChildren(...free.map((slot) => h("option", { value: slot.at }, t("appointments.slot_left", { time: timeOf(slot.at), count: slot.left }))));
    if (!free.length) times.append(h("option", { value: "" }, t("appointments.slots_none")));
  };
  const ask = async () => {
    const queue = queueOf();
    try {
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

/** A form whose send button makes one deed, whatever happens on the way. */
function form(fields, verb, send) {
  const error = h("p", { class: "error whole", role: "alert", hidden: true });
  const button = h("button", { type: "submit", class: "primary" }, verb);
  const made = h("form", { class: "booking-form", novalidate: true, autocomplete: "off" }, error, fields, button);
  let key = freshKey();
  made.addEventListener("input", () => (key = freshKey()));
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    error.hidden = true;
    try {
      await send(made.elements, key);
      byId("dialog").close();
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

function field(name, label, more = {}) {
  return h("div", {}, h("label", { for: `field-${name}` }, t(label)), h("input", { id: `field-${name}`, name, ...more }));
}

function book() {
  const select = h("select", { id: "field-queue", name: "queue" }, queues.map((queue) => h("option", { value: queue.id }, queue.name)));
  const procedures = h("select", { id: "field-procedure", name: "procedure" });
  if (byId("queue").value) select.value = byId("queue").value;
  const times = slotFields(() => select.value);
  const ofQueue = async () => {
    const any = h("option", { value: "" }, t("appointments.procedure_any"));
    procedures.replaceChildren(any);
    times.ask();
    const wanted = select.value;
    const found = await api("GET", `/api/v1/procedures?field=${encodeURIComponent(wanted)}&limit=${DOCUMENTED}`).catch(() => ({ items: [] }));
    if (select.value === wanted) procedures.append(...found.items.map((one) => h("option", { value: one.id }, one.short_name || one.name)));
  };
  select.addEventListener("change", ofQueue);
  const fields = [
    h("div", {}, h("label", { for: "field-queue" }, t("appointments.queue")), select),
    h("div", {}, h("label", { for: "field-procedure" }, t("appointments.procedure")), procedures),
    times.nodes,
    field("name", "appointments.name", { maxlength: 120 }),
    field("phone", "appointments.phone_label", { type: "tel", maxlength: 20 }),
    h("div", { class: "whole" }, h("label", { for: "field-card" }, t("appointments.card")), h("input", { id: "field-card", name: "card", inputmode: "numeric", maxlength: 12 })),
  ];
  const made = form(fields, t("appointments.book"), async (elements, key) => {
    const value = (name) => elements[name].value.trim();
    const body = { at: times.at(), lang: document.documentElement.lang };
    if (value("procedure")) body.procedures = [value("procedure")];
    else body.queue = value("queue");
    for (const name of ["name", "phone", "card"]) if (value(name)) body[name] = value(name);
    const done = await api("POST", "/api/v1/appointments", body, { key });
    toast(t("appointments.booked", { time: timeOf(done.at), day: shortDay(done.day), code: done.code }));
    day = byId("day").value = done.day;
  });
  openDialog(t("appointments.new"), made);
  ofQueue();
  select.focus();
}

function move(item) {
  const times = slotFields(() => item.queue);
  const made = form(times.nodes, t("appointments.move"), async (_, key) => {
    const done = await api("POST", `/api/v1/appointments/${item.id}/move`, { at: times.at() }, { key });
    toast(t("appointments.moved", { code: done.code, time: timeOf(done.at), day: shortDay(done.day) }));
  });
  openDialog(t("appointments.move_title", { code: item.code }), made);
  times.ask();
}

async function begin() {
  day = byId("day").value = isoDay(serverNow());
  try {
    queues = await api("GET", "/api/v1/queues");
    day = byId("day").value = isoDay(serverNow());
    byId("queue").append(...queues.map((queue) => h("option", { value: queue.id }, queue.name)));
  } catch (problem) {
    problemShown(problem);
  }
  load();
}

byId("day").addEventListener("change", () => {
  day = byId("day").value || isoDay(serverNow());
  load();
});
byId("queue").addEventListener("change", load);
byId("new").addEventListener("click", book);
byId("print").addEventListener("click", () => window.print());
setInterval(() => document.visibilityState === "visible" && !byId("dialog").open && load(), EVERY);
begin();
