/* A followed number stays up to date: facts say when to ask, the API says what to show. Plain ES5, for old phones. */
(function () {
  "use strict";
  var SHAKE = [400, 200, 400, 200, 800, 600, 400, 200, 400, 200, 800];
  /** @type {Record<string, number>} */
  var LIVELY = { waiting: 1, called: 1, serving: 1, held: 1, no_show: 1 };
  var main = MotCua.byId("follow");
  var foot = MotCua.byId("foot");
  var offline = MotCua.byId("offline");
  var secret = main.getAttribute("data-secret") || "";
  var wish = main.getAttribute("data-wish");
  var texts = MotCua.json("texts");
  var lang = wish || document.documentElement.lang || "vi";
  /** @type {Wire.Followed | null} */
  var ticket = null;
  /** null: not asked yet; false: nobody has this code. @type {boolean | null} */
  var known = null;
  /** @type {number | null} */
  var updated = null;
  var connected = false;
  var reached = true;
  var bell = false;
  /** @type {WakeLockSentinel | null} */
  var lock = null;
  /** @type {number | null} */
  var pending = null;
  var back = 0;
  var asking = false;
  /** @type {(() => void) | null} */
  var close = null;
  /** The last call's time, which comes with the facts. @type {string | null} */
  var calledAt = null;
  var say = MotCua.sayer(texts[lang], "follow");

  function ask() {
    if (pending !== null) clearTimeout(pending);
    pending = null;
    if (asking) {
      soon(500);
      return;
    }
    asking = true;
    MotCua.ask("GET", "/api/v1/follow/" + encodeURIComponent(secret), {}, function (status, answer, request) {
      var date;
      asking = false;
      if (status === 200 || status === 404) {
        date = Date.parse(request.getResponseHeader("Date") || "");
        updated = isNaN(date) ? new Date().getTime() : date;
        take(status === 200 ? answer : null);
        reached = true;
      } else {
        reached = false;
      }
      draw();
    });
  }

  /** Asks within `most` ms: a call must not make all phones of the hall ask at once.
   * @param {number} most */
  function soon(most) {
    if (pending === null) pending = setTimeout(ask, 100 + Math.random() * most);
  }

  /** @param {Wire.Followed | null} answer */
  function take(answer) {
    var before = ticket;
    ticket = answer;
    known = Boolean(answer);
    if (!answer) return;
    if (!answer.called_at) answer.called_at = calledAt;
    if (!wish && texts[answer.lang]) lang = answer.lang;
    say = MotCua.sayer(texts[lang], "follow");
    document.documentElement.lang = lang;
    backAgain(answer.delayed_until);
    if (answer.state === "called" && (!before || before.state !== "called" || before.calls !== answer.calls)) ring();
    if (!close) listen();
  }

  /** When the time that was asked for is over, the number stands in its line again.
   * @param {string | null} until */
  function backAgain(until) {
    clearTimeout(back);
    if (until) back = setTimeout(ask, Math.max(1000, Date.parse(until) - MotCua.now() + 1000));
  }

  function listen() {
    close = MotCua.listen({ follow: secret }, {
      snapshot: function (snapshot) {
        MotCua.setNow(snapshot.now);
        showEmergency(snapshot.centre.emergency);
        notice(snapshot.centre.notice);
        snapshot.calls.forEach(function (call) {
          if (ticket && call.id === ticket.id) calledAt = call.at;
        });
        ask();
      },
      fact: hear,
      status: function (status) {
        connected = status === "connected";
        draw();
      }
    });
  }

  /** The centre's message to everyone, in its own words.
   * @param {string | null} text */
  function notice(text) {
    var line = MotCua.byId("notice");
    line.hidden = !text;
    MotCua.text(line, text || "");
  }

  /** What supervisors tell everyone in the house, above everything else.
   * @param {string | null} text */
  function showEmergency(text) {
    var band = MotCua.byId("emergency");
    band.hidden = !text;
    MotCua.text(band, text ? say("emergency", { text: text }) : "");
  }

  /** What is told to everyone.
   * @param {Plain.Fact} fact */
  function told(fact) {
    if (fact.type === "emergency_started") showEmergency(fact.data.text);
    if (fact.type === "emergency_ended") showEmergency(null);
    if (fact.type === "notice_changed" && fact.data) notice(fact.data.text);
  }

  /** @param {Plain.Fact} fact */
  function hear(fact) {
    var data = fact.data;
    told(fact);
    if (!ticket || !data) return;
    if (/^ticket_/.test(fact.type)) {
      if (data.id === ticket.id) {
        if (fact.type === "ticket_called") calledAt = fact.at || null;
        ask();
      } else if (LIVELY[ticket.state] && [data.queue, data.from_queue, data.to_queue].indexOf(ticket.queue) >= 0) soon(2000);
    } else if (/^counter_/.test(fact.type) && (ticket.counters.indexOf(data.number) >= 0 || (data.queues || []).indexOf(ticket.queue) >= 0)) {
      soon(3000);
    }
  }

  /* The bell: sound, vibration, and a screen that stays on, as far as this phone can. */

  function ring() {
    if (!bell) return;
    [0, 2200, 4400].forEach(function (wait) { setTimeout(MotCua.chime, wait); });
    if (navigator.vibrate) navigator.vibrate(SHAKE);
  }

  function keepAwake() {
    if (!bell || !navigator.wakeLock || document.visibilityState !== "visible") return;
    navigator.wakeLock.request("screen").then(
      function (given) { lock = given; },
      function () { lock = null; }
    );
  }

  function toggle() {
    bell = !bell;
    if (bell) {
      MotCua.openSound();
      MotCua.chime();
      // Felt at once: whoever has silenced this phone knows now what a call will be like.
      if (navigator.vibrate) navigator.vibrate(200);
      keepAwake();
    } else if (lock) {
      lock.release();
      lock = null;
    }
    draw();
  }

  function drawFoot() {
    var button = /** @type {HTMLButtonElement | null} */ (document.getElementById("bell"));
    var wanted = ticket !== null && (ticket.state === "waiting" || ticket.state === "held" || (bell && ticket.state === "called"));
    var line = MotCua.byId("updated");
    if (!wanted && button) foot.removeChild(button);
    if (wanted && !button) {
      button = foot.insertBefore(MotCua.el("button", "", MotCua.icon("bell"), MotCua.el("span")), foot.firstChild);
      button.id = "bell";
      button.type = "button";
      button.onclick = toggle;
    }
    if (wanted && button) {
      button.setAttribute("aria-pressed", String(bell));
      MotCua.text(button.children[1], say(bell ? "bell_on" : "bell"));
    }
    MotCua.drawOwn(ticket, MotCua.sayer(texts[lang], "own"), lang, function (answer) {
      if (answer) {
        take(answer);
        draw();
      }
      ask();
    });
    MotCua.text(line, updated === null ? "" : say("updated", { time: MotCua.hourMinute(updated) }));
  }

  function draw() {
    var away = !reached || Boolean(known && !connected && close && seenAway());
    offline.hidden = !away;
    if (away) MotCua.text(offline, say("offline") + ". " + say("offline_hint"));
    if (known !== null) {
      MotCua.drawFollowed(main, ticket, say, texts[lang]);
      drawFoot();
    }
    language();
  }

  /** A link that comes within three seconds of the page is no lost link. */
  var opened = new Date().getTime();
  function seenAway() {
    return new Date().getTime() - opened > 3000;
  }

  function language() {
    var link = /** @type {HTMLAnchorElement} */ (MotCua.byId("language"));
    var other = lang === "vi" ? "en" : "vi";
    link.hidden = false;
    link.href = "?lang=" + other;
    link.lang = other;
    MotCua.text(link, other === "en" ? "English" : "Tiếng Việt");
  }

  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState !== "visible") return;
    keepAwake();
    ask();
  });
  setInterval(function () {
    // A number that a kiosk gave while it was alone is known here only once it was delivered.
    if (known === false) soon(5000);
    else if (!connected || (ticket && ticket.state === "waiting")) soon(connected ? 20000 : 2000);
  }, 15000);
  ask();
})();
