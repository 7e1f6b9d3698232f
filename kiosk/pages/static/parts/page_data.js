/* What the agent wrote into the page: its texts in both languages, whether it can read them aloud, and what an appointment's code is. */
/** @type {{texts: Record<Kiosk.Lang, Record<string, string>>, speaks: boolean, appointment_code: {letters: string, length: number}}} */
const data = JSON.parse(document.getElementById("data")?.textContent ?? "");

export const texts = data.texts;
export const agentSpeaks = data.speaks;
/** The letters that a code may have, in the order of the keys, and how many it has. */
export const appointmentCode = data.appointment_code;
