/* What the agent wrote into the page: its texts in both languages, and whether it can read them aloud. */
/** @type {{texts: Record<Kiosk.Lang, Record<string, string>>, speaks: boolean}} */
const data = JSON.parse(document.getElementById("data")?.textContent ?? "");

export const texts = data.texts;
export const agentSpeaks = data.speaks;
