/* The greeter's tablet: finds a procedure, takes a number for somebody, has it printed at a kiosk, checks people back in.
   One wish has one key: tapped twice or sent twice it is one number. */

import { api, freshKey, h, messages, serverNow } from "/assets/page.js";
import { icon, isoDay, problemShown, toast } from "/assets/office/desk.js";

const t = messages();
const byId = (id) => document.getElementById(id);
const LANG = document.documentElement.lang;
const APART = 3000; // ms between two numbers
const WAIT = 200; // ms after the last key
const BACK = new Set(["no_show", "held"]);
let queues = new Map();
let kiosks = [];
let groups = [];
let chosen = null;
let timer = null;
let asked = 0;
let last = -APART;

async function told(work) {
  try {
    return await work();
  } catch (problem) {
    problemShown(problem);
    return null;
  }
}

async function figures() {
  const [rows, places] = await Promise.all([api("GET", "/api/v1/queues"), api("GET", "/api/v1/kiosks")]);
  queues = new Map(rows.map((row) => [row.id, row]));
  kiosks = places;
}

/* What the list shows: procedures for a new file, else the queues. */
async function list() {
  const purpose = byId("purpose").value;
  const mine = (asked += 1);
  byId("search-box").hidden = purpose !== "submit";
  if (purpose === "guide") return guide(mine);
  if (purpose !== "submit") {
    byId("count").textContent = t("greeter.which_queue");
    return byId("hits").replaceChildren(...[...queues.values()].map((row) => hit(row, row.name, waiting(row), () => choose({ queue: row.id, title: row.name, purpose, documents: [] }))));
  }
  const found = await told(() => api("GET", `/api/v1/procedures?limit=12&q=${encodeURIComponent(byId("q").value.trim())}`));
  if (!found || mine !== asked) return;
  byId("count").textContent = found.items.length ? t("greeter.hits", { count: found.total }) : t("greeter.no_hits");
  byId("hits").replaceChildren(...found.items.map((item) => hit(queues.get(item.queue), item.short_name || item.name, item.queue ? waiting(queues.get(item.queue)) : t("greeter.look_up_only"), () => procedure(item))));
}

function waiting(row) {
  return row ? t("greeter.waiting", { count: row.waiting }) : "";
}

function hit(row, name, line, press) {
  const letter = h("span", { class: "letter", style: { background: row?.colour ?? "#5B6770" }, "aria-hidden": "true" }, row?.prefix ?? "·");
  const button = h("button", { type: "button", "aria-pressed": "false", onclick: () => { mark(button); press(); } }, letter, h("span", {}, name, h("small", {}, line)));
  return h("li", {}, button);
}

function mark(button) {
  for (const one of document.querySelectorAll(".hits [aria-pressed]")) one.setAttribute("aria-pressed", String(one === button));
}

async function guide(mine) {
  byId("count").textContent = "";
  byId("hits").replaceChildren();
  const centre = await told(() => api("GET", "/api/v1/centre"));
  if (mine === asked && centre?.guide_queue) choose({ queue: centre.guide_queue, title: t("greeter.purpose_guide"), purpose: "guide", documents: [] });
}

async function procedure(item) {
  const papers = await told(() => api("GET", `/api/v1/procedures/${encodeURIComponent(item.id)}/papers`));
  if (papers) choose({ ...papers, procedure: item.id, purpose: "submit" });
}

async function choose(one) {
  chosen = { ...one, ticked: new Set(), priority: null, key: freshKey() };
  await told(figures);
  show();
}

function right(...parts) {
  byId("chosen").replaceChildren(...parts.filter(Boolean));
}

function show() {
  const one = chosen;
  const row = queues.get(one.queue);
  const range = row?.estimate && t("greeter.minutes", { low: row.estimate.p50_minutes, high: row.estimate.p90_minutes });
  const facts = row && [
    [t("greeter.people"), String(row.waiting)],
    ...(range ? [[t("greeter.wait"), range]] : []),
    [t("greeter.counters"), row.counters.join(", ")],
    ...(row.quota_left !== null ? [[t("greeter.left"), String(row.quota_left)]] : []),
  ];
  right(
    h("h2", {}, one.title),
    facts && h("dl", { class: "facts" }, facts.map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value)))),
    row?.quota_left === 0 ? h("p", { class: "error" }, t("greeter.full")) : null,
    one.documents.length ? ticks(one) : null,
    one.queue
      ? h("div", { class: "choose" }, field("priority", t("greeter.priority"), [["", t("greeter.no_priority")], ...groups.map((group) => [group.id, group[LANG] ?? group.vi])]), printAt())
      : h("p", { class: "hint" }, t("greeter.look_up_only")),
    h(
      "div",
      { class: "deeds" },
      one.queue ? h("button", { type: "button", class: "primary", id: "take-number", onclick: take }, icon("receipt-text"), t("greeter.take")) : null,
      one.procedure ? h("button", { type: "button", id: "give-list", onclick: checklist }, icon("file-text"), t("greeter.checklist")) : null,
    ),
  );
}

function ticks(one) {
  const row = (paper) => {
    const box = h("input", { type: "checkbox", checked: one.ticked.has(paper.name), onchange: () => (box.checked ? one.ticked.add(paper.name) : one.ticked.delete(paper.name)) });
    const notes = [paper.note, paper.show_only && t("need.show_only"), paper.conditional && t("need.conditional")].filter(Boolean).join("; ");
    return h("label", { class: "tick" }, box, h("span", { lang: "vi" }, paper.name, notes ? h("small", {}, notes) : null));
  };
  return h("fieldset", {}, h("legend", {}, t("greeter.papers")), one.documents.map(row));
}

function field(name, label, options) {
  return h("div", {}, h("label", { for: name }, label), h("select", { id: name }, options.map(([value, text, off]) => h("option", { value, disabled: off }, text))));
}

/* The kiosks that can print now; the last choice is kept on this tablet. */
function printAt() {
  const options = kiosks.map((one) => [one.name, one.ready ? one.title : `${one.title} · ${t(`greeter.${one.trouble}`)}`, !one.ready]);
  const box = field("kiosk", t("greeter.print_at"), [["", t("greeter.no_print")], ...options]);
  const kept = localStorage.getItem("greeter-kiosk") ?? "";
  const select = box.querySelector("select");
  if (kiosks.some((one) => one.name === kept && one.ready)) select.value = kept;
  select.addEventListener("change", () => localStorage.setItem("greeter-kiosk", select.value));
  return box;
}

function kiosk() {
  const name = byId("kiosk")?.value;
  return kiosks.find((one) => one.name === name) ?? null;
}

async function take() {
  if (performance.now() - last < APART) return;
  last = performance.now();
  const one = chosen;
  const place = kiosk();
  const button = byId("take-number");
  button.disabled = true;
  const body = {
    ...(one.procedure ? { procedures: [one.procedure] } : { queue: one.queue }),
    purpose: one.purpose,
    lang: LANG,
    documents: [...one.ticked],
    ...(byId("priority")?.value ? { priority: byId("priority").value } : {}),
  };
  let ticket = null;
  try {
    ticket = await api("POST", "/api/v1/tickets", body, { key: one.key });
  } catch (problem) {
    // Without an answer the next tap is still the same wish.
    if (problem.status) one.key = freshKey();
    last = -APART;
    problemShown(problem);
    button.disabled = false;
    return;
  }
  shown(ticket, one.title, place ? await print(place, { ticket: ticket.id, lang: ticket.lang }) : null);
}

/* What became of the wish to print: a sentence and whether it went well. */
async function print(place, body) {
  try {
    await api("POST", `/api/v1/kiosks/${encodeURIComponent(place.name)}/papers`, body);
    return [t("greeter.printing", { kiosk: place.title }), true];
  } catch (problem) {
    return [problem.title, false];
  }
}

/* Whoever did not give a number may not see its code, and then there is no picture. */
function unseen(event) {
  event.target.remove();
}

/* The number, large, with the code of its page: the citizen photographs it where nothing is printed. */
function shown(ticket, title, printed) {
  right(
    h("h2", {}, title),
    h("p", { class: "big" }, ticket.number),
    h("p", { class: "said" }, t("greeter.place", { ahead: ticket.ahead, counters: ticket.counters.join(", ") })),
    printed && h("p", { class: `said${printed[1] ? "" : " warn"}`, role: "status" }, printed[0]),
    ticket.follow_url && h("img", { class: "code", src: `/api/v1/tickets/${ticket.id}/follow.svg`, alt: t("greeter.code", { number: ticket.number }), onerror: unseen }),
    ticket.follow_url && h("p", { class: "code-line" }, t("greeter.photograph")),
    h("div", { class: "deeds" }, h("button", { type: "button", class: "primary", onclick: next }, t("greeter.next")), again(ticket)),
  );
  byId("chosen").focus();
}

function next() {
  chosen = null;
  byId("q").value = "";
  byId("purpose").value = "submit";
  right(h("p", { class: "quiet empty" }, t("greeter.nothing")));
  told(figures).then(list);
  byId("q").focus();
}

/* The paper again, at the kiosk that was chosen last or the first that can print. */
function again(ticket) {
  const ready = kiosks.filter((one) => one.ready);
  if (!ready.length) return null;
  const place = ready.find((one) => one.name === localStorage.getItem("greeter-kiosk")) ?? ready[0];
  const press = async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    const [text, fine] = await print(place, { ticket: ticket.id, lang: ticket.lang });
    toast(text, { danger: !fine });
    setTimeout(() => (button.disabled = false), APART);
  };
  return h("button", { type: "button", onclick: press }, icon("printer"), t("greeter.print_again", { kiosk: place.title }));
}

/* A list instead of a number: counted once, shown with its code, printed where a kiosk was chosen. */
async function checklist() {
  const one = chosen;
  const place = kiosk();
  byId("give-list").disabled = true;
  const papers = one.documents.map((paper, index) => ({ ...paper, index })).filter((paper) => !paper.conditional && !one.ticked.has(paper.name));
  const list_ = { procedure: one.procedure, missing: papers.map((paper) => paper.name) };
  let printed = null;
  if (place) printed = await print(place, { checklist: list_, lang: LANG });
  if (!printed?.[1]) {
    const counted = await told(() => api("POST", "/api/v1/checklists", list_, { key: one.key }));
    if (!counted) return show();
  }
  right(
    h("h2", {}, one.title),
    h("h3", {}, papers.length ? t("need.missing") : t("greeter.nothing_missing")),
    h("ul", { class: "missing", lang: "vi" }, papers.map((paper) => h("li", {}, paper.name))),
    printed && h("p", { class: `said${printed[1] ? "" : " warn"}`, role: "status" }, printed[0]),
    h("img", { class: "code", src: `/api/v1/procedures/${encodeURIComponent(one.procedure)}/papers.svg?missing=${papers.map((paper) => paper.index).join(".")}`, alt: t("greeter.list_code"), onerror: unseen }),
    h("p", { class: "code-line" }, t("greeter.list_photograph")),
    h("div", { class: "deeds" }, h("button", { type: "button", class: "primary", onclick: next }, t("greeter.next")), h("button", { type: "button", onclick: show }, t("greeter.still"))),
  );
  byId("chosen").focus();
}

async function find(event) {
  event.preventDefault();
  const number = byId("number").value.trim().toUpperCase();
  if (!number) return;
  const found = await known(number);
  if (found?.length === 1) open(found[0]);
}

/* The day's tickets of this number, in the list as they are now. */
async function known(number) {
  const found = await told(() => api("GET", `/api/v1/tickets?number=${encodeURIComponent(number)}&date=${isoDay(serverNow())}`));
  if (!found) return null;
  await told(figures);
  const rows = found.map((ticket) => hit(queues.get(ticket.queue), ticket.number, t(`greeter.state_${ticket.state}`), () => open(ticket)));
  byId("found").replaceChildren(...(rows.length ? rows : [h("li", { class: "quiet" }, t("greeter.no_number", { number }))]));
  return found;
}

/* A number that exists: where it stands, and what the greeter can do with it. */
function open(ticket) {
  const back = async () => {
    const fresh = await told(() => api("POST", `/api/v1/tickets/${ticket.id}/check-in`, {}));
    if (!fresh) return;
    toast(t("greeter.is_back", { number: fresh.number }));
    open(fresh);
    await known(fresh.number);
  };
  right(
    h("h2", {}, queues.get(ticket.queue)?.name ?? ""),
    h("p", { class: "big" }, ticket.number),
    h("p", { class: "said" }, t(`greeter.state_${ticket.state}`), ticket.state === "waiting" ? ` · ${t("greeter.place", { ahead: ticket.ahead, counters: ticket.counters.join(", ") })}` : ""),
    h(
      "div",
      { class: "deeds" },
      BACK.has(ticket.state) ? h("button", { type: "button", class: "primary", onclick: back }, icon("check"), t("greeter.back")) : null,
      ["waiting", "held", "called", "no_show"].includes(ticket.state) ? again(ticket) : null,
    ),
    ticket.follow_url && h("img", { class: "code", src: `/api/v1/tickets/${ticket.id}/follow.svg`, alt: t("greeter.code", { number: ticket.number }), onerror: unseen }),
  );
}

const TABS = ["take", "find"];
function tab(name) {
  for (const one of TABS) {
    const mine = one === name;
    byId(one).hidden = !mine;
    byId(`tab-${one}`).setAttribute("aria-selected", String(mine));
    byId(`tab-${one}`).tabIndex = mine ? 0 : -1;
  }
  byId(name === "take" ? "q" : "number").focus();
}

for (const name of TABS) {
  byId(`tab-${name}`).addEventListener("click", () => tab(name));
  byId(`tab-${name}`).addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = TABS[(TABS.indexOf(name) + 1) % TABS.length];
    tab(other);
    byId(`tab-${other}`).focus();
  });
}
byId("purpose").addEventListener("change", list);
byId("q").addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(list, WAIT);
});
byId("find-form").addEventListener("submit", find);
told(async () => {
  const [centre] = await Promise.all([api("GET", "/api/v1/centre"), figures()]);
  groups = centre.priority_groups;
  await list();
});
