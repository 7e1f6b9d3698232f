/* What every page's script needs: its messages, calls to the API, the centre's clock, building elements. */

const RETRY_AFTER = 500; // ms
const PATIENCE = 10000; // ms for one try
const SESSION = "/api/v1/session";
/** How the server says that this page's session is over. */
const ENDED = "urn:motcua:problem:unauthenticated";
/** How it says that another tab has begun a new one. */
const REPLACED = "urn:motcua:problem:csrf";
/** @type {Record<string, string> | null} */
let catalogue = null;
let offset = 0; // ms that the server's clock is ahead of this machine's
let offsetIsExact = false;

/**
 * @typedef {Node | string | number | null | undefined | false} Part null, undefined and false leave it out
 * @typedef {Part | Child[]} Child
 * @typedef {{[Name in keyof GlobalEventHandlersEventMap as `on${Name}`]?: ((event: GlobalEventHandlersEventMap[Name]) => unknown) | null | false}} Handlers
 * @typedef {Handlers & {dataset?: Record<string, string | number>, style?: string | Record<string, string>} & {[name: string]: unknown}} Attributes
 * @typedef {(key: string, values?: Record<string, unknown>) => string} Say
 */

/** `t(key, values)`: the sentence of the page's catalogue with its {placeholders} filled; a missing key reads as itself.
 * @returns {Say} */
export function messages() {
  /** @type {Record<string, string>} */
  const texts = (catalogue ??= JSON.parse(document.getElementById("messages")?.textContent ?? "{}"));
  return (key, values = {}) =>
    String(texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** An element that the page's template has, of the kind that the script needs: `byId("name", HTMLInputElement)`. Anything else is a
    programmer's slip and throws.
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id
 * @param {new () => Kind} [kind]
 * @returns {Kind} */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof (kind ?? HTMLElement))) throw new Error(`no element ${id}`);
  return /** @type {Kind} */ (found);
}

/** The first element under `root` that the selector finds, as the kind that the script needs; null for none.
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Kind} [kind]
 * @returns {Kind | null} */
export function find(root, selector, kind) {
  const found = root.querySelector(selector);
  return found instanceof (kind ?? HTMLElement) ? /** @type {Kind} */ (found) : null;
}

/** What has the focus, or null. */
export function focused() {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement ? activeElement : null;
}

/** Sixteen random bytes as a UUID; crypto.randomUUID is missing on plain http pages. */
export function freshKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** @typedef {{title: string, code: string, status: number, [more: string]: unknown}} ProblemBody */

/** An answer that is not a 2xx: `title` (a sentence to show), `code`, `status` and the whole `problem`.
    No answer at all: code "offline", status 0, the title from the message `error.offline`. */
export class Problem extends Error {
  /** @param {ProblemBody} problem */
  constructor(problem) {
    super(problem.title);
    this.title = problem.title;
    this.code = problem.code;
    this.status = problem.status;
    this.problem = problem;
    /** Seconds after which the server takes it again; 0 where it does not say. */
    this.retryAfter = Number(problem.retry_after ?? 0);
    /** Whether the session has ended and the person was asked to sign in again, and did not. */
    this.declined = false;
  }
}

/** What is wrong with a form's content, said before anything is sent. */
export class Refusal extends Error {
  /** @param {string} title a sentence to show */
  constructor(title) {
    super(title);
    this.title = title;
  }
}

/** What brings back a session that has ended: true once it is there again, false where the person does not want to sign in now.
 * @type {(() => Promise<boolean>) | null} */
let wayBack = null;

/** From now on a deed that the server refuses because this page's session has ended waits for `back` and is then sent again, so
    that nothing that was filled in has to be done twice.
 * @param {() => Promise<boolean>} back */
export function whenSessionEnds(back) {
  wayBack = back;
}

/** Calls the API and returns its JSON (null for an empty answer); throws a Problem.

    `path` is whole: "/api/v1/…". `body` goes as JSON. A deed gets a fresh Idempotency-Key, and one retry after half
    a second under the same key when the network failed; `key` reuses a key of yours. `signal` gives up at once, as if the
    network had failed; `patience` are the ms of one try. What the answer is, the caller says: a type of wire.d.ts.
 * @template Answer
 * @param {"GET" | "POST" | "PUT" | "DELETE"} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {{key?: string, signal?: AbortSignal | null, patience?: number}} [how]
 * @returns {Promise<Answer>} */
export function api(method, path, body, { key = freshKey(), signal = null, patience = PATIENCE } = {}) {
  /** @type {Record<string, string>} */
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  return send(method, path, { headers, body: body === undefined ? undefined : JSON.stringify(body), key, signal, patience, tries: 2 });
}

/** Sends a body as it is, otherwise as `api`; `tries` says how often in all where the network fails.
 * @template Answer
 * @param {"GET" | "POST" | "PUT" | "DELETE"} method
 * @param {string} path
 * @param {{headers: Record<string, string>, body: string | File | undefined, key: string, signal?: AbortSignal | null, patience: number, tries: number}} how
 * @returns {Promise<Answer>} */
export async function send(method, path, { headers, body, key, signal = null, patience, tries }) {
  for (let cameBack = false; ; cameBack = true) {
    const csrf = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="csrf"]'))?.content;
    const all = { Accept: "application/json", ...headers, ...(csrf ? { "X-CSRF-Token": csrf } : {}), ...(method === "GET" ? {} : { "Idempotency-Key": key }) };
    const { response, text } = await answered(path, { method, headers: all, body, credentials: "same-origin" }, patience, tries, signal);
    learnTheTime(response);
    const value = parsed(text);
    if (response.ok) return value;
    const problem = new Problem({ title: messages()("error.unexpected"), code: "unexpected", ...value, status: response.status, retry_after: response.headers.get("Retry-After") });
    // Readings are made anew by whoever needs them; many that a page makes by itself would wait together.
    if (method === "GET" || cameBack || !wayBack || !isOver(problem, method, path)) throw problem;
    if (!(await wayBack())) {
      problem.declined = true;
      throw problem;
    }
  }
}

/** Whether a deed needs this page's session to be brought back: signing in needs none, and whoever signs out needs no new one.
 * @param {Problem} problem
 * @param {string} method
 * @param {string} path */
function isOver({ problem }, method, path) {
  if (path === SESSION) return method === "DELETE" && problem.type === REPLACED;
  return problem.type === ENDED || problem.type === REPLACED;
}

/** @param {string} path
 * @param {RequestInit} request
 * @param {number} patience
 * @param {number} tries
 * @param {AbortSignal | null} signal */
async function answered(path, request, patience, tries, signal) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchInTime(path, request, patience, signal);
    } catch {
      if (attempt >= tries || signal?.aborted) throw new Problem({ title: messages()("error.offline"), code: "offline", status: 0 });
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
    }
  }
}

/** @param {string} path
 * @param {RequestInit} request
 * @param {number} patience
 * @param {AbortSignal | null} signal */
async function fetchInTime(path, request, patience, signal) {
  const stop = new AbortController();
  const giveUp = () => stop.abort();
  const timer = setTimeout(giveUp, patience);
  signal?.addEventListener("abort", giveUp);
  if (signal?.aborted) giveUp();
  try {
    const response = await fetch(path, { ...request, signal: stop.signal });
    // The body too: headers that came are no answer yet.
    return { response, text: await response.text() };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
}

/** @param {string} text */
function parsed(text) {
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {Response} response */
function learnTheTime(response) {
  const date = Date.parse(response.headers.get("Date") ?? "");
  // The header counts whole seconds: half a second is added on average, and an exact time is never overruled by it.
  if (!offsetIsExact && !Number.isNaN(date)) offset = date + 500 - Date.now();
}

/** Sets the clock by the server's own time, e.g. a snapshot's `now` (ISO 8601).
 * @param {string} iso */
export function setServerTime(iso) {
  offset = Date.parse(iso) - Date.now();
  offsetIsExact = true;
}

/** The server's time now, as a Date; durations must be counted from here, since a kiosk's own clock may be wrong. */
export function serverNow() {
  return new Date(Date.now() + offset);
}

/** Shows the time in the element, each character in its own <span class="cell"> (the font has no tabular digits).
    Returns a function that stops it.
 * @param {HTMLElement} element */
export function clock(element, { zone = "Asia/Ho_Chi_Minh", seconds = false } = {}) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}),
  });
  /** @type {string | null} */
  let shown = null;
  let timer = 0;
  function tick() {
    const now = serverNow();
    const text = format.format(now);
    if (text !== shown) {
      shown = text;
      element.setAttribute("aria-label", text);
      element.replaceChildren(
        ...[...text].map((sign) => h("span", { class: /\d/.test(sign) ? "cell" : "cell-mark", "aria-hidden": "true" }, sign)),
      );
    }
    timer = setTimeout(tick, 1000 - (now.getTime() % 1000) + 5);
  }
  tick();
  return () => clearTimeout(timer);
}

/** An element: h("button", {class: "primary", onclick: f, disabled: true, dataset: {id}}, "text", child, [more]).
    Values null, undefined and false leave an attribute or child out; true sets it empty; text is never read as HTML.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes | null} [attributes]
 * @param {Child[]} children */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on") && typeof value === "function") element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "style" && typeof value === "object") {
      for (const [property, setting] of Object.entries(value)) element.style.setProperty(property, setting);
    } else element.setAttribute(name, value === true ? "" : String(value));
  }
  const parts = /** @type {Part[]} */ (/** @type {unknown[]} */ (children).flat(Infinity));
  element.append(...parts.filter((part) => part !== null && part !== undefined && part !== false).map((part) => (part instanceof Node ? part : String(part))));
  return element;
}
