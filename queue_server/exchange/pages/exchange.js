/* Imports: a file is checked by the server, shown as it was understood, and only then imported. */

import { byId, freshKey, h, messages, Problem } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { shortDay } from "/assets/parts/dates.js";
import { tableOf } from "/assets/parts/table.js";

const t = messages();
const LANG = document.documentElement.lang;
/** @type {Array<keyof Wire.ImportedRow>} */
const COLUMNS = ["line", "code", "applicant", "procedure", "received", "due", "status"];
const kind = byId("kind", HTMLSelectElement);
const file = byId("file", HTMLInputElement);
const button = byId("import", HTMLButtonElement);
let key = freshKey();

/** @param {boolean} dryRun
 * @returns {Promise<Wire.ImportResult>} */
async function send(dryRun) {
  const headers = {
    Accept: "application/json",
    "Content-Type": "application/octet-stream",
    "X-File-Name": encodeURIComponent(file.files?.[0]?.name ?? ""),
    "Idempotency-Key": dryRun ? freshKey() : key,
    "X-CSRF-Token": /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="csrf"]'))?.content ?? "",
  };
  const path = `/api/v1/imports/${kind.value}?dry_run=${dryRun}&lang=${LANG}`;
  let answer;
  try {
    answer = await fetch(path, { method: "POST", headers, body: file.files?.[0], credentials: "same-origin" });
  } catch {
    throw new Problem({ title: t("error.offline"), code: "offline", status: 0 });
  }
  const value = await answer.json();
  if (!answer.ok) throw new Problem({ ...value, status: answer.status });
  return value;
}

/** @param {Wire.ImportedRow} row
 * @param {keyof Wire.ImportedRow} name */
function cell(row, name) {
  const value = name === "status" ? row.status_name : row[name];
  if (value === null || value === undefined) return "";
  return name === "received" || name === "due" ? shortDay(String(value).slice(0, 10)) : String(value);
}

/** @param {string[]} titles
 * @param {HTMLElement[]} rows */
function table(titles, rows) {
  return tableOf(titles.map((name) => t(`exchange.${name}`)), rows);
}

/** @param {Wire.ImportResult} result */
function draw(result) {
  byId("said").textContent = t("exchange.checked", { rows: result.rows, problems: result.problems.length });
  const wrong = result.problems.map((problem) => h("tr", {}, h("td", { class: "figure" }, String(problem.line)), h("td", { class: "wrong" }, String(problem.text))));
  const heads = COLUMNS.filter((name) => result.sample.some((row) => cell(row, name)));
  const sample = result.sample.map((row) => h("tr", {}, heads.map((name) => h("td", {}, cell(row, name)))));
  byId("found").replaceChildren(
    ...(result.notes ?? []).map((note) => h("p", {}, note)),
    ...(wrong.length ? [table(["line", "problem"], wrong)] : []),
    ...(sample.length ? [h("h3", {}, t("exchange.sample")), table(heads, sample)] : []),
  );
  button.hidden = wrong.length > 0 || !result.rows;
  button.textContent = t("exchange.import", { count: result.rows });
}

function forget() {
  button.hidden = true;
  byId("said").textContent = "";
  byId("found").replaceChildren();
}

/** @param {HTMLButtonElement} pressed
 * @param {() => Promise<void>} work */
async function busy(pressed, work) {
  pressed.disabled = true;
  try {
    await work();
  } catch (problem) {
    problemShown(problem);
  }
  pressed.disabled = false;
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!file.files?.[0]) return;
  key = freshKey();
  busy(byId("check", HTMLButtonElement), async () => draw(await send(true)));
});
button.addEventListener("click", () =>
  busy(button, async () => {
    const result = await send(false);
    forget();
    byId("ask", HTMLFormElement).reset();
    byId("said").textContent = t("exchange.done", { count: result.imported });
  }),
);
for (const field of [kind, file]) field.addEventListener("change", forget);
