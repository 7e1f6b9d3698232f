/* What frames every screen: the centre, the clock, the ways to show and hear, and the way back. */
import { h, icon } from "./dom.js";
import { back, repaint, restart } from "../visit/navigation.js";
import { button } from "./parts.js";
import { canSpeak, hush, listen, speaking } from "../speech.js";
import { of, t, told, visit } from "../visit/state.js";

/** @param {boolean} withTools */
export function header(withTools) {
  const { centre, clock } = told();
  const name = centre.subtitle ? `${centre.name} · ${centre.subtitle}` : centre.name;
  return h(
    "header",
    { class: "header" },
    h("div", { class: "head" }, h("span", { class: "logo" }, icon("landmark")), h("span", { class: "centre", lang: "vi" }, name), h("span", { class: "clock" }, clock)),
    withTools ? tools() : null,
  );
}

/** `role` is "region" where the tools stand in no other landmark. */
export function tools(role = "group") {
  /** @param {"large" | "contrast"} name */
  const toggle = (name) => () => {
    visit[name] = !visit[name];
    repaint();
  };
  /** @param {Kiosk.Lang} lang
   * @param {string} text */
  const language = (lang, text) =>
    h("button", { class: "language", type: "button", key: `lang-${lang}`, lang, "aria-pressed": String(visit.lang === lang), on: { click: () => { hush(); visit.lang = lang; repaint(); } } }, text);
  const speaks = canSpeak();
  return h(
    "div",
    { class: "tools", role, "aria-label": t("shell.tools") },
    h("div", { class: "languages", role: "group", "aria-label": t("shell.language") }, language("vi", "Tiếng Việt"), language("en", "English")),
    button({ key: "large", symbol: "a-large-small", text: t("shell.large"), pressed: String(visit.large), press: toggle("large") }),
    button({ key: "contrast", symbol: "contrast", text: t("shell.contrast"), pressed: String(visit.contrast), press: toggle("contrast") }),
    button({
      key: "listen",
      symbol: "volume-2",
      text: t(!speaks ? "shell.no_voice" : speaking() ? "shell.stop_listening" : "shell.listen"),
      pressed: String(speaking()),
      disabled: !speaks,
      kind: "listen",
      press: () => void listen(document.body),
    }),
  );
}

/** @param {Kiosk.Child[] | undefined} buttons of the screen itself, in place of the ways back
 * @param {boolean} [bare] */
export function footer(buttons, bare) {
  const { kiosk, date, link } = told();
  const start = visit.path.length === 1;
  const low = button({
    key: "low",
    symbol: visit.low ? "arrow-up-to-line" : "arrow-down-to-line",
    text: t(visit.low ? "shell.high" : "shell.low"),
    pressed: String(visit.low),
    press: () => { visit.low = !visit.low; repaint(); },
  });
  // For staff: a small sign, without a word to worry anybody.
  const away = link === "connected" ? null : h("span", { class: "away", role: "img", "aria-label": t("shell.away") }, icon("wifi-off"));
  const place = h("span", { class: "place" }, h("span", { lang: "vi" }, away, kiosk.name), h("span", {}, of(date)));
  let inside;
  if (bare) inside = [place];
  else if (buttons) inside = buttons;
  else if (start) inside = [low, place];
  else inside = [button({ key: "back", symbol: "arrow-left", text: t("shell.back"), press: back }), button({ key: "restart", symbol: "rotate-ccw", text: t("shell.restart"), press: restart })];
  return h("footer", { class: "footer" }, inside);
}
