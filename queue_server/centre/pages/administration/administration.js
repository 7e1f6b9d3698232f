/* People and device tokens: lists, adding, ending. A token is shown once and kept nowhere. */

import { api, freshKey, h, messages } from "/assets/page.js";
import { momentOf, problemShown, sure, toast } from "/assets/office/desk.js";

const t = messages();
const byId = (id) => document.getElementById(id);
let tokens = [];

function numbers(text) {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  if (parts.some((part) => !/^\d{1,3}$/.test(part))) return null;
  return parts.map(Number);
}

function countersOf(row) {
  if (row.counters.length) return row.counters.join(", ");
  return row.role === "supervisor" || row.role === "admin" ? t("admin.all_counters") : row.role === "officer" ? t("admin.no_counters") : "–";
}

async function guarded(work) {
  try {
    await work();
  } catch (problem) {
    problemShown(problem);
  }
}

async function loadPeople() {
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
  const shown = tokens.filter((token) => byId("show-revoked").checked || !token.revoked_at);
  if (!shown.length) {
    byId("tokens").replaceChildren(h("tr", {}, h("td", { colspan: 6, class: "quiet" }, t("admin.no_tokens"))));
    return;
  }
  byId("tokens").replaceChildren(...shown.map(tokenRow));
}

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

async function revoke({ id, name }) {
  if (!(await sure(t("admin.revoke_sure", { name }), t("admin.revoke_hint"), t("admin.revoke")))) return;
  await api("DELETE", `/api/v1/tokens/${id}`);
  toast(t("admin.revoked_now", { name }));
  await loadTokens();
}

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

/** A form that sends itself once: the key stays the same until something in it changes. */
function form(id, send) {
  const element = byId(id);
  const error = element.querySelector(".error");
  let key = freshKey();
  element.addEventListener("input", () => (key = freshKey()));
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    const submit = element.querySelector("[type=submit]");
    const counters = numbers(element.elements.counters.value);
    const name = element.elements.name.value.trim();
    error.hidden = true;
    try {
      if (!name) throw { title: t("admin.name_needed") };
      if (!counters) throw { title: t("admin.bad_counters") };
      submit.disabled = true;
      await send({ name, role: element.elements.role.value, counters }, element.elements, key);
      element.reset();
      key = freshKey();
    } catch (problem) {
      error.textContent = problem.code === "invalid" && element.elements.password ? `${problem.title} ${t("admin.password_hint")}` : problem.title;
      error.hidden = false;
      if (problem.status === 401) problemShown(problem);
    }
    submit.disabled = false;
  });
}

form("add-person", async (body, fields, key) => {
  await api("POST", "/api/v1/people", { ...body, password: fields.password.value }, { key });
  toast(t("admin.added", { name: body.name }));
  await loadPeople();
});
form("add-token", async (body, _fields, key) => {
  const { token } = await api("POST", "/api/v1/tokens", body, { key });
  showToken(body.name, token);
  await loadTokens();
});
byId("show-revoked").addEventListener("change", drawTokens);
guarded(loadPeople);
guarded(loadTokens);
