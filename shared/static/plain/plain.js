/* What the pages for old browsers need: requests, texts, the centre's clock, elements. Plain ES5 on purpose: smart TVs
   bring browsers from before 2015. */
(function () {
  "use strict";
  window.MotCua = window.MotCua || /** @type {any} */ ({});

  var skew = 0; // ms that the server's clock is ahead of this machine's
  var zone = 420; // minutes east of Greenwich; Việt Nam until the server says otherwise

  MotCua.byId = function (id) {
    var found = document.getElementById(id);
    if (!found) throw new Error("no element " + id);
    return found;
  };

  MotCua.json = function (id) {
    return JSON.parse(MotCua.byId(id).textContent || "null");
  };

  /** A function (key, values) that returns the sentence with its {placeholders} filled. */
  MotCua.sayer = function (texts, table) {
    return function (key, values) {
      var text = texts[table + "." + key];
      return String(text === undefined ? key : text).replace(/\{(\w+)\}/g, function (whole, name) {
        return values && values[name] !== undefined ? String(values[name]) : whole;
      });
    };
  };

  /** Asks the API; `done(status, value)` with status 0 when there was no answer. */
  MotCua.ask = function (method, path, options, done) {
    var request = new XMLHttpRequest();
    var over = false;
    /** @param {number} status */
    function finish(status) {
      var value;
      if (over) return;
      over = true;
      try {
        value = request.responseText ? JSON.parse(request.responseText) : null;
      } catch (error) {
        value = null;
      }
      done(status, value, request);
    }
    request.open(method, path);
    request.timeout = 10000;
    request.setRequestHeader("Accept", "application/json");
    if (options.token) request.setRequestHeader("Authorization", "Bearer " + options.token);
    if (options.body) request.setRequestHeader("Content-Type", "application/json");
    if (options.key) request.setRequestHeader("Idempotency-Key", options.key);
    request.onload = function () { finish(request.status); };
    request.onerror = request.ontimeout = request.onabort = function () { finish(0); };
    request.send(options.body ? JSON.stringify(options.body) : null);
  };

  /** A key for one deed: the same one for each try of it. */
  MotCua.freshKey = function () {
    var bytes = new Uint8Array(16);
    var key = "";
    var index;
    (window.crypto || window.msCrypto).getRandomValues(bytes);
    for (index = 0; index < bytes.length; index += 1) key += (bytes[index] + 256).toString(16).slice(1);
    return key;
  };

  /** Sets the clock by a time of the server, ISO 8601 with the centre's offset. */
  MotCua.setNow = function (iso) {
    skew = Date.parse(iso) - new Date().getTime();
    MotCua.setZone(iso);
  };

  /** Takes over the offset of a time of the server. */
  MotCua.setZone = function (iso) {
    var offset = /([+-])(\d\d):(\d\d)$/.exec(iso);
    if (offset) zone = (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
  };

  /** Milliseconds since 1970, by the server's clock. */
  MotCua.now = function () {
    return new Date().getTime() + skew;
  };

  /** A moment (ms) as a Date whose getUTC… functions read the centre's wall clock. */
  MotCua.local = function (ms) {
    return new Date(ms + zone * 60000);
  };

  /** @param {number} number */
  function two(number) {
    return (number < 10 ? "0" : "") + number;
  }

  /** "09:31" for ms or ISO 8601. */
  MotCua.hourMinute = function (moment) {
    var at = MotCua.local(typeof moment === "number" ? moment : Date.parse(moment));
    return two(at.getUTCHours()) + ":" + two(at.getUTCMinutes());
  };

  /** "12/6/2026" for ms or ISO 8601. */
  MotCua.day = function (moment) {
    var at = MotCua.local(typeof moment === "number" ? moment : Date.parse(moment));
    return at.getUTCDate() + "/" + (at.getUTCMonth() + 1) + "/" + at.getUTCFullYear();
  };

  /** An element with a class, text, and children; text is never read as HTML. */
  MotCua.el = function (tag, name) {
    var element = document.createElement(tag);
    /** @type {Plain.Part} */
    var part;
    var index;
    if (name) element.className = name;
    for (index = 2; index < arguments.length; index += 1) {
      part = arguments[index];
      if (part !== null && part !== undefined) {
        element.appendChild(typeof part === "object" ? part : document.createTextNode(String(part)));
      }
    }
    return element;
  };

  MotCua.empty = function (element) {
    while (element.firstChild) element.removeChild(element.firstChild);
    return element;
  };

  /** Replaces what the element shows, and leaves it alone when it shows that already. */
  MotCua.text = function (element, text) {
    if (element.textContent !== text) element.textContent = text;
  };

  /** A copy of an icon that the server put into the page. */
  MotCua.icon = function (name) {
    var icons = /** @type {HTMLTemplateElement} */ (MotCua.byId("icons"));
    var found = icons.content.querySelector('[data-icon="' + name + '"] svg');
    if (!found) throw new Error("no icon " + name);
    return /** @type {Element} */ (found.cloneNode(true));
  };

  /** A value kept in this browser; where that is forbidden, until the page is closed. @type {Record<string, string | null>} */
  var memory = {};
  MotCua.keep = function (key, value) {
    memory[key] = value;
    try {
      if (value === null) window.localStorage.removeItem(key);
      else window.localStorage.setItem(key, value);
    } catch (error) {
      return;
    }
  };
  MotCua.kept = function (key) {
    try {
      return window.localStorage.getItem(key) || memory[key] || null;
    } catch (error) {
      return memory[key] || null;
    }
  };
})();
