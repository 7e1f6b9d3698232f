/* Times of the centre's zone, whatever the zone of this machine. Knows no page. */

let zone = "Asia/Ho_Chi_Minh";
const formats = new Map();

/** Sets the centre's IANA time zone. */
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

function parts(date) {
  if (!formats.has(zone)) {
    formats.set(
      zone,
      new Intl.DateTimeFormat("en-GB", {
        timeZone: zone,
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
        hourCycle: "h23",
      }),
    );
  }
  return Object.fromEntries(formats.get(zone).formatToParts(date).map(({ type, value }) => [type, value]));
}

/** "09:34" */
export function hourMinute(moment) {
  const { hour, minute } = parts(new Date(moment));
  return `${hour}:${minute}`;
}

/** "15:00 ngày 16/11/2026" without its word: "15:00 16/11/2026" */
export function dayAndTime(moment) {
  const { year, month, day, hour, minute } = parts(new Date(moment));
  return `${hour}:${minute} ${day}/${month}/${year}`;
}

/** "2026-11-16", for date fields. */
export function isoDay(moment) {
  const { year, month, day } = parts(new Date(moment));
  return `${year}-${month}-${day}`;
}

/** The moment at which the centre's clocks show that day ("2026-11-16") and time ("15:00"), as ISO 8601 in UTC. */
export function momentAt(day, time) {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  const shown = parts(new Date(wanted));
  const there = Date.parse(`${shown.year}-${shown.month}-${shown.day}T${shown.hour}:${shown.minute}:00Z`);
  return new Date(wanted - (there - wanted)).toISOString();
}
