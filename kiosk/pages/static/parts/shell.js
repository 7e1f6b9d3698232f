/* What frames every screen: the centre, the clock, the ways to show and hear, and the way back. */
import { html, picture } from "/assets/parts/draw.js";
import { back, repaint, restart } from "../visit/navigation.js";
import { button } from "./parts.js";
import { canSpeak, hush, listen, speaking } from "../speech.js";
import { of, t, told, visit } from "../visit/state.js";

/** @param {boolean} withTools */
export function header(withTools) {
  const { centre, clock } = told();
  const name = centre.subtitle ? `${centre.name} · ${centre.subtitle}` : centre.name;
  return html`<header class="header">
    <div class="head"><span class="logo">${picture("landmark")}</span><span class="centre" lang="vi">${name}</span><span class="clock">${clock}</span></div>
    ${withTools ? tools() : null}
  </header>`;
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
  const language = (lang, text) => {
    const press = () => {
      hush();
      visit.lang = lang;
      repaint();
    };
    return html`<button class="language" type="button" data-key=${`lang-${lang}`} lang=${lang} aria-pressed=${String(visit.lang === lang)} @click=${press}>${text}</button>`;
  };
  const speaks = canSpeak();
  return html`<div class="tools" role=${role} aria-label=${t("shell.tools")}>
    <div class="languages" role="group" aria-label=${t("shell.language")}>${language("vi", "Tiếng Việt")}${language("en", "English")}</div>
    ${button({ key: "large", symbol: "a-large-small", text: t("shell.large"), pressed: String(visit.large), press: toggle("large") })}
    ${button({ key: "contrast", symbol: "contrast", text: t("shell.contrast"), pressed: String(visit.contrast), press: toggle("contrast") })}
    ${button({
      key: "listen",
      symbol: "volume-2",
      text: t(!speaks ? "shell.no_voice" : speaking() ? "shell.stop_listening" : "shell.listen"),
      pressed: String(speaking()),
      disabled: !speaks,
      kind: "listen",
      press: () => void listen(document.body),
    })}
  </div>`;
}

/** @param {Kiosk.Drawing[] | undefined} buttons of the screen itself, in place of the ways back
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
  const away = link === "connected" ? null : html`<span class="away" role="img" aria-label=${t("shell.away")}>${picture("wifi-off")}</span>`;
  const place = html`<span class="place"><span lang="vi">${away}${kiosk.name}</span><span>${of(date)}</span></span>`;
  let inside;
  if (bare) inside = [place];
  else if (buttons) inside = buttons;
  else if (start) inside = [low, place];
  else inside = [button({ key: "back", symbol: "arrow-left", text: t("shell.back"), press: back }), button({ key: "restart", symbol: "rotate-ccw", text: t("shell.restart"), press: restart })];
  return html`<footer class="footer">${inside}</footer>`;
}
