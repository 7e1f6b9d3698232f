/* Modal dialogs and the choices inside them, made for keys: digits choose, Enter sends, Esc closes. */

import { h, messages, Problem, Refusal } from "/assets/page.js";
import { dialogHead } from "/assets/parts/dialog.js";
import { icon } from "/assets/parts/icon.js";
import { digitOf } from "../keys.js";
import { longest } from "/assets/longest.js";

const t = messages();
let count = 0;

/**
 * @typedef {ReturnType<typeof openDialog>} Dialog
 * @typedef {object} DialogOptions
 * @property {string} title
 * @property {import("/assets/page.js").Child} body
 * @property {string | null} [submit]
 * @property {boolean} [danger]
 * @property {boolean} [wide]
 * @property {((close: () => void) => unknown) | null} [onSubmit]
 * @property {((event: KeyboardEvent) => boolean) | null} [onKey] true when it had its use of the key
 */

/** Opens a dialog. `submit` is the text of its one blue button (none: no button); `onSubmit(close)` may be async, and
    what it throws is shown in the dialog, which then stays open. Returns `{element, close, fail, closed: Promise}`.
 * @param {DialogOptions} options */
export function openDialog({ title, body, submit = null, danger = false, wide = false, onSubmit = null, onKey = null }) {
  const id = `dialog-${(count += 1)}`;
  const fault = h("p", { class: "fault", role: "alert" });
  const send = submit === null ? null : h("button", { type: "submit", class: danger ? "primary danger" : "primary" }, submit);
  /** @type {HTMLDialogElement} */
  const element = h("dialog", { class: wide ? "wide" : null });
  const form = h(
    "form",
    { method: "dialog", novalidate: true },
    dialogHead(element, title, { id, close: t("dialog.close") }),
    h("p", { class: "cut", role: "alert" }, icon("wifi-off"), t("bar.cut_off")),
    h("div", { class: "body" }, body),
    h(
      "footer",
      {},
      fault,
      h("button", { type: "button", onclick: () => element.close() }, submit ? t("dialog.cancel") : t("dialog.close")),
      send,
    ),
  );
  element.append(form);
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  let sending = false;

  /** @param {string} text */
  const fail = (text) => {
    fault.textContent = text;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending || document.body.classList.contains("cut-off")) return;
    sending = true;
    send?.setAttribute("aria-busy", "true");
    fail("");
    try {
      await onSubmit?.(() => element.close());
    } catch (problem) {
      const known = problem instanceof Problem || problem instanceof Refusal;
      fail(known ? problem.title : t("said.failed"));
      if (!known) throw problem;
    } finally {
      sending = false;
      send?.removeAttribute("aria-busy");
    }
  });
  element.addEventListener("keydown", (event) => {
    if (onKey?.(event) || pressDigit(element, event)) event.preventDefault();
  });
  /** @type {Promise<void>} */
  const closed = new Promise((resolve) => {
    element.addEventListener("close", () => {
      element.remove();
      // The browser gave the focus back already; this event may come late, when somebody has moved on.
      if (before?.isConnected && document.activeElement === document.body) before.focus({ preventScroll: true });
      resolve();
    });
  });
  document.body.append(element);
  element.showModal();
  /** @type {HTMLElement | null} */
  const first = element.querySelector("[data-first]") ?? element.querySelector(".body input, .body select") ?? send ?? form.querySelector("footer button");
  first?.focus();
  return { element, form, close: () => element.close(), fail, closed };
}

/** True when keys belong to the field that has the focus.
 * @param {EventTarget | null} target */
export function typing(target) {
  return target instanceof Element && target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
}

/** @param {HTMLElement} root
 * @param {KeyboardEvent} event */
function pressDigit(root, event) {
  const digit = digitOf(event);
  if (digit === null || typing(event.target)) return false;
  /** @type {HTMLElement | null} */
  const target = root.querySelector(`[data-digit="${digit}"]`);
  const before = document.activeElement;
  target?.click();
  // A choice may have given the focus on, to the field in which another reason is written.
  if (document.activeElement === before) target?.focus();
  return target !== null;
}

/** A group of radio buttons chosen by 1, 2, 3 …: `{element, value()}`; `options` are `[value, text]`.
    `instant` sends the form as soon as one is chosen by digit or mouse.
 * @param {import("/assets/page.js").Child} legend
 * @param {Array<[string, string]>} options
 * @param {{chosen?: string | null, digits?: boolean, instant?: boolean, row?: boolean}} how */
export function choices(legend, options, { chosen = null, digits = true, instant = false, row = false } = {}) {
  const name = `choice-${(count += 1)}`;
  const inputs = options.map(([value, text], index) => {
    const input = h("input", {
      type: "radio",
      name,
      value,
      checked: value === chosen,
      "data-digit": digits && index < 9 ? index + 1 : null,
      "data-first": index === 0 && digits ? true : null,
    });
    input.addEventListener("click", (event) => {
      if (instant && pickedOnPurpose(event)) input.form?.requestSubmit();
    });
    return h("label", { class: "choice" }, digits && index < 9 ? h("kbd", {}, String(index + 1)) : null, input, h("span", {}, text));
  });
  /** @type {HTMLFieldSetElement} */
  const element = h("fieldset", { class: row ? "choices in-row" : "choices" }, legend ? h("legend", {}, legend) : null, inputs);
  const value = () => {
    /** @type {HTMLInputElement | null} */
    const picked = element.querySelector("input:checked");
    return picked ? picked.value : null;
  };
  return { element, value };
}

/** Arrow keys also make a click on the radio button they reach; those must not send the form.
 * @param {MouseEvent} event */
function pickedOnPurpose(event) {
  const pointer = event instanceof PointerEvent ? event.pointerType : "";
  return event.detail > 0 || pointer === "mouse" || pointer === "touch" || event.isTrusted === false;
}

/** Reasons by digit, the last of them free text: `{element, value()}`; value is "" when none was given.
 * @param {string[]} texts */
export function reasons(texts) {
  const other = h("input", { type: "text", class: "field", maxlength: longest.Reason.reason, "aria-label": t("dialog.other_reason"), hidden: true });
  const group = choices(t("dialog.reason"), [...texts.map((text) => pair(text, text)), pair("", t("dialog.other_reason"))]);
  group.element.append(other);
  group.element.addEventListener("change", () => {
    const free = group.value() === "";
    other.hidden = !free;
    if (free) other.focus();
  });
  return { element: group.element, value: () => (group.value() || (other.hidden ? "" : other.value)).trim() };
}

/** A value and its words.
 * @param {string} value
 * @param {string} text
 * @returns {[string, string]} */
export function pair(value, text) {
  return [value, text];
}

/** A whole-width button of a dialog's menu with its digit.
 * @param {number} digit
 * @param {string} text
 * @param {string} picture
 * @param {() => void} onclick */
export function menuButton(digit, text, picture, onclick) {
  return h(
    "button",
    { type: "button", class: "entry", "data-digit": digit, "data-first": digit === 1 ? true : null, onclick },
    h("kbd", {}, String(digit)),
    icon(picture),
    h("span", {}, text),
  );
}
