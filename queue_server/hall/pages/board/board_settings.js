/* What displays.toml says of this screen: its layout, its queues, how loud it is at which hour. Plain ES5.
   The hours follow shared/hours/sound.py. */
(function () {
  "use strict";
  var KEPT = "motcua_board_settings";
  /** @type {Record<string, number>} */
  var LAYOUTS = { calls: 1, "calls-media": 1, portrait: 1, strip: 1 };

  /** @param {any} given as the server keeps a screen's settings
   * @returns {Plain.Settings} */
  function understood(given) {
    var settings = given || {};
    var layout = LAYOUTS[settings.layout] ? settings.layout : "calls";
    if (layout === "strip" && !settings.counter) layout = "calls";
    return {
      layout: layout,
      counter: settings.counter || null,
      queues: settings.queues || null,
      volume: settings.volume === undefined ? 80 : settings.volume,
      hours: settings.sound_hours || []
    };
  }

  /** The settings of the last time, for a start while the server is away. */
  MotCua.keptSettings = function () {
    try {
      return understood(JSON.parse(MotCua.kept(KEPT) || "null"));
    } catch (error) {
      return understood(null);
    }
  };

  /** Keeps what the server says; whether it is news. */
  MotCua.keepSettings = function (given) {
    var text = JSON.stringify(given || {});
    var news = MotCua.kept(KEPT) !== text;
    if (news) MotCua.keep(KEPT, text);
    return news;
  };

  /** @param {Plain.Span} span
   * @param {number} weekday 1 is Monday
   * @param {number} minute of the day */
  function covers(span, weekday, minute) {
    var yesterday = weekday === 1 ? 7 : weekday - 1;
    if (span.start < span.end) return span.days.indexOf(weekday) >= 0 && span.start <= minute && minute < span.end;
    return (span.days.indexOf(weekday) >= 0 && minute >= span.start) || (span.days.indexOf(yesterday) >= 0 && minute < span.end);
  }

  /** From 0 to 100 at a moment (ms) of the server's clock. */
  MotCua.volumeAt = function (settings, now) {
    var at = MotCua.local(now);
    var weekday = at.getUTCDay() || 7;
    var minute = at.getUTCHours() * 60 + at.getUTCMinutes();
    var found = settings.hours.filter(function (span) { return covers(span, weekday, minute); });
    if (found.some(function (span) { return span.volume === 0; })) return 0;
    return found.length ? found[0].volume : settings.volume;
  };
})();
