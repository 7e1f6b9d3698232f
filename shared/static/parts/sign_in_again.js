/* The session is over while somebody works: says so on the page itself and lets them sign in there, so that what was typed stays. */

import { api, find, h, messages, Problem } from "/assets/page.js";

const t = messages();
/** @type {HTMLDialogElement | null} */
let dialog = null;
let offered = false;

/** The person whose page this is.
 * @returns {string} */
function owner() {
  return meta("person")?.content ?? "";
}

/** @param {string} name */
function meta(name) {
  return find(document, `meta[name="${name}"]`, HTMLMetaElement);
}

/** Whoever waits for the session: told whether it is back. @type {Array<(back: boolean) => void>} */
let waiting = [];

/** For a deed that waits: true once the session is back, from here or from another tab, false once the dialog was closed.
 * @returns {Promise<boolean>} */
export async function sessionBack() {
  try {
    await takeUpSession();
    return true;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status !== 401) return false;
  }
  return new Promise((resolve) => {
    waiting.push(resolve);
    signInAgain({ asked: true, sentThen: true });
  });
}

/** Opens the dialog above whatever is open; once, unless somebody asks for it. `sentThen`: a deed is sent as soon as they signed in. */
export function signInAgain({ asked = false, sentThen = false } = {}) {
  if (dialog || (offered && !asked)) return;
  offered = true;
  const name = h("input", { id: "again-name", autocomplete: "username", value: owner() });
  const password = h("input", { id: "again-password", type: "password", autocomplete: "current-password" });
  const error = h("p", { class: "error", role: "alert", hidden: true });
  const submit = h("button", { type: "submit", class: "primary" }, t("session.submit"));
  /** @param {SubmitEvent} event */
  const send = async (event) => {
    event.preventDefault();
    submit.setAttribute("disabled", "");
    try {
      takeOver(await api("POST", "/api/v1/session", { name: read(name), password: read(password) }));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      error.textContent = problem.title;
      error.hidden = false;
      password.focus();
    } finally {
      submit.removeAttribute("disabled");
    }
  };
  dialog = /** @type {HTMLDialogElement} */ (
    h(
      "dialog",
      { class: "sign-in-again", "aria-labelledby": "again-title" },
      h(
        "form",
        { class: "inside", novalidate: true, onsubmit: send },
        h("h2", { id: "again-title" }, t("session.title")),
        h("p", {}, t(sentThen ? "session.about_sent" : "session.about")),
        h("label", {}, t("session.name"), name),
        h("label", {}, t("session.password"), password),
        error,
        h("div", { class: "actions" }, submit),
      ),
    )
  );
  dialog.addEventListener("close", gone);
  document.body.append(dialog);
  dialog.showModal();
  password.focus();
}

/** The session is back, from here or from another tab: this page goes on with it if it is the same person's. */
export async function takeUpSession() {
  takeOver(await api("GET", "/api/v1/session"));
}

/** @param {Wire.Session} session */
function takeOver(session) {
  const guard = meta("csrf");
  // Somebody else may see and do other things; and whoever has to choose a password does that first.
  if (session.name !== owner() || session.must_change_password || !guard) return location.reload();
  guard.content = session.csrf;
  offered = false;
  tell(true);
  dialog?.close();
}

function gone() {
  dialog?.remove();
  dialog = null;
  tell(false);
}

/** @param {boolean} back */
function tell(back) {
  const told = waiting;
  waiting = [];
  for (const one of told) one(back);
}

/** @param {HTMLElement} input */
function read(input) {
  return /** @type {HTMLInputElement} */ (input).value;
}
