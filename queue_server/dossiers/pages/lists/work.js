/* The work list of a department or of the centre: by due date, live by facts, signing for hand-overs one or many at once.
   Everything that it shows comes from the API. */

import { connect } from "/assets/link.js";
import { api, byId, find, h, messages, Problem } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { momentOf } from "/assets/parts/dates.js";
import { draw, each, html, live, nothing } from "/assets/parts/draw.js";
import { onTabs } from "/assets/parts/tabs.js";
import { toast } from "/assets/parts/toast.js";
import { due, matterOf, openBy, pageOf, placeName, showLink, statusChip } from "../dossier/dossier_marks.js";

const t = messages();
/** @typedef {Wire.WorkPlace["stages"][number]} Stage */

const CENTRE = ""; // the value of the centre among the places
const PAGE = 100;
const SOON = 400; // ms: many facts in a row ask once

const placeChoice = byId("place", HTMLSelectElement);
const onlyMine = byId("mine", HTMLInputElement);
const all = byId("all", HTMLInputElement);
const receiveTicked = byId("receive", HTMLButtonElement);
let me = "";
let place = CENTRE;
/** The places whose work this person sees. @type {Wire.WorkPlace[]} */
let places = [];
/** @type {Stage} */
let stage = "receive";
/** @type {Wire.Dossier[]} */
let shown = [];
let total = 0;
let asked = 0;
let timer = 0;
/** The codes that are ticked. @type {Set<string>} */
const ticked = new Set();
/** Who has which dossier open now. @type {Map<string, string[]>} */
const presence = new Map();

function stages() {
  return places.find((one) => (one.place ?? CENTRE) === place)?.stages ?? [];
}

/** @param {Stage} of
 * @param {number} limit */
function query(of, limit, offset = 0) {
  const wanted = new URLSearchParams({ stage: of, order: "due", limit: String(limit), offset: String(offset) });
  if (place === CENTRE) wanted.set("place", "centre");
  else wanted.set("department", place);
  if (onlyMine.checked && of !== "receive") wanted.set("assigned_to", me);
  return `/api/v1/dossiers?${wanted}`;
}

async function load({ more = false } = {}) {
  const mine = (asked += 1);
  try {
    const others = stages().filter((one) => one !== stage);
    /** @type {Wire.DossierList[]} */
    const [found, ...rest] = await Promise.all([
      api("GET", query(stage, more ? PAGE : Math.max(PAGE, Math.min(200, shown.length)), more ? shown.length : 0)),
      ...others.map((one) => api("GET", query(one, 1))),
    ]);
    if (mine !== asked) return;
    shown = more ? [...shown, ...found.items] : found.items;
    total = found.total;
    const codes = new Set(shown.map((dossier) => dossier.code));
    for (const code of ticked) if (!codes.has(code)) ticked.delete(code);
    drawTabs((one) => (one === stage ? found : rest[others.indexOf(one)]));
    drawList();
  } catch (problem) {
    if (mine === asked) problemShown(problem);
  }
}

/** @param {(stage: Stage) => Wire.DossierList} listOf */
function drawTabs(listOf) {
  /** @param {Stage} one */
  const tab = (one) => {
    const { total: count, total_exact: exact } = listOf(one);
    const chosen = one === stage;
    return html`<button type="button" role="tab" id="tab-${one}" data-stage=${one} aria-selected=${String(chosen)} aria-controls="panel" tabindex=${chosen ? 0 : -1}>${t(`work.tab_${one}`)}<b>${exact ? count : t("work.more_than", { count })}</b></button>`;
  };
  draw(byId("tabs"), each(stages(), (one) => one, tab));
  byId("panel").setAttribute("aria-labelledby", `tab-${stage}`);
}

/** @param {Stage} one */
function choose(one) {
  stage = one;
  shown = [];
  ticked.clear();
  byId("faults").replaceChildren();
  for (const tab of byId("tabs").children) tab.setAttribute("aria-selected", String(tab.id === `tab-${one}`));
  return load();
}

function drawList() {
  const receive = stage === "receive";
  byId("sign").hidden = !receive || !shown.length;
  byId("mine-choice").hidden = receive;
  const heads = [t("dossier.code"), t("dossier.procedure"), t("dossier.applicant"), receive ? t("work.given") : t("dossier.status"), t("dossier.due")];
  const last = receive ? html`<td></td>` : html`<th scope="col">${t("work.officer")}</th>`;
  draw(byId("heads"), html`${receive ? html`<td></td>` : nothing}${heads.map((head) => html`<th scope="col">${head}</th>`)}${last}`);
  draw(byId("rows"), each(shown, ({ code }) => `${stage} ${code}`, row));
  byId("table").hidden = !shown.length;
  byId("empty").hidden = shown.length > 0;
  byId("empty").textContent = t(`work.empty_${stage}`);
  byId("more").hidden = shown.length >= total;
  drawTicks();
}

/** @param {Wire.Dossier} dossier */
function row(dossier) {
  const receive = stage === "receive";
  const { code } = dossier;
  return html`<tr data-code=${code} class=${dossier.overdue ? "late" : dossier.due_soon ? "near" : nothing}>
    ${receive ? html`<td class="box"><input type="checkbox" aria-label=${t("work.pick", { code })} .checked=${live(ticked.has(code))} @change=${ticks(code)} /></td>` : nothing}
    <td><a href=${pageOf(code)}>${code}</a><span class="presence">${openBy(presence.get(code), me)}</span></td>
    <td><span class="two-lines" title=${dossier.procedure_name ?? nothing}>${matterOf(dossier)}</span></td>
    <td class="person">${dossier.applicant?.name ?? ""}</td>
    <td>${receive ? given(dossier.awaited) : statusChip(dossier)}</td>
    <td class="when">${due(dossier)}</td>
    ${receive ? html`<td class="act"><button type="button" @click=${() => sign([code])}>${t("work.receive")}</button></td>` : html`<td class="person">${dossier.assigned_to ?? html`<span class="quiet">${t("work.nobody")}</span>`}</td>`}
  </tr>`;
}

/** Who gave it when, and until when it is to be signed for.
 * @param {Wire.Awaited | null} line */
function given(line) {
  if (!line) return nothing;
  const until = line.due_at ? html`<span class="hint block">${t("work.sign_by", { at: momentOf(line.due_at) })}</span>` : nothing;
  return html`${t("work.given_by", { giver: line.giver, at: momentOf(line.given_at) })}${until}`;
}

/** @param {string} code
 * @returns {(event: Event) => void} */
function ticks(code) {
  return ({ target }) => tick(code, target instanceof HTMLInputElement && target.checked);
}

/** @param {string} code
 * @param {boolean} on */
function tick(code, on) {
  if (on) ticked.add(code);
  else ticked.delete(code);
  drawTicks();
}

function drawTicks() {
  const count = ticked.size;
  receiveTicked.disabled = !count;
  receiveTicked.textContent = count ? t("work.receive_some", { count }) : t("work.receive_none");
  all.checked = count > 0 && count === shown.length;
  all.indeterminate = count > 0 && count < shown.length;
}

/** One after the other, each its own deed: what cannot be signed for does not keep back the others.
 * @param {string[]} codes */
async function sign(codes) {
  receiveTicked.disabled = true;
  /** @type {string[]} */
  const faults = [];
  let done = 0;
  for (const code of codes) {
    const dossier = shown.find((one) => one.code === code);
    try {
      await api("POST", `/api/v1/dossiers/${encodeURIComponent(code)}/receive`, { version: dossier?.version });
      done += 1;
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status === 401) return problemShown(problem);
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

/** @param {import("/assets/link.js").Fact} fact */
function concerns({ type, data }) {
  if (type !== "dossier_changed" && type !== "dossier_received") return false;
  const here = place === CENTRE ? null : place;
  return data.department === here || data.from_place === here || shown.some((dossier) => dossier.code === data.code);
}

function drawPlace() {
  byId("place-title").textContent = placeName(place || null);
}

/* Keys: arrows among tabs and rows, space ticks (the browser's own), Enter follows the link. */
onTabs(byId("tabs"), (tab) => choose(/** @type {Stage} */ (tab.dataset.stage)));
byId("tabs").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") {
    event.preventDefault();
    find(byId("rows"), "input, a")?.focus();
  }
});
/** From row to row, in the same column; from the first one up to the tab.
 * @param {Element} target
 * @param {HTMLTableRowElement} line
 * @param {boolean} up */
function walk(target, line, up) {
  const which = target.matches("input") ? "input" : target.matches("button") ? "button" : "a";
  const next = up ? line.previousElementSibling : line.nextElementSibling;
  ((next && find(next, which)) ?? (up ? byId(`tab-${stage}`) : null))?.focus();
}

byId("rows").addEventListener("keydown", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const line = target?.closest("tr");
  if (!target || !line) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    walk(target, line, event.key === "ArrowUp");
  } else if (event.key === "Enter" && target.matches("input")) {
    const link = find(line, "a", HTMLAnchorElement);
    if (link) location.assign(link.href);
  }
});
all.addEventListener("change", () => {
  ticked.clear();
  if (all.checked) for (const dossier of shown) ticked.add(dossier.code);
  drawList();
});
receiveTicked.addEventListener("click", () => sign([...ticked]));
onlyMine.addEventListener("change", () => load());
byId("more").addEventListener("click", () => load({ more: true }));
placeChoice.addEventListener("change", () => {
  place = placeChoice.value;
  drawPlace();
  choose("receive");
});

async function begin() {
  /** @type {Wire.Session} */
  const person = await api("GET", "/api/v1/session");
  me = person.name;
  /** @type {Wire.WorkPlaces} */
  const { items, own } = await api("GET", "/api/v1/dossiers/places");
  places = items;
  place = own ?? CENTRE;
  placeChoice.replaceChildren(...places.map((one) => h("option", { value: one.place ?? CENTRE, selected: (one.place ?? CENTRE) === place }, placeName(one.place))));
  byId("place-choice").hidden = places.length < 2;
  drawPlace();
  await load();
  // Nothing waits for a signature: the work itself is what somebody comes for.
  if (!shown.length) await choose("work");
  connect({
    onSnapshot: () => {
      presence.clear();
      load();
    },
    onFact: (fact) => {
      if (concerns(fact)) soon();
    },
    onPresence: ({ code, names }) => {
      presence.set(code, names);
      drawList();
    },
    onStatus: showLink,
  });
}

begin().catch(problemShown);
