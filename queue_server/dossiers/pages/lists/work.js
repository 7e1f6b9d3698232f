/* The work list of a department or of the centre: by due date, live by facts, signing for hand-overs one or many at once.
   It asks the API for everything that it shows and decides nothing. */

import { connect } from "/assets/link.js";
import { api, h, messages } from "/assets/page.js";
import { momentOf, problemShown, toast } from "/assets/office/desk.js";
import { due, openBy, pageOf, placeName, showLink, statusChip } from "../dossier/dossier_marks.js";

const t = messages();
const byId = (id) => document.getElementById(id);
const STAGES = ["receive", "work", "citizen", "result"];
const CENTRE = ""; // the value of the centre among the places
const PAGE = 100;
const SOON = 400; // ms: many facts in a row ask once

let person = null;
let place = CENTRE;
let stage = "receive";
let shown = [];
let total = 0;
let asked = 0;
let timer = null;
const ticked = new Set();
const presence = new Map();

function stages() {
  return place === CENTRE ? STAGES : STAGES.slice(0, 3);
}

function query(of, limit, offset = 0) {
  const wanted = new URLSearchParams({ stage: of, order: "due", limit, offset });
  if (place === CENTRE) wanted.set("place", "centre");
  else wanted.set("department", place);
  if (byId("mine").checked && of !== "receive") wanted.set("assigned_to", person.name);
  return `/api/v1/dossiers?${wanted}`;
}

async function load({ more = false } = {}) {
  const mine = (asked += 1);
  try {
    const others = stages().filter((one) => one !== stage);
    const [found, ...rest] = await Promise.all([
      api("GET", query(stage, more ? PAGE : Math.max(PAGE, Math.min(200, shown.length)), more ? shown.length : 0)),
      ...others.map((one) => api("GET", query(one, 1))),
    ]);
    if (mine !== asked) return;
    shown = more ? [...shown, ...found.items] : found.items;
    total = found.total;
    const codes = new Set(shown.map((dossier) => dossier.code));
    for (const code of ticked) if (!codes.has(code)) ticked.delete(code);
    drawTabs(new Map([[stage, found], ...others.map((one, index) => [one, rest[index]])]));
    draw();
  } catch (problem) {
    if (mine !== asked) return;
    if (!problem.title) throw problem;
    problemShown(problem);
  }
}

function drawTabs(counts) {
  const focused = byId("tabs").contains(document.activeElement);
  byId("tabs").replaceChildren(
    ...stages().map((one) => {
      const { total: count, total_exact: exact } = counts.get(one);
      return h(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${one}`,
          "aria-selected": String(one === stage),
          "aria-controls": "panel",
          tabindex: one === stage ? 0 : -1,
          onclick: () => choose(one),
        },
        t(`work.tab_${one}`),
        h("b", {}, exact ? count : t("work.more_than", { count })),
      );
    }),
  );
  byId("panel").setAttribute("aria-labelledby", `tab-${stage}`);
  if (focused) byId(`tab-${stage}`).focus();
}

function choose(one) {
  stage = one;
  shown = [];
  ticked.clear();
  byId("faults").replaceChildren();
  for (const tab of byId("tabs").children) tab.setAttribute("aria-selected", String(tab.id === `tab-${one}`));
  return load();
}

function draw() {
  const focused = document.activeElement?.closest?.("[data-code]")?.dataset.code;
  const inBox = document.activeElement?.matches?.("tbody [type=checkbox]");
  const receive = stage === "receive";
  byId("sign").hidden = !receive || !shown.length;
  byId("mine-choice").hidden = receive;
  const heads = [receive && "", t("dossier.code"), t("dossier.procedure"), t("dossier.applicant"), receive ? t("work.given") : t("dossier.status"), t("dossier.due"), receive ? "" : t("work.officer")];
  byId("heads").replaceChildren(...heads.filter((head) => head !== false).map((head) => h(head ? "th" : "td", { scope: head ? "col" : null }, head)));
  byId("rows").replaceChildren(...shown.map(row));
  byId("table").hidden = !shown.length;
  byId("empty").hidden = shown.length > 0;
  byId("empty").textContent = t(`work.empty_${stage}`);
  byId("more").hidden = shown.length >= total;
  drawTicks();
  if (focused) byId("rows").querySelector(`[data-code="${CSS.escape(focused)}"]`)?.querySelector(inBox ? "input" : "a")?.focus({ preventScroll: true });
}

function row(dossier) {
  const receive = stage === "receive";
  const box =
    receive &&
    h("input", {
      type: "checkbox",
      checked: ticked.has(dossier.code),
      "aria-label": t("work.pick", { code: dossier.code }),
      onchange: (event) => tick(dossier.code, event.target.checked),
    });
  const given = dossier.awaited;
  return h(
    "tr",
    { dataset: { code: dossier.code }, class: dossier.overdue ? "late" : dossier.due_soon ? "near" : null },
    box && h("td", { class: "box" }, box),
    h("td", {}, h("a", { href: pageOf(dossier.code) }, dossier.code), h("span", { class: "presence" }, openBy(presence.get(dossier.code), person.name))),
    h("td", {}, h("span", { class: "two-lines", title: dossier.procedure_name }, dossier.procedure_name ?? dossier.external?.system ?? "")),
    h("td", { class: "person" }, dossier.applicant?.name ?? ""),
    receive
      ? h("td", {}, given && t("work.given_by", { giver: given.giver, at: momentOf(given.given_at) }), given?.due_at && h("span", { class: "hint block" }, t("work.sign_by", { at: momentOf(given.due_at) })))
      : h("td", {}, statusChip(dossier)),
    h("td", { class: "when" }, due(dossier)),
    receive
      ? h("td", { class: "act" }, h("button", { type: "button", onclick: () => sign([dossier.code]) }, t("work.receive")))
      : h("td", { class: "person" }, dossier.assigned_to ?? h("span", { class: "quiet" }, t("work.nobody"))),
  );
}

function tick(code, on) {
  if (on) ticked.add(code);
  else ticked.delete(code);
  drawTicks();
}

function drawTicks() {
  const count = ticked.size;
  byId("receive").disabled = !count;
  byId("receive").textContent = count ? t("work.receive_some", { count }) : t("work.receive_none");
  byId("all").checked = count > 0 && count === shown.length;
  byId("all").indeterminate = count > 0 && count < shown.length;
}

/* One after the other, each its own deed: what cannot be signed for does not keep back the others. */
async function sign(codes) {
  const button = byId("receive");
  button.disabled = true;
  const faults = [];
  let done = 0;
  for (const code of codes) {
    const dossier = shown.find((one) => one.code === code);
    try {
      await api("POST", `/api/v1/dossiers/${encodeURIComponent(code)}/receive`, { version: dossier.version });
      done += 1;
    } catch (problem) {
      if (!problem.title) throw problem;
      if (problem.status === 401) return problemShown(problem);
      faults.push(t("work.not_received", { code, why: problem.title }));
    }
    ticked.delete(code);
  }
  if (done) toast(t("work.received", { count: done }));
  byId("faults").replaceChildren(...faults.map((fault) => h("li", {}, fault)));
  return load();
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(load, SOON);
}

function concerns({ type, data }) {
  if (type !== "dossier_changed" && type !== "dossier_received") return false;
  const here = place === CENTRE ? null : place;
  return data.department === here || data.from_place === here || shown.some((dossier) => dossier.code === data.code);
}

function drawPlace() {
  byId("place-title").textContent = placeName(place || null);
}

/* Keys: arrows among tabs and rows, space ticks (the browser's own), Enter follows the link. */
byId("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = stages();
  choose(all[(all.indexOf(stage) + step + all.length) % all.length]).then(() => byId(`tab-${stage}`).focus());
});
byId("tabs").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") {
    event.preventDefault();
    byId("rows").querySelector("input, a")?.focus();
  }
});
byId("rows").addEventListener("keydown", (event) => {
  const line = event.target.closest("tr");
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  if (step) {
    event.preventDefault();
    const which = event.target.matches("input") ? "input" : event.target.matches("button") ? "button" : "a";
    (line[step]?.querySelector(which) ?? (event.key === "ArrowUp" ? byId(`tab-${stage}`) : null))?.focus();
  } else if (event.key === "Enter" && event.target.matches("input")) {
    location.assign(line.querySelector("a").href);
  }
});
byId("all").addEventListener("change", (event) => {
  ticked.clear();
  if (event.target.checked) for (const dossier of shown) ticked.add(dossier.code);
  draw();
});
byId("receive").addEventListener("click", () => sign([...ticked]));
byId("mine").addEventListener("change", () => load());
byId("more").addEventListener("click", () => load({ more: true }));
byId("place").addEventListener("change", (event) => {
  place = event.target.value;
  drawPlace();
  choose("receive");
});

async function begin() {
  person = await api("GET", "/api/v1/session");
  const places = await api("GET", "/api/v1/departments");
  const everywhere = person.role !== "officer";
  const own = person.department;
  const mine = everywhere ? [CENTRE, ...places.map((one) => one.name)] : [own, own && !person.counters.length ? null : CENTRE].filter((one) => one !== null);
  place = own ?? CENTRE;
  byId("place").replaceChildren(...mine.map((one) => h("option", { value: one, selected: one === place }, placeName(one || null))));
  byId("place-choice").hidden = mine.length < 2;
  drawPlace();
  await load();
  // Nothing waits for a signature: the work itself is what somebody comes for.
  if (!shown.length) await choose("work");
  connect({
    onSnapshot: () => {
      presence.clear();
      load();
    },
    onFact: (fact) => concerns(fact) && soon(),
    onPresence: ({ code, names }) => {
      presence.set(code, names);
      const at = byId("rows").querySelector(`[data-code="${CSS.escape(code)}"] .presence`);
      at?.replaceChildren(openBy(names, person.name) ?? "");
    },
    onStatus: showLink,
  });
}

begin().catch((problem) => {
  if (!problem.title) throw problem;
  problemShown(problem);
});
