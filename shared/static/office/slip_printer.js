/* A line above a form's preview: on which little printer the form is to come out as a slip. The server
   tells the printer's kiosk to print it. */

import { api, h, messages, Problem } from "/assets/page.js";

const t = messages();
const KEPT = "slip-printer"; // the printer chosen last on this machine
let count = 0;

/** The select of the printers and the button "In phiếu nhỏ" for this form of this dossier; what came of it is said in it.
 * @param {string} code of the dossier
 * @param {string} form */
export function slipPrinter(code, form) {
  const id = `slip-printer-${(count += 1)}`;
  const select = h("select", { id, disabled: true });
  const button = h("button", { type: "button", disabled: true, "aria-describedby": `${id}-said` }, t("slip.print"));
  // In a modal dialog a sentence at the bottom of the page would be behind it, and unheard.
  const said = h("p", { class: "said", id: `${id}-said`, role: "status" }, t("slip.looking"));
  const box = h("div", { class: "slip-printer" }, h("label", { for: id }, t("slip.choose")), select, button, said);
  /** @type {Wire.KioskPlaces} */
  let places = [];

  /** @param {string} text
   * @param {"well" | "wrong"} went */
  const tell = (text, went) => {
    said.textContent = text;
    said.dataset.went = went;
  };

  /** @param {Wire.KioskPlace} place */
  const option = (place) => h("option", { value: place.name, disabled: !place.ready }, place.ready ? place.title : `${place.title} · ${t(`slip.${place.trouble}`)}`);

  async function look() {
    try {
      places = await api("GET", "/api/v1/kiosks");
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      tell(problem.title, "wrong");
      return;
    }
    const kept = select.value || localStorage.getItem(KEPT);
    select.replaceChildren(...places.map(option));
    const ready = places.filter((place) => place.ready);
    const chosen = ready.find((place) => place.name === kept) ?? ready[0];
    select.disabled = button.disabled = !chosen;
    if (chosen) {
      select.value = chosen.name;
      tell("", "well");
    } else {
      select.selectedIndex = 0;
      tell(t(places.some((place) => place.trouble !== "away") ? "slip.none_ready" : "slip.none_connected"), "wrong");
    }
  }

  select.addEventListener("change", () => localStorage.setItem(KEPT, select.value));
  button.addEventListener("click", async () => {
    const place = places.find((one) => one.name === select.value);
    if (!place || button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    tell("", "well");
    try {
      await api("POST", `/api/v1/kiosks/${encodeURIComponent(place.name)}/papers`, { slip: { dossier: code, form } });
      localStorage.setItem(KEPT, place.name);
      tell(t("slip.sent", { printer: place.title }), "well");
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.code === "kiosk_cannot_print") await look();
      tell(problem.title, "wrong");
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
  look();
  return box;
}
