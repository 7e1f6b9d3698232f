/* The twelve fields, and the procedures of one. */
import { get } from "../api.js";
import { h } from "../dom.js";
import { go, repaint } from "../navigation.js";
import { band, chip, left, procedureRow, title } from "../parts.js";
import { here, known, queue, t, visit } from "../state.js";
import { choose } from "./choosing.js";

const ONE_QUEUE = new Set(["collect", "supplement", "originals"]);

export function fields() {
  const forQueue = ONE_QUEUE.has(visit.purpose);
  const heading = forQueue ? t(visit.purpose === "collect" ? "fields.title_collect" : "fields.title_supplement") : t("fields.title");
  const shown = known.fields.filter((field) => !forQueue || field.queue);
  const about = (field) => [forQueue ? null : t("fields.count", { count: field.procedures }), remaining(queue(field.queue))].filter(Boolean).join(" · ");
  const press = (field) => () => (forQueue ? go("confirm", { queue: field.queue }) : go("field", { field: field.id }));
  const tiles = shown.map((field) =>
    h(
      "button",
      { class: "field-tile", type: "button", key: `field-${field.id}`, on: { click: press(field) } },
      chip(field),
      h("span", {}, h("strong", { lang: "vi" }, field.name), about(field) ? h("span", {}, about(field)) : null),
    ),
  );
  return {
    blocks: [
      { zone: "up", node: title(heading, visit.purpose === "collect" ? t("fields.lead_collect") : t("fields.lead")) },
      shown.length ? null : { zone: "up", node: band("notice", "info", t("fields.empty")) },
      { zone: "down", node: h("div", { class: "pairs" }, tiles) },
    ],
  };
}

function remaining(row) {
  if (row?.full) return t("quota.none");
  return left(row);
}

const lists = new Map();

export function field() {
  const known_ = known.fields.find((one) => one.id === here().field);
  const listed = lists.get(`${known.catalogue}/${here().field}`);
  if (!listed) load(here().field);
  return {
    blocks: [
      { zone: "up", node: h("div", { class: "title" }, h("h1", { tabindex: "-1", lang: "vi" }, known_ ? chip(known_) : null, " ", known_?.name ?? ""), h("p", { class: "lead" }, t("field.lead"))) },
      { zone: "down", node: h("div", { class: "results" }, (listed ?? []).map((item) => procedureRow(item, { press: () => choose(item) }))) },
    ],
  };
}

async function load(ident) {
  const found = await get(`/local/search?limit=100&field=${encodeURIComponent(ident)}`).catch(() => null);
  if (!found) return;
  lists.set(`${known.catalogue}/${ident}`, found.items);
  repaint();
}
