/* Signing in and changing one's own password. Keeps no password anywhere. */

import { api, h, messages } from "/assets/page.js";

const t = messages();
const HOME = { officer: "/panel", supervisor: "/supervisor", admin: "/supervisor" };
const form = document.querySelector("form");
const error = form.querySelector(".error");
const submit = form.querySelector("[type=submit]");

function say(text, field) {
  error.textContent = text;
  error.hidden = !text;
  if (field) {
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }
}

function icon(name) {
  return document.getElementById("icons").content.querySelector(`[data-icon="${name}"] svg`).cloneNode(true);
}

function addEye(box) {
  const input = box.querySelector("input");
  const button = h("button", { type: "button", "aria-label": t("sign_in.show"), "aria-pressed": "false" }, icon("eye"));
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    button.setAttribute("aria-label", t(shown ? "sign_in.hide" : "sign_in.show"));
    button.replaceChildren(icon(shown ? "eye-off" : "eye"));
    input.focus();
  });
  box.append(button);
}

/** Where to after signing in: the page that was wanted, else the role's own. */
function goOn(session) {
  if (session.must_change_password) {
    const next = form.dataset.goal ? `?next=${encodeURIComponent(form.dataset.goal)}` : "";
    location.assign(`/sign-in${next}`);
  } else {
    location.assign(form.dataset.goal || HOME[session.role] || "/");
  }
}

let holding = null;

/** Counts the seconds down during which the server takes no further try. */
function hold(seconds) {
  clearInterval(holding);
  let left = seconds;
  const label = submit.dataset.label;
  submit.disabled = true;
  const tick = () => {
    if (left <= 0) {
      clearInterval(holding);
      submit.disabled = false;
      submit.textContent = label;
      say("");
      return;
    }
    submit.textContent = t("sign_in.wait", { seconds: left });
    left -= 1;
  };
  tick();
  holding = setInterval(tick, 1000);
}

/** Runs the request; a wait that the server asks for is counted down. */
async function send(work, wrong) {
  say("");
  submit.disabled = true;
  submit.textContent = t("sign_in.working");
  let waits = 0;
  try {
    goOn(await work());
    return;
  } catch (problem) {
    const seconds = problem.status === 429 ? Number(/\d+/.exec(problem.title)?.[0] ?? 30) : 0;
    waits = seconds;
    say(problem.status === 401 && wrong ? wrong : problem.title, problem.status === 401 ? form.querySelector("[type=password]") : null);
  }
  submit.disabled = false;
  submit.textContent = submit.dataset.label;
  if (waits) hold(waits);
}

function signIn() {
  const { name, password } = form.elements;
  if (!name.value.trim()) return say(t("sign_in.name_needed"), name);
  if (!password.value) return say(t("sign_in.password_needed"), password);
  return send(() => api("POST", "/api/v1/session", { name: name.value.trim(), password: password.value }));
}

function change() {
  const { old, new: fresh, again } = form.elements;
  if (!old.value) return say(t("sign_in.password_needed"), old);
  if (fresh.value.length < 10) return say(t("sign_in.too_short"), fresh);
  if (fresh.value !== again.value) return say(t("sign_in.differ"), again);
  return send(() => api("POST", "/api/v1/session/password", { old: old.value, new: fresh.value }), t("sign_in.old_wrong"));
}

submit.dataset.label = submit.textContent;
document.querySelectorAll(".secret").forEach(addEye);
form.addEventListener("input", (event) => event.target.removeAttribute("aria-invalid"));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (form.id === "sign-in") signIn();
  else change();
});
document.getElementById("other")?.addEventListener("click", async () => {
  try {
    await api("DELETE", "/api/v1/session");
  } finally {
    location.assign("/sign-in");
  }
});
document.addEventListener("click", (event) => {
  const wish = event.target.closest("[data-language]")?.dataset.language;
  if (wish) document.cookie = `lang=${wish}; path=/; max-age=31536000; samesite=lax`;
});
