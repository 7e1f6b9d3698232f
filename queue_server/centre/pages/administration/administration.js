/* People and device tokens: lists, adding, ending. A token is shown once and kept nowhere. */

import { api, byId, freshKey, h, messages, Problem } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { momentOf } from "/assets/parts/dates.js";
import { sure } from "/assets/parts/dialog.js";
import { toast } from "/assets/parts/toast.js";

const t = messages();
const showRevoked = byId("show-revoked", HTMLInputElement);
/** @type {Wire.Tokens} */
let tokens = [];

/** The counters' numbers in what somebody typed, or null where it is none.
 * @param {string} text */
function numbers(text) {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  if (parts.some((part) => !/^\d{1,3}$/.test(part))) return null;
  return parts.map(Number);
}

/** @type {Record<Wire.Person["works_at"], string>} */
const WITHOUT_NUMBERS = { every: t("admin.all_counters"), named: t("admin.no_counters"), none: "–" };

/** @param {Pick<Wire.Person, "counters" | "works_at">} row */
function countersOf(row) {
  return row.counters.length ? row.counters.join(", ") : WITHOUT_NUMBERS[row.works_at];
}

/** @param {() => Promise<void>} work */
async function guarded(work) {
  try {
    await work();
  } catch (problem) {
    problemShown(problem);
  }
}

async function loadPeople() {
  /** @type {Wire.People} */
  const people = await api("GET", "/api/v1/people");
  byId("people").replaceChildren(
    ...people.map((person) =>
      h(
        "tr",
        {},
        h("td", {}, h("b", {}, person.name)),
        h("td", {}, t(`role.${person.role}`)),
        h("td", {}, countersOf(person)),
        h("td", { class: "end" }, h("button", { type: "button", class: "danger", onclick: () => guarded(() => removePerson(person)) }, t("admin.remove"))),
      ),
    ),
  );
}

/** @param {Wire.Person} person */
async function removePerson({ name }) {
  if (!(await sure(t("admin.remove_sure", { name }), t("admin.remove_hint"), t("admin.remove")))) return;
  await api("DELETE", `/api/v1/people/${encodeURIComponent(name)}`);
  toast(t("admin.removed", { name }));
  await loadPeople();
}

async function loadTokens() {
  tokens = await api("GET", "/api/v1/tokens");
  drawTokens();
}

function drawTokens() {
  const shown = tokens.filter((token) => showRevoked.checked || !token.revoked_at);
  if (!shown.length) {
    byId("tokens").replaceChildren(h("tr", {}, h("td", { colspan: 6, class: "quiet" }, t("admin.no_tokens"))));
    return;
  }
  byId("tokens").replaceChildren(...shown.map(tokenRow));
}

/** @param {Wire.Token} token */
function tokenRow(token) {
  const ended = token.revoked_at;
  return h(
    "tr",
    { class: ended ? "revoked" : null },
    h("td", {}, h("b", {}, token.name)),
    h("td", {}, t(`role.${token.role}`)),
    h("td", {}, countersOf(token)),
    h("td", {}, momentOf(token.created_at)),
    h("td", {}, ended ? t("admin.revoked", { time: momentOf(ended) }) : t("admin.valid")),
    h(
      "td",
      { class: "end" },
      !ended && h("button", { type: "button", class: "danger", onclick: () => guarded(() => revoke(token)) }, t("admin.revoke")),
    ),
  );
}

/** @param {Wire.Token} token */
async function revoke({ id, name }) {
  if (!(await sure(t("admin.revoke_sure", { name }), t("admin.revoke_hint"), t("admin.revoke")))) return;
  await api("DELETE", `/api/v1/tokens/${id}`);
  toast(t("admin.revoked_now", { name }));
  await loadTokens();
}

/** @param {string} name
 * @param {string} token */
function showToken(name, token) {
  const copy = h("button", { type: "button" }, t("admin.copy"));
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(token);
    copy.textContent = t("admin.copied");
  });
  byId("new-token").hidden = false;
  byId("new-token").replaceChildren(
    h("b", {}, t("admin.new_token", { name })),
    h("p", {}, t("admin.new_token_hint")),
    // The clipboard needs a secure page; the text can always be marked and copied.
    h("div", { class: "line" }, h("code", {}, token), navigator.clipboard ? copy : null),
  );
}

/** A form that sends itself once: the key stays the same until something in it changes.
 * @param {string} id
 * @param {(body: {name: string, role: string, counters: number[]}, key: string, form: HTMLFormElement) => Promise<void>} send */
function form(id, send) {
  const element = byId(id, HTMLFormElement);
  const error = /** @type {HTMLElement} */ (element.querySelector(".error"));
  const submit = /** @type {HTMLButtonElement} */ (element.querySelector("[type=submit]"));
  let key = freshKey();
  element.addEventListener("input", () => (key = freshKey()));
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    const counters = numbers(valueOf(element, "counters"));
    const name = valueOf(element, "name").trim();
    const fault = !name ? t("admin.name_needed") : !counters ? t("admin.bad_counters") : "";
    error.textContent = fault;
    error.hidden = !fault;
    if (fault || !counters) return;
    submit.disabled = true;
    try {
      await send({ name, role: valueOf(element, "role"), counters }, key, element);
      element.reset();
      key = freshKey();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      const password = element.elements.namedItem("password");
      const hint = problem.code === "invalid" && password instanceof HTMLInputElement ? ` ${t("admin.password_hint", { least: password.minLength })}` : "";
      error.textContent = `${problem.title}${hint}`;
      error.hidden = false;
      if (problem.status === 401) problemShown(problem);
    } finally {
      submit.disabled = false;
    }
  });
}

/** @param {HTMLFormElement} element
 * @param {string} name */
function valueOf(element, name) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (element.elements.namedItem(name)).value;
}

form("add-person", async (body, key, element) => {
  await api("POST", "/api/v1/people", { ...body, password: valueOf(element, "password") }, { key });
  toast(t("admin.added", { name: body.name }));
  await loadPeople();
});
form("add-token", async (body, key) => {
  /** @type {Wire.ShownToken} */
  const { token } = await api("POST", "/api/v1/tokens", body, { key });
  showToken(body.name, token);
  await loadTokens();
});
showRevoked.addEventListener("change", drawTokens);
guarded(loadPeople);
guarded(loadTokens);
