/* What the officer chose for this page, remembered by this browser: large numbers, calling the next
   one by itself, a notice of a long queue. */

import { h, messages } from "/assets/page.js";
import { menuButton, openDialog } from "./parts/dialog.js";

const t = messages();
/** @typedef {"large" | "auto" | "notice"} Name */

/** @type {Name[]} */
const NAMES = ["large", "auto", "notice"];

export class Options {
  #places;
  #onChange;

  /** Calling by itself is each officer's own choice at each counter, the others are the machine's.
   * @param {number} counter
   * @param {string} person
   * @param {(name: Name, on: boolean) => void} onChange */
  constructor(counter, person, onChange) {
    this.#places = { large: "motcua_panel_large", auto: `motcua_panel_auto_${counter}_${person}`, notice: "motcua_panel_notice" };
    this.#onChange = onChange;
  }

  /** Whether the choice is on.
   * @param {Name} name */
  on(name) {
    try {
      return localStorage.getItem(this.#places[name]) === "1";
    } catch {
      return false;
    }
  }

  /** Remembers a choice and tells the page.
   * @param {Name} name
   * @param {boolean} on */
  set(name, on) {
    try {
      if (on) localStorage.setItem(this.#places[name], "1");
      else localStorage.removeItem(this.#places[name]);
    } catch {
      // Without the browser's storage a choice cannot be kept.
    }
    this.#onChange(name, on);
  }

  /** The dialog: each choice by its digit. `allowed(name)` resolves to null, or to the reason why it cannot be turned on;
      `help()` opens the table of keys, whose button a narrow page has no room for.
   * @param {(name: Name) => Promise<string | null> | null} allowed
   * @param {() => void} help */
  open(allowed, help) {
    const fault = h("p", { class: "fault", role: "alert" });
    const rows = NAMES.map((name, index) => {
      const box = h("input", {
        type: "checkbox",
        checked: this.on(name),
        "data-digit": index + 1,
        "data-first": index === 0 ? true : null,
        "aria-describedby": `option-${name}`,
      });
      box.addEventListener("change", async () => {
        fault.textContent = "";
        const why = box.checked ? await allowed(name) : null;
        if (why) {
          box.checked = false;
          fault.textContent = why;
        }
        this.set(name, box.checked);
      });
      return h(
        "label",
        { class: "choice option" },
        h("kbd", {}, String(index + 1)),
        box,
        h("span", {}, h("b", {}, t(`option.${name}`)), h("span", { class: "hint", id: `option-${name}` }, t(`option.${name}_hint`))),
      );
    });
    const keys = menuButton(NAMES.length + 1, t("top.help"), "circle-question-mark", () => {
      dialog.close();
      help();
    });
    // The choices come first: the focus is theirs.
    const dialog = openDialog({ title: t("option.title"), body: [rows, fault, keys] });
  }
}
