/* Imports: a file is checked by the server, shown as it was understood, and only then imported. Reads no file itself. */

import { Problem, freshKey, h, messages } from "/assets/page.js";
import { problemShown, shortDay } from "/assets/office/desk.js";

const t = messages();
const byId = (id) => document.getElementById(id);
const LANG = document.documentElement.lang;
const COLUMNS = ["line", "code", "applicant", "procedure", "received", "due", "status"];
let key = freshKey();

async function send(dryRun) {
  const headers = {
    Accept: "application/json",
    "Content-Type": "application/octet-stream",
    "Idempotency-Key": dryRun ? freshKey() : key,
    "X-CSRF-Token": document.querySelector('meta[name="csrf"]').content,
  };
  const path = `/api/v1/imports/${byId("kind").value}?dry_run=${dryRun}&lang=${LANG}`;
  let answer;
  try {
    answer = await fetch(path, { method: "POST", headers, body: byId("file").files[0], credentials: "same-origin" });
  } catch {
    throw new Problem({ title: t("error.offline"), code: "offline", status: 0 });
  }
  const value = await answer.json();
  if (!answer.ok) throw new Problem({ ...value, status: answer.status });
  return value;
}

function cell(row, name) {
  const value = name === "status" ? row.status_name : row[name];
  if (value === null || value === undefined) return "";
  return name === "received" || name === "due" ? shortDay(value.slice(0, 10)) : String(value);
}

function draw(result) {
  byId("said").textContent = t("exchange.checked", { rows: result.rows, problems: result.problems.length });
  const wrong = result.problems.map((problem) => h("tr", {}, h("td", { class: "figure" }, String(problem.line)), h("td", { class: "wrong" }, problem.text)));
  const heads = COLUMNS.filter((name) => result.sample.some((row) => cell(row, name)));
  const sample = result.sample.map((row) => h("tr", {}, heads.map((name) => h("td", {}, cell(row, name)))));
  const table = (titles, rows) => h("div", { class: "scroll" }, h("table", {}, h("thead", {}, h("tr", {}, titles.map((name) => h("th", { scope: "col" }, t(`exchange.${name}`))))), h("tbody", {}, rows)));
  byId("found").replaceChildren(
    ...(wrong.length ? [table(["line", "problem"], wrong)] : []),
    ...(sample.length ? [h("h3", {}, t("exchange.sample")), table(heads, sample)] : []),
  );
  byId("import").hidden = wrong.length > 0 || !result.rows;
  byId("import").textContent = t("exchange.import", { count: result.rows });
}

function forget() {
  byId("import").hidden = true;
  byId("said").textContent = "";
  byId("found").replaceChildren();
}

async function busy(button, work) {
  button.disabled = true;
  try {
    await work();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    problemShown(problem);
  }
  button.disabled = false;
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!byId("file").files[0]) return;
  key = freshKey();
  busy(byId("check"), async () => draw(await send(true)));
});
byId("import").addEventListener("click", () =>
  busy(byId("import"), async () => {
    const result = await send(false);
    forget();
    byId("ask").reset();
    byId("said").textContent = t("exchange.done", { count: result.imported });
  }),
);
for (const id of ["kind", "file"]) byId(id).addEventListener("change", forget);
