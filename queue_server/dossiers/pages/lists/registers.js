/* The register (sổ theo dõi) of a year: its rows, its volumes on paper, and closing it. Its numbers are the server's. */

import { api, byId, h, messages, serverNow } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { isoDay, momentOf } from "/assets/parts/dates.js";
import { sure } from "/assets/parts/dialog.js";
import { toast } from "/assets/parts/toast.js";
import { pageOf, placeName, statusChip } from "../dossier/dossier_marks.js";

const t = messages();
const PAGE = 100;
const YEARS = 6;
const thisYear = Number(isoDay(serverNow()).slice(0, 4));
let year = Number(new URLSearchParams(location.search).get("year")) || thisYear;
let asked = 0;
const yearChoice = byId("year", HTMLSelectElement);
/** Only for those who may close a year. */
const close = document.getElementById("close-year");

async function load({ more = false } = {}) {
  const mine = (asked += 1);
  const offset = more ? byId("rows").children.length : 0;
  try {
    /** @type {Wire.RegisterPage} */
    const found = await api("GET", `/api/v1/registers/${year}?limit=${PAGE}&offset=${offset}`);
    if (mine === asked) draw(found, more);
  } catch (problem) {
    if (mine === asked) problemShown(problem);
  }
}

/** @param {Wire.RegisterPage} found
 * @param {boolean} more */
function draw(found, more) {
  byId("register-title").textContent = t("register.of_year", { year });
  byId("state").textContent = found.closed_at
    ? t("register.closed", { total: found.total, last: found.last, at: momentOf(found.closed_at), by: found.closed_by })
    : t("register.open", { total: found.total, last: found.last });
  if (!more) byId("rows").replaceChildren();
  byId("rows").append(...found.items.map(row));
  byId("table").hidden = !byId("rows").children.length;
  byId("empty").hidden = byId("rows").children.length > 0;
  byId("more").hidden = byId("rows").children.length >= found.total;
  const { volumes } = found;
  /** @param {"pdf" | "xlsx"} ending
   * @param {number} index */
  const address = (ending, index) => `/api/v1/registers/${year}.${ending}?volume=${index + 1}`;
  byId("volumes").replaceChildren(
    ...Array.from({ length: volumes }, (_, index) => [
      h(
        "a",
        { class: "button", href: address("pdf", index), target: "_blank", rel: "noopener" },
        volumes === 1 ? t("register.pdf") : t("register.volume", { volume: index + 1 }),
      ),
      h("a", { class: "button", href: address("xlsx", index), download: "" }, volumes === 1 ? t("register.xlsx") : t("register.volume_xlsx", { volume: index + 1 })),
    ]).flat(),
  );
  if (close) close.hidden = !found.closable;
}

/** @param {Wire.RegisterRow} entry */
function row(entry) {
  /** @param {string | null} at */
  const when = (at) => (at ? momentOf(at) : "");
  return h(
    "tr",
    {},
    h("td", { class: "figure" }, entry.no),
    h("td", {}, h("a", { href: pageOf(entry.code) }, entry.code)),
    h("td", {}, h("span", { class: "two-lines", title: entry.procedure_name }, entry.procedure_name ?? "")),
    h("td", { class: "figure" }, entry.sets),
    h("td", { class: "person" }, String(entry.applicant?.name ?? "")),
    h("td", { class: "person" }, placeName(entry.department)),
    h("td", { class: "when" }, when(entry.received_at)),
    h("td", { class: "when" }, when(entry.due_at)),
    h("td", { class: "when" }, when(entry.returned_at)),
    h("td", {}, statusChip(entry)),
  );
}

const years = Array.from({ length: YEARS }, (_, index) => thisYear - index);
if (!years.includes(year)) years.push(year);
yearChoice.replaceChildren(...years.map((one) => h("option", { value: one, selected: one === year }, one)));
yearChoice.addEventListener("change", () => {
  year = Number(yearChoice.value);
  history.replaceState(null, "", `?year=${year}`);
  load();
});
byId("more").addEventListener("click", () => load({ more: true }));
close?.addEventListener("click", async () => {
  if (!(await sure(t("register.close_sure", { year }), t("register.close_hint"), t("register.close")))) return;
  try {
    await api("POST", `/api/v1/registers/${year}/close`);
    toast(t("register.closed_now", { year }));
    load();
  } catch (problem) {
    problemShown(problem);
  }
});
load();
