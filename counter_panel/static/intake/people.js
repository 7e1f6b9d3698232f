/* The people of an intake: the applicant, who hands in for them and who may fetch the result, each by what right. What was
   typed for one dossier of a visitor serves the next one. */

import { h, messages } from "/assets/page.js";
import { personForm } from "./applicant.js";

const t = messages();
/**
 * @typedef {import("./applicant.js").Filled} Filled
 * @typedef {{applicant?: Partial<Filled> | null, submitter?: Partial<Filled> | null, receiver?: Partial<Filled> | null}} People
 */

const BY_RIGHT = /** @type {const} */ (["submitter", "receiver"]);

/** `{element, value(), fill(people)}`: `{applicant, submitter?, receiver?}` as the API takes them.
 * @param {People | null} given */
export function peopleForm(given = null) {
  const applicant = personForm({ title: t("intake.applicant"), first: true });
  const others = BY_RIGHT.map((role) => {
    const form = personForm({ byRight: true });
    const has = h("input", { type: "checkbox" });
    const tick = h("label", { class: "has" }, has, h("span", {}, t(`intake.has_${role}`)));
    const element = h("section", { class: "by-right", hidden: true, "aria-label": t(`intake.has_${role}`) }, h("h3", {}, t(`intake.has_${role}`)), form.element);
    const show = () => (element.hidden = !has.checked);
    has.addEventListener("change", () => {
      show();
      if (has.checked) form.element.querySelector("input")?.focus();
    });
    return { role, form, has, tick, element, show };
  });
  // The ticks first: below the applicant's fields they would lie under the edge of a small screen, and be forgotten.
  const ticks = h("div", { class: "ticks" }, others.map((other) => other.tick));
  const element = h("div", { class: "people" }, ticks, applicant.element, others.map((other) => other.element));

  /** @param {People} people */
  function fill(people) {
    applicant.fill(people.applicant ?? {});
    for (const { role, form, has, show } of others) {
      has.checked = Boolean(people[role]);
      show();
      form.fill(people[role] ?? {});
    }
  }

  if (given) fill(given);
  return {
    element,
    fill,
    value: () => ({
      applicant: applicant.value(),
      ...Object.fromEntries(others.filter(({ has }) => has.checked).map(({ role, form }) => [role, form.value()])),
    }),
  };
}
