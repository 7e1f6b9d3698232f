/* Spoken guidance: reads the screen's heading and instructions aloud. The browser's own voice first, then the agent's. */
import { speech } from "./api.js";
import { agentSpeaks } from "./parts/page_data.js";
import { repaint } from "./visit/navigation.js";
import { t, visit } from "./visit/state.js";

/** What is heard now; the browser's own voice cannot be stopped by it. @type {AudioBufferSourceNode | "voice" | null} */
let sound = null;
/** @type {AudioContext | null} */
let context = null;
let turn = 0;

/** @param {Kiosk.Lang} lang */
function voice(lang) {
  return window.speechSynthesis?.getVoices().find((known) => known.lang.toLowerCase().startsWith(lang)) ?? null;
}

export function canSpeak() {
  return agentSpeaks || voice(visit.lang) !== null;
}

export function speaking() {
  return sound !== null;
}

export function hush() {
  turn += 1;
  window.speechSynthesis?.cancel();
  try {
    if (sound instanceof AudioBufferSourceNode) sound.stop();
  } catch {
    // It had come to its end by itself.
  }
  sound = null;
}

/** What there is to hear: headings and instructions first, then the buttons by their names.
 * @param {HTMLElement} screen */
function words(screen) {
  const said = [...elements(screen, "[data-say], h1, .lead, .band, .fact, h2")]
    .filter((element) => !element.closest("[data-silent]"))
    .map((element) => element.dataset.say ?? element.innerText);
  const buttons = [...elements(screen, "button.tile strong, button.row strong, button.button.primary")].slice(0, 12);
  const names = buttons.map((element) => element.innerText.replace(/\n/g, ". "));
  if (names.length) said.push(`${t("speech.choices")} ${names.join(". ")}`);
  return said.map((text) => text.replace(/\s*\n\s*/g, ". ").trim()).filter(Boolean).join(". ").slice(0, 1400);
}

/** @param {HTMLElement} screen
 * @param {string} selector
 * @returns {NodeListOf<HTMLElement>} */
function elements(screen, selector) {
  return screen.querySelectorAll(selector);
}

/** @param {HTMLElement} screen */
export async function listen(screen) {
  if (speaking()) {
    hush();
    return repaint();
  }
  const text = words(screen);
  const mine = (turn += 1);
  const done = () => {
    if (mine === turn) {
      sound = null;
      repaint();
    }
  };
  const own = voice(visit.lang);
  if (own) {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = own;
    utterance.lang = own.lang;
    utterance.onend = utterance.onerror = done;
    sound = "voice";
    window.speechSynthesis.speak(utterance);
    return repaint();
  }
  sound = "voice";
  repaint();
  try {
    const samples = await speech(text, visit.lang);
    if (mine !== turn || samples === null) return done();
    context ??= new AudioContext();
    const source = context.createBufferSource();
    source.buffer = await context.decodeAudioData(samples);
    if (mine !== turn) return undefined;
    source.connect(context.destination);
    source.onended = done;
    source.start();
    sound = source;
  } catch {
    done();
  }
  return undefined;
}
