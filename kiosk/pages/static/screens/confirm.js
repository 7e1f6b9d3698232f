/* What to bring, how long it takes, what it costs, who waits: then the number. Also shows a procedure for look-up. */
import { get } from "../api.js";
import { h, icon } from "../dom.js";
import { backTo, go, repaint } from "../navigation.js";
import { band, button, chip, fact, noneLeft, queueBands, queueFacts, title } from "../parts.js";
import { here, known, of, open, queue, t, visit } from "../state.js";
import { MOST_MATTERS } from "./choosing.js";
import { closedBand } from "./closed.js";
import { guideButton } from "./guide.js";
import { enough } from "./papers_check.js";
import { quietHoursButton } from "./quiet_hours.js";
import { take, taking } from "./taking.js";

const procedures = new Map();

function procedure(ident) {
  const key = `${known.catalogue}/${ident}`;
  const found = procedures.get(key);
  if (!found)
    get(`/local/procedures/${encodeURIComponent(ident)}`)
      .then((one) => { procedures.set(key, one); repaint(); })
      .catch(() => {});
  return found;
}

export function confirm() {
  const { procedure: looked, queue: chosen, lookUpOnly } = here();
  if (looked) return lookUp(looked, lookUpOnly);
  if (visit.purpose === "submit") return matters();
  return purpose(visit.purpose === "guide" ? known.state.centre.guide_queue : chosen);
}

/* One procedure to read; with a way to its number where there is one. */
function lookUp(ident, lookUpOnly) {
  const one = procedure(ident);
  if (!one) return { blocks: [] };
  const available = !lookUpOnly && one.queue && open();
  const start = () => {
    visit.purpose = "submit";
    visit.matters = [one.id];
    backTo("confirm");
    visit.path = [visit.path[0], { name: "confirm" }];
    repaint({ moved: true });
  };
  return {
    blocks: [
      { zone: "up", node: heading(one) },
      one.queue ? null : { zone: "up", node: band("notice", "info", t("confirm.look_up_only")) },
      open() ? null : { zone: "up", node: closedBand() },
      { zone: "down", node: documents(one) },
      { zone: "up", node: timeAndFee(one) },
      one.queue && open() ? { zone: "up", node: queueFacts(one.queue) } : null,
      one.queue ? { zone: "down", node: quietHoursButton(one.queue, go) } : null,
    ],
    fixed: available ? [button({ key: "get", symbol: "receipt-text", text: t("confirm.get_here"), kind: "primary", press: start })] : [],
  };
}

/* A new file: one matter or several under one number; the first decides the queue. */
function matters() {
  const all = visit.matters.map(procedure).filter(Boolean);
  if (!all.length) return { blocks: [] };
  const [first] = all;
  const full = noneLeft(queue(first.queue));
  const several = all.length > 1;
  return {
    blocks: [
      { zone: "up", node: several ? severalHeading(all) : heading(first) },
      ...queueBands(first.queue).map((node) => ({ zone: "up", node })),
      ...all.flatMap((one, place) => [
        several ? { zone: "down", node: matter(one, place) } : null,
        { zone: "down", node: documents(one) },
        several ? null : { zone: "up", node: timeAndFee(one) },
      ]),
      { zone: "up", node: queueFacts(first.queue) },
      full ? null : { zone: "down", node: priorityRow() },
      !full && all.length >= MOST_MATTERS ? { zone: "down", node: h("p", { class: "lead" }, t("confirm.limit", { count: MOST_MATTERS })) } : null,
      {
        zone: "down",
        node: h(
          "div",
          { class: "side-by-side" },
          !full && all.length < MOST_MATTERS
            ? button({ key: "add", symbol: "plus", text: t("confirm.add"), kind: "add", press: () => go("find") })
            : null,
          quietHoursButton(first.queue, go),
        ),
      },
    ],
    fixed: takeButton(first.queue, { procedures: visit.matters, documents: ticked(all) }),
  };
}

/* A number without a procedure: a result, missing papers, originals, the guide desk. */
function purpose(ident) {
  const row = queue(ident);
  if (!row) return { blocks: [{ zone: "up", node: band("notice", "info", t("fields.empty")) }] };
  const guide = visit.purpose === "guide";
  return {
    blocks: [
      { zone: "up", node: h("div", { class: "title" }, guide ? null : chip(row, true), h("h1", { tabindex: "-1" }, t(`confirm.purpose_${visit.purpose}`)), h("p", { class: "lead" }, t(`confirm.bring_${visit.purpose}`))) },
      visit.dossiers.length ? { zone: "up", node: h("p", { class: "lead", "data-private": true }, t("dossier.code", { code: visit.dossiers.join(", ") })) } : null,
      ...queueBands(ident).map((node) => ({ zone: "up", node })),
      { zone: "up", node: queueFacts(ident) },
      { zone: "down", node: priorityRow() },
      { zone: "down", node: quietHoursButton(ident, go) },
    ],
    fixed: takeButton(ident, { queue: guide ? null : ident, dossiers: visit.dossiers.length ? visit.dossiers : null }),
  };
}

function heading(one) {
  return h("div", { class: "title" }, chip(one.field, true), h("h1", { tabindex: "-1", lang: "vi" }, one.title));
}

function severalHeading(all) {
  return title(t("confirm.matters", { count: all.length }));
}

function matter(one, place) {
  const remove = () => {
    visit.matters = visit.matters.filter((ident) => ident !== one.id);
    repaint();
  };
  return h(
    "div",
    { class: "matter" },
    chip(one.field),
    h("div", {}, h("span", { class: "label" }, t("confirm.added", { place: place + 1 })), h("h2", { lang: "vi" }, one.title), h("span", { class: "label" }, `${of(one.time)} · ${of(one.fee)}`)),
    button({ key: `remove-${one.id}`, symbol: "trash-2", label: t("confirm.remove"), press: remove }),
  );
}

function documents(one) {
  const always = one.documents.filter((document) => !document.conditional);
  const sometimes = one.documents.filter((document) => document.conditional);
  if (!one.documents.length) return band("quiet", "info", t("confirm.no_papers"));
  const rows = always.map((document) => documentRow(one, document));
  if (sometimes.length) {
    const unfolded = visit.unfolded || !always.length;
    if (always.length)
      rows.push(
        h(
          "button",
          { class: "paper more", type: "button", key: `more-${one.id}`, "aria-expanded": String(unfolded), on: { click: () => { visit.unfolded = !unfolded; repaint(); } } },
          icon("plus"),
          h("span", {}, h("strong", {}, sometimes.length === 1 ? t("confirm.one_more_paper") : t("confirm.more_papers", { count: sometimes.length }))),
          icon(unfolded ? "chevron-up" : "chevron-down"),
        ),
      );
    if (unfolded) rows.push(...sometimes.map((document) => documentRow(one, document)));
  }
  return h(
    "section",
    { class: "papers" },
    h("div", { class: "papers-head" }, h("h2", {}, t("confirm.papers")), h("span", {}, `${t("check.enough")} ${t("confirm.tick")}`)),
    h("div", { class: "card" }, rows),
    enough(one),
  );
}

function documentRow(one, document) {
  const name = `${one.id}|${document.name}`;
  const on = visit.ticked.has(name);
  const notes = [document.note && sentence(document.note), document.show_only && t("words.documents.show_only")].filter(Boolean);
  const press = () => {
    if (on) visit.ticked.delete(name);
    else visit.ticked.add(name);
    repaint();
  };
  return h(
    "button",
    { class: "paper", type: "button", role: "checkbox", "aria-checked": String(on), key: `paper-${name}`, on: { click: press } },
    h("span", { class: `tick${on ? " on" : ""}` }, on ? icon("check") : null),
    h("span", { lang: "vi" }, h("span", { class: "paper-name" }, document.name), notes.map((note) => h("span", { class: "note" }, note))),
  );
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function timeAndFee(one) {
  return h(
    "div",
    { class: "cards" },
    h("div", { class: "card" }, fact(t("confirm.time"), of(one.time), one.same_day ? t("confirm.same_day_note") : one.time_known ? null : t("confirm.ask"), "clock")),
    h("div", { class: "card" }, fact(t("confirm.fee"), of(one.fee), one.fee_known ? null : t("confirm.ask"), "banknote")),
  );
}

export function priorityRow() {
  const { groups } = known.state.centre;
  if (!groups.length) return null;
  const group = groups.find((one) => one.id === visit.priority);
  return h(
    "button",
    { class: "option", type: "button", key: "priority", "aria-haspopup": "true", on: { click: () => go("priority") } },
    h("span", { class: `tick${group ? " on" : ""}` }, group ? icon("check") : null),
    h(
      "span",
      {},
      h("strong", {}, group ? t("confirm.priority_chosen", { group: group[visit.lang] }) : t("confirm.priority")),
      group ? null : h("span", { class: "note" }, groups.map((one) => one[visit.lang]).join(", ")),
    ),
    icon("heart"),
  );
}

/* An appointment for another day, which needs the server: no number can be had, or it would come after closing time. */
function bookInstead(ident, wish, first) {
  if (known.state.link !== "connected") return null;
  const what = wish.procedures?.length ? { procedure: wish.procedures[0] } : { queue: ident };
  return button({ key: "book", symbol: "clock", text: t("late.appointment"), kind: first ? "primary" : "second", press: () => go("appointment", what) });
}

function ticked(all) {
  return [...new Set(all.flatMap((one) => one.documents.filter((document) => visit.ticked.has(`${one.id}|${document.name}`)).map((document) => document.name)))];
}

export function takeButton(ident, wish, purposeOf = visit.purpose) {
  const row = queue(ident);
  if (!open()) return [closedBand()];
  // A place that was promised is given whatever else was handed out.
  const promised = Boolean(wish.appointment);
  // When the day will not suffice, another day is offered; the guide desk takes everyone today.
  const book = (row?.full || row?.late) && !promised && purposeOf !== "guide" ? bookInstead(ident, wish, !row.late || row.full) : null;
  // The queue has no number left: the guide desk, where it has, is the way on.
  if (promised ? row?.spent : noneLeft(row)) return [book, guideButton(t("home.guide"), book ? "second" : "primary")].filter(Boolean);
  const busy = taking();
  return [
    button({
      key: "take",
      symbol: "receipt-text",
      text: t(busy ? "confirm.taking" : "confirm.take"),
      kind: "primary take",
      disabled: busy,
      press: () => take({ ...wish, purpose: purposeOf, priority: visit.priority, lang: visit.lang, large: visit.large }),
    }),
    book,
  ].filter(Boolean);
}
