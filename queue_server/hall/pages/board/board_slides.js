/* Announcements between calls: fetched once by digest, kept in the browser while the server is away, one after another in
   the place of the large call. A call takes them away at once. Plain ES5; the rules are those of display/slides.py. */
(function () {
  "use strict";
  var AGAIN = 15000; // ms until what could not be fetched is tried again
  /** What belongs to this screen; `missing` is a file that the server does not have. @type {Array<Wire.ShownMedia & {missing?: boolean}>} */
  var listed = [];
  /** Object URLs by digest. @type {Record<string, string>} */
  var files = {};
  /** @type {Wire.ShownMedia | null} */
  var shown = null;
  var until = 0;
  var last = "";
  var timer = 0;
  var fetching = false;

  /** @param {Wire.ShownMedia} item
   * @param {(answered: boolean) => void} done */
  function fetchFile(item, done) {
    var request = new XMLHttpRequest();
    request.open("GET", "/media/" + item.sha256);
    request.responseType = "blob";
    request.timeout = 120000;
    request.onload = function () {
      if (request.status === 200 && request.response) files[item.sha256] = window.URL.createObjectURL(request.response);
      done(request.status === 200 || request.status === 404);
    };
    request.onerror = request.ontimeout = function () { done(false); };
    request.send();
  }

  /** @param {string | null} token */
  function fetchMissing(token) {
    var item = listed.filter(function (each) { return !files[each.sha256] && !each.missing; })[0];
    if (!item || fetching) return;
    // One at a time: they are large, and the screen has calls to show. The list may change meanwhile.
    fetching = true;
    fetchFile(item, function (answered) {
      fetching = false;
      if (answered && !files[item.sha256]) item.missing = true;
      if (answered) fetchMissing(token);
      else later(token);
    });
  }

  /** @param {string | null} token */
  function later(token) {
    clearTimeout(timer);
    timer = setTimeout(function () { MotCua.fetchSlides(token); }, AGAIN);
  }

  /** Asks which announcements belong to this screen, and fetches those that are not here yet. */
  MotCua.fetchSlides = function (token) {
    MotCua.ask("GET", "/api/v1/devices/me/media", { token: token }, function (status, answer) {
      /** @type {Record<string, number>} */
      var wanted = {};
      if (status !== 200) {
        if (status === 0 || status >= 500) later(token);
        return;
      }
      listed = answer;
      listed.forEach(function (item) { wanted[item.sha256] = 1; });
      Object.keys(files).forEach(function (digest) {
        if (wanted[digest]) return;
        window.URL.revokeObjectURL(files[digest]);
        delete files[digest];
      });
      fetchMissing(token);
    });
  };

  /** @param {string} day */
  function ofDay(day) {
    return listed.filter(function (item) {
      return files[item.sha256] && (!item.from_day || item.from_day <= day) && (!item.until_day || item.until_day >= day);
    });
  }

  /** @param {Wire.ShownMedia[]} items
   * @param {string} digest */
  function placeOf(items, digest) {
    var index;
    for (index = 0; index < items.length; index += 1) if (items[index].sha256 === digest) return index;
    return -1;
  }

  function hide() {
    if (!shown) return false;
    shown = null;
    MotCua.drawSlide(null);
    return true;
  }

  /** @param {Wire.ShownMedia} item
   * @param {number} now */
  function begin(item, now) {
    var only = shown === item;
    shown = item;
    last = item.sha256;
    until = now + item.seconds * 1000;
    if (only && !/^video/.test(item.type)) return false;
    MotCua.drawSlide(item.type, files[item.sha256], function () { until = 0; });
    return true;
  }

  /** Whether an announcement stands in the place of the call. */
  MotCua.slideIsShown = function () {
    return shown !== null;
  };

  /** The turn at `now` (ms of a steady clock); `free` says that no call needs the place. True when the picture changed. */
  MotCua.turnSlides = function (now, day, free) {
    var items = ofDay(day);
    var place;
    if (!free || !items.length) return hide();
    if (shown && placeOf(items, shown.sha256) >= 0 && now < until) return false;
    place = placeOf(items, shown ? shown.sha256 : last);
    // The one that a call took away is shown again: nobody has seen it whole.
    if (shown) place = (place + 1) % items.length;
    return begin(items[Math.max(0, place)], now);
  };
})();
