/* The guide desk, which takes everyone: the way on from wherever a citizen gets no further. */
import { go } from "../../visit/navigation.js";
import { button } from "../../parts/parts.js";
import { noneLeft } from "../../parts/queue_notice.js";
import { open, queue, t, told, visit } from "../../visit/state.js";

/* The desk's queue while it gives numbers, else null. */
export function guideDesk() {
  const desk = queue(told().centre.guide_queue);
  return desk && open() && !noneLeft(desk) ? desk : null;
}

export function toGuide() {
  visit.purpose = "guide";
  go("confirm");
}

/* The way there, or null. */
export function guideButton(text = t("home.guide"), kind = "second") {
  return guideDesk() && button({ key: "guide", symbol: "circle-question-mark", text, kind, press: toGuide });
}
