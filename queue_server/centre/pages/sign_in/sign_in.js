/* Signing in and changing one's own password. Keeps no password anywhere. */

import { api, h, messages, Problem } from "/assets/page.js";
import { icon } from "/assets/parts/icon.js";

const t = messages();
const form = /** @type {HTMLFormElement} */ (document.querySelector("form"));
const error = /** @type {HTMLElement} */ (form.querySelector(".error"));
const submit = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
const label = submit.textContent ?? "";

/** @param {string} text
 * @param {HTMLElement | null} [wrong] the field */
function say(text, wrong) {
  error.textContent = text;
  error.hidden = !text;
  if (wrong) {
    wrong.setAttribute("aria-invalid", "true");
    wrong.focus();
  }
}

/** @param {Element} box */
function addEye(box) {
  const input = box.querySelector("input");
  if (!input) return;
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

/** Where to after signing in: the page that was wanted, else where the server sends this person.
 * @param {Wire.Session} session */
function goOn(session) {
  if (session.must_change_password) {
    const next = form.dataset.goal ? `?next=${encodeURIComponent(form.dataset.goal)}` : "";
    location.assign(`/sign-in${next}`);
  } else {
    location.assign(form.dataset.goal || "/");
  }
}

let holding = 0;

/** Counts the seconds down during which the server takes no further try.
 * @param {number} seconds */
function hold(seconds) {
  clearInterval(holding);
  let left = seconds;
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

/** Runs the request; a wait that the server asks for is counted down.
 * @param {() => Promise<Wire.Session>} work
 * @param {string} [wrong] what a wrong password is called */
async function send(work, wrong) {
  say("");
  submit.disabled = true;
  submit.textContent = t("sign_in.working");
  let waits;
  try {
    goOn(await work());
    return;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    waits = problem.retryAfter;
    say(problem.status === 401 && wrong ? wrong : problem.title, problem.status === 401 ? form.querySelector("[type=password]") : null);
  }
  submit.disabled = false;
  submit.textContent = label;
  if (waits) hold(waits);
}

/** @param {string} name */
function field(name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}

function signIn() {
  const name = field("name");
  const password = field("password");
  if (!name.value.trim()) return say(t("sign_in.name_needed"), name);
  if (!password.value) return say(t("sign_in.password_needed"), password);
  return send(() => api("POST", "/api/v1/session", { name: name.value.trim(), password: password.value }));
}

function change() {
  const old = field("old");
  const fresh = field("new");
  const again = field("again");
  // The server takes composed and decomposed letters as the same.
  const [chosen, repeated] = [fresh, again].map(({ value }) => value.normalize("NFC"));
  if (!old.value) return say(t("sign_in.password_needed"), old);
  if (chosen.length < fresh.minLength) return say(t("sign_in.too_short", { least: fresh.minLength }), fresh);
  if (chosen !== repeated) return say(t("sign_in.differ"), again);
  return send(() => api("POST", "/api/v1/session/password", { old: old.value, new: fresh.value }), t("sign_in.old_wrong"));
}

document.querySelectorAll(".secret").forEach(addEye);
form.addEventListener("input", ({ target }) => {
  if (target instanceof Element) target.removeAttribute("aria-invalid");
});
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
document.addEventListener("click", ({ target }) => {
  /** @type {HTMLElement | null} */
  const link = target instanceof Element ? target.closest("[data-language]") : null;
  const wish = link?.dataset.language;
  if (wish) document.cookie = `lang=${wish}; path=/; max-age=31536000; samesite=lax`;
});
