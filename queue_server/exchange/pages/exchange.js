/* Imports: a file is checked by the server, shown as it was understood, and only then imported. */

import { byId, freshKey, h, messages } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { sendFile } from "/assets/office/send_file.js";
import { shortDay } from "/assets/parts/dates.js";
import { tableOf } from "/assets/parts/table.js";

const t = messages();
const LANG = document.documentElement.lang;
/** @type {Array<keyof Wire.ImportedRow>} */
const COLUMNS = ["line", "code", "applicant", "procedure", "received", "due", "status"];
const kind = byId("kind", HTMLSelectElement);
const file = byId("file", HTMLInputElement);
const button = byId("import", HTMLButtonElement);
const PATIENCE = 600000; // ms: a register of many years is read line by line
let key = freshKey();

/** @param {File} chosen
 * @param {boolean} dryRun
 * @returns {Promise<Wire.ImportResult>} */
function send(chosen, dryRun) {
  const path = `/api/v1/imports/${kind.value}?dry_run=${dryRun}&lang=${LANG}`;
  return sendFile(path, chosen, { patience: PATIENCE, key: dryRun ? freshKey() : key });
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
  const chosen = file.files?.[0];
  if (!chosen) return;
  key = freshKey();
  busy(byId("check", HTMLButtonElement), async () => draw(await send(chosen, true)));
});
button.addEventListener("click", () => {
  const chosen = file.files?.[0];
  if (!chosen) return;
  busy(button, async () => {
    const result = await send(chosen, false);
    forget();
    byId("ask", HTMLFormElement).reset();
    byId("said").textContent = t("exchange.done", { count: result.imported });
  });
});
for (const field of [kind, file]) field.addEventListener("change", forget);
