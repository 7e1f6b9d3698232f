/* The procedure of an intake: the ticket's own first, any other by search. */

import { api, h, messages, Problem } from "/assets/page.js";

const t = messages();
const PAUSE = 150; // ms after the last letter

/** `{element, value()}`; `onPick(procedure)` gets the full procedure each time another one is chosen.
 * @param {import("./desk.js").Desk} desk
 * @param {string[]} ids
 * @param {(procedure: Wire.ProcedureToRead) => void} onPick */
export function procedurePicker(desk, ids, onPick) {
  /** @type {Wire.ProcedureToRead | null} */
  let chosen = null;
  let asked = 0;
  let timer = 0;
  const title = h("b", {});
  const shown = h(
    "p",
    { class: "picked" },
    title,
    h("button", { type: "button", class: "linklike", onclick: () => open(true) }, t("intake.procedure_change")),
  );
  const input = h("input", {
    type: "search",
    class: "field",
    autocomplete: "off",
    placeholder: t("intake.procedure_hint"),
    "aria-label": t("intake.procedure_search"),
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(search, PAUSE);
    },
    onkeydown: (event) => {
      const first = results.querySelector("button");
      if (event.key === "Enter") {
        event.preventDefault();
        first?.click();
      } else if (event.key === "ArrowDown" && first) {
        event.preventDefault();
        first.focus();
      }
    },
  });
  const results = h("div", { class: "results", role: "group", "aria-label": t("intake.procedure_search") });
  results.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const buttons = [...results.querySelectorAll("button")];
    const to = buttons.findIndex((button) => button === document.activeElement) + step;
    (to < 0 ? input : (buttons[to] ?? buttons.at(-1)))?.focus();
  });
  const finder = h("div", { class: "finder" }, input, results);
  const element = h("section", { class: "procedure" }, h("h3", {}, t("intake.procedure")), shown, finder);

  /** @param {boolean} searching */
  function open(searching) {
    shown.hidden = searching;
    finder.hidden = !searching;
    if (searching) input.focus();
  }

  async function search() {
    const ask = (asked += 1);
    const text = input.value.trim();
    if (!text) {
      results.replaceChildren();
      return;
    }
    /** @type {Wire.Found} */
    let found;
    try {
      found = await api("GET", `/api/v1/procedures?limit=8&q=${encodeURIComponent(text)}`);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (ask === asked) results.replaceChildren(h("p", { class: "hint" }, problem.title));
      return;
    }
    if (ask !== asked) return;
    results.replaceChildren(
      ...found.items.map((procedure) =>
        h("button", { type: "button", onclick: () => pick(procedure.id) }, procedure.short_name || procedure.name),
      ),
    );
    if (found.items.length) return;
    const elsewhere = (found.elsewhere ?? []).map(({ name, office }) => t("intake.procedure_elsewhere", { matter: name, office }));
    results.append(h("p", { class: "hint" }, elsewhere.join(" ") || t("intake.procedure_none")));
  }

  /** @param {string} id */
  async function pick(id) {
    const procedure = await desk.procedure(id);
    if (!procedure) return;
    chosen = procedure;
    title.textContent = procedure.short_name || procedure.name;
    title.title = procedure.name;
    open(false);
    onPick(procedure);
  }

  open(!ids.length);
  if (ids.length > 1) {
    shown.before(
      h(
        "p",
        { class: "several" },
        ids.map((id) => {
          const button = h("button", { type: "button", class: "pill", onclick: () => pick(id) }, "…");
          desk.procedure(id).then((procedure) => (button.textContent = procedure?.short_name || procedure?.name || id));
          return button;
        }),
      ),
    );
  }
  return {
    element,
    value: () => chosen,
    ready: ids.length ? pick(ids[0]) : Promise.resolve(),
    open: () => open(true),
  };
}
