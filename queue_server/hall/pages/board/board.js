/* The board in a TV's browser: pairing, then the link, then one call after another. Plain ES5, for old TVs. */
(function () {
  "use strict";
  var HOLD = 8000; // ms that a call stays large before the next one
  /** @type {Plain.Board | null} */
  var state = null;
  /** The call that stands there large. @type {Plain.Call | null} */
  var shown = null;
  var since = 0;
  /** @type {Plain.Waiting} */
  var waiting = { next: [], last: null };
  /** When the link was lost. @type {number | null} */
  var lost = null;
  /** @type {Wire.Centre | null} */
  var centre = null;
  /** @type {string | null} */
  var token = null;
  /** @type {(() => void) | null} */
  var close = null;
  var settings = MotCua.keptSettings();
  var begun = new Date().getTime();
  var alarmed = 0;
  var rested = false; // whether the reason why nobody is called stands in the place of the call

  /* The link */

  /** What this screen is to show is asked for first; without an answer it is what it was the last time.
   * @param {string} given */
  function start(given) {
    token = given;
    MotCua.drawPairing(null, "connecting");
    MotCua.ask("GET", "/api/v1/devices/me", { token: token }, function (status, answer) {
      if (status === 200) MotCua.keepSettings(answer.settings);
      settings = MotCua.keptSettings();
      MotCua.setLayout(settings.layout);
      MotCua.fitStage();
      listen();
    });
  }

  /** Somebody changed this screen's settings: it begins anew with them. */
  function refreshSettings() {
    MotCua.ask("GET", "/api/v1/devices/me", { token: token }, function (status, answer) {
      if (status === 200 && MotCua.keepSettings(answer.settings)) location.reload();
    });
  }

  function hasSlides() {
    return settings.layout === "calls-media" || settings.layout === "portrait";
  }

  function listen() {
    close = MotCua.listen({ token: token }, {
      snapshot: function (snapshot) {
        MotCua.setNow(snapshot.now);
        state = MotCua.boardOf(snapshot, settings.queues);
        // Calls of the time away are not played one after another: the last one is large, and only the newest one that
        // still waits is called. What is being shown keeps its time.
        waiting = MotCua.waitingAfterSnapshot(waiting, state);
        if (!holds()) shown = state.calls.filter(isShown)[0] || null;
        rename();
        centre = snapshot.centre;
        lost = null;
        MotCua.showBoard();
        MotCua.drawCentre(centre);
        advance();
        draw();
      },
      fact: hear,
      status: function (status) {
        if (status === "connected") {
          lost = null;
          report();
          refreshSettings();
          if (hasSlides()) MotCua.fetchSlides(token);
        } else if (lost === null && state) {
          lost = MotCua.now();
        }
        if (status === "refused") check();
        draw();
      },
      restart: function () { location.reload(); }
    });
  }

  /** Refused: either the server is not quite there, or the token was revoked and the screen must be paired again. */
  function check() {
    MotCua.ask("GET", "/api/v1/devices/me", { token: token }, function (status) {
      if (status !== 401 || !close) return;
      close();
      close = null;
      state = shown = null;
      MotCua.turnSlides(0, "", false);
      waiting = { next: [], last: null };
      lost = null;
      forget();
    });
  }

  /** What supervisors tell everyone is shown at once, not with the next snapshot.
   * @param {Plain.Fact} fact */
  function told(fact) {
    var text = (fact.data && fact.data.text) || null;
    if (!centre) return;
    if (/^emergency_/.test(fact.type)) centre.emergency = text;
    else if (fact.type === "notice_changed") centre.notice = text;
    else return;
    MotCua.drawCentre(centre);
  }

  /** @param {Plain.Fact} fact */
  function hear(fact) {
    if (fact.type === "emergency_started" || fact.type === "emergency_ended") {
      // Who was to be called when it began is called again by hand: until then the latest call stands there.
      shown = (state && state.calls[0]) || null;
      since = 0;
    }
    if (fact.type === "media_changed" && hasSlides()) MotCua.fetchSlides(token);
    told(fact);
    if (!state) return;
    state = MotCua.applyToBoard(state, fact);
    waiting = MotCua.waitingAfterFact(waiting, fact, state);
    if (fact.type === "ticket_renumbered") rename();
    advance();
    draw();
  }

  /** The number on the paper may have changed: what is shown follows. */
  function rename() {
    var known = state && state.calls.filter(function (each) { return shown && each.id === shown.id; })[0];
    shown = known || shown;
  }

  /** Whether the call that is large keeps its place. */
  function holds() {
    return Boolean(shown && since && moment() - since < HOLD);
  }

  /** By a clock that nobody sets: a call must not stay for an hour because this machine's time was wrong. */
  function moment() {
    return window.performance && typeof performance.now === "function" ? performance.now() : new Date().getTime();
  }

  function loud() {
    return MotCua.volumeAt(settings, MotCua.now()) / 100;
  }

  /** Not even quiet hours keep an emergency silent. */
  function alarm() {
    if (!centre || !centre.emergency) alarmed = 0;
    else if (!alarmed || moment() - alarmed > 20000) {
      alarmed = moment();
      MotCua.chime(1);
    }
  }

  function advance() {
    alarm();
    next();
    turn();
    if (Boolean(resting()) !== rested) draw();
  }

  /** Outside the hours, as soon as nobody is being called: why. */
  function resting() {
    var busy = holds() || waiting.next.length || (state && shown && MotCua.isCalled(state, shown.id));
    return state && centre && lost === null && !busy ? MotCua.resting(centre) : null;
  }

  /** An announcement stands where nobody is called, and goes at once for a call. */
  function turn() {
    var free = Boolean(state && hasSlides() && centre && centre.open_now && !centre.emergency) && !waiting.next.length && !holds();
    if (MotCua.turnSlides(moment(), isoDay(), free)) draw();
  }

  function isoDay() {
    return MotCua.local(MotCua.now()).toISOString().slice(0, 10);
  }

  function next() {
    // Nobody is called while people are led out.
    if (centre && centre.emergency) waiting = { next: [], last: waiting.last };
    if (settings.layout === "strip") {
      waiting = {
        next: waiting.next.filter(function (call) { return call.counter === settings.counter; }),
        last: waiting.last
      };
    }
    if (!state || !waiting.next.length || holds()) return;
    shown = waiting.next[0];
    waiting = { next: waiting.next.slice(1), last: waiting.last };
    since = moment();
    MotCua.turnSlides(since, "", false);
    draw();
    MotCua.pulse();
    MotCua.chime(loud());
  }

  /** Not among those whose turn to be large is still to come.
   * @param {Plain.Call} call */
  function isShown(call) {
    return !waiting.next.some(function (each) { return each.id === call.id; });
  }

  function draw() {
    var rest = resting();
    var none = MotCua.slideIsShown() || Boolean(rest);
    var earlier;
    if (!state) return;
    rested = Boolean(rest);
    if (settings.layout === "strip") MotCua.drawStrip(state, settings.counter, lost);
    earlier = state.calls.filter(function (call) { return (none || !shown || call.id !== shown.id) && isShown(call); });
    MotCua.drawBoard(state, none ? null : shown, earlier, lost, rest);
  }

  function report() {
    MotCua.ask(
      "PUT", "/api/v1/devices/me/status",
      { token: token, body: { state: "ok", detail: detail() } },
      function () { return undefined; }
    );
  }

  function detail() {
    return {
      kind: "browser", sound: MotCua.soundIsOpen(), layout: settings.layout,
      screen: window.innerWidth + "x" + window.innerHeight, started: new Date(begun).toISOString()
    };
  }

  function askCentre() {
    if (!state) return;
    MotCua.ask("GET", "/api/v1/centre", {}, function (status, answer) {
      if (status !== 200 || !state) return;
      centre = answer;
      MotCua.setNow(answer.now);
      MotCua.drawCentre(answer);
      state = MotCua.boardOfDay(state, answer.day);
      if (shown && shown.at.slice(0, 10) < answer.day) shown = null;
      draw();
    });
  }

  /* Sound needs a first touch or key in most browsers. */

  function wake() {
    MotCua.openSound();
    setTimeout(soundButton, 200);
  }

  function soundButton() {
    MotCua.byId("sound").hidden = !MotCua.canSound() || MotCua.soundIsOpen();
  }

  MotCua.setLayout(settings.layout);
  MotCua.fitStage();
  window.addEventListener("resize", MotCua.fitStage);
  document.addEventListener("click", wake);
  document.addEventListener("keydown", wake);
  wake();
  MotCua.drawClock();
  setInterval(MotCua.drawClock, 500);
  setInterval(advance, 250);
  setInterval(askCentre, 60000);
  setInterval(function () {
    if (state && lost === null) report();
  }, 30000);
  var forget = MotCua.pair("motcua_board", {}, MotCua.drawPairing, start);
})();
