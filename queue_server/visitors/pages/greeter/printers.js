/* The kiosks that print for the greeter: which can now, which is chosen, and what became of a wish to print. */

import { api, find, h, messages, Problem } from "/assets/page.js";
import { icon } from "/assets/parts/icon.js";
import { toast } from "/assets/parts/toast.js";

/** @typedef {[string, boolean]} Said what became of it, and whether it went well */

const t = messages();
const KEPT = "greeter-kiosk"; // the last choice is kept on this tablet
const APART = 3000; // ms between two papers

/** @param {string} name
 * @param {string} label
 * @param {Array<[string, string, boolean?]>} options value, text, and whether it cannot be chosen */
export function field(name, label, options) {
  return h("div", {}, h("label", { for: name }, label), h("select", { id: name }, options.map(([value, text, off]) => h("option", { value, disabled: off }, text))));
}

/** What is chosen for the number, or "".
 * @param {"kiosk" | "priority"} name */
export function selected(name) {
  return find(document, `#${name}`, HTMLSelectElement)?.value ?? "";
}

export class Printers {
  /** @type {Wire.KioskPlaces} */
  places = [];

  /** The kiosks that can print now; the last choice is kept on this tablet. */
  choice() {
    /** @type {Array<[string, string, boolean]>} */
    const options = this.places.map((one) => [one.name, one.ready ? one.title : `${one.title} · ${t(`greeter.${one.trouble}`)}`, !one.ready]);
    const box = field("kiosk", t("greeter.print_at"), [["", t("greeter.no_print")], ...options]);
    const kept = localStorage.getItem(KEPT) ?? "";
    const select = find(box, "select", HTMLSelectElement);
    if (select && this.places.some((one) => one.name === kept && one.ready)) select.value = kept;
    select?.addEventListener("change", () => localStorage.setItem(KEPT, select.value));
    return box;
  }

  /** The kiosk that is chosen, or null. */
  chosen() {
    const name = selected("kiosk");
    return this.places.find((one) => one.name === name) ?? null;
  }

  /** What became of the wish to print: a sentence and whether it went well.
   * @param {Wire.KioskPlace} place
   * @param {Wire.NewPaper} body
   * @returns {Promise<Said>} */
  async print(place, body) {
    try {
      await api("POST", `/api/v1/kiosks/${encodeURIComponent(place.name)}/papers`, body);
      return [t("greeter.printing", { kiosk: place.title }), true];
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return [problem.title, false];
    }
  }

  /** The paper again, at the kiosk that was chosen last or the first that can print.
   * @param {Wire.Ticket} ticket */
  again(ticket) {
    const ready = this.places.filter((one) => one.ready);
    if (!ready.length) return null;
    const place = ready.find((one) => one.name === localStorage.getItem(KEPT)) ?? ready[0];
    const press = async () => {
      button.disabled = true;
      const [text, fine] = await this.print(place, { ticket: ticket.id, lang: ticket.lang });
      toast(text, { danger: !fine });
      setTimeout(() => (button.disabled = false), APART);
    };
    const button = h("button", { type: "button", onclick: press }, icon("printer"), t("greeter.print_again", { kiosk: place.title }));
    return button;
  }
}
