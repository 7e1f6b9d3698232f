/* Days and times as people read them: in the centre's zone, whatever the zone of this machine. */

let zone = "Asia/Ho_Chi_Minh";
/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** Sets the centre's IANA time zone.
 * @param {string} name */
export function setZone(name) {
  if (name && name !== zone) {
    zone = name;
    formats.clear();
  }
}

/** The centre's zone. */
export function theZone() {
  return zone;
}

/** @param {Date} date */
function parts(date) {
  const format = formats.get(zone) ?? formatOf(zone);
  formats.set(zone, format);
  return Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
}

/** @param {string} timeZone */
function formatOf(timeZone) {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
}

/** "09:34"
 * @param {string | number | Date} moment */
export function hourMinute(moment) {
  const { hour, minute } = parts(new Date(moment));
  return `${hour}:${minute}`;
}

/** "2026-11-16", for date fields.
 * @param {string | number | Date} moment */
export function isoDay(moment) {
  const { year, month, day } = parts(new Date(moment));
  return `${year}-${month}-${day}`;
}

/** The moment at which the centre's clocks show that day ("2026-11-16") and time ("15:00"), as ISO 8601 in UTC.
 * @param {string} day
 * @param {string} time */
export function momentAt(day, time) {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  const shown = parts(new Date(wanted));
  const there = Date.parse(`${shown.year}-${shown.month}-${shown.day}T${shown.hour}:${shown.minute}:00Z`);
  return new Date(wanted - (there - wanted)).toISOString();
}

/** "12/6/2026" of a day "2026-06-12".
 * @param {string} day */
export function shortDay(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${date}/${month}/${year}`;
}

/** 0 (Sunday) to 6 of a day "2026-06-12".
 * @param {string} day */
export function weekdayOf(day) {
  return new Date(`${day}T12:00:00Z`).getUTCDay();
}

/** "09:34" of an ISO 8601 time that carries the centre's offset.
 * @param {string} iso */
export function timeOf(iso) {
  return iso.slice(11, 16);
}

/** "09:34 12/6/2026" of an ISO 8601 time that carries the centre's offset.
 * @param {string} iso */
export function momentOf(iso) {
  return `${timeOf(iso)} ${shortDay(iso.slice(0, 10))}`;
}
