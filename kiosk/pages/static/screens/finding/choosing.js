/* What a tap on a procedure means: the first matter, one more, or only looking it up. */
import { go, backTo } from "../../visit/navigation.js";
import { visit } from "../../visit/state.js";

export const MOST_MATTERS = 4;

/** @param {Agent.Procedure} item */
export function choose(item) {
  if (visit.purpose === "look_up") return go("confirm", { procedure: item.id });
  if (!item.queue) {
    // A field for looking up only: its procedures are read, and take no number.
    return go("confirm", { procedure: item.id, lookUpOnly: true });
  }
  if (!visit.matters.includes(item.id)) visit.matters.push(item.id);
  visit.query = "";
  return visit.matters.length > 1 ? backTo("confirm") : go("confirm");
}
