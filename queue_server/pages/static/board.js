/* The board in a TV's browser: pairing, then the link, then one call after another. Plain ES5; changes no ticket. */
(function () {
  "use strict";
  var TOKEN = "motcua_board_token";
  var SECRET = "motcua_board_secret";
  var CODE = "motcua_board_code";
  var HOLD = 8000; // ms that a call stays large before the next one
  var state = null;
  var shown = null;
  var since = 0;
  var waiting = { next: [], last: null };
  var lost = null;
  var centre = null;
  var close = null;
  var timer = null;

  function clearly(delay, work) {
    clearTimeout(timer);
    timer = setTimeout(work, delay);
  }

  /* Pairing */

  function pair() {
    var secret = MotCua.kept(SECRET);
    if (secret) {
      look(secret);
      return;
    }
    MotCua.ask("POST", "/api/v1/pairings", { body: {} }, function (status, answer) {
      if (status === 201) {
        MotCua.keep(SECRET, answer.secret);
        MotCua.keep(CODE, answer.code);
        look(answer.secret);
      } else {
        MotCua.drawPairing(null, status === 429 ? "pair_busy" : "pair_failed");
        clearly(status === 429 ? 20000 : 4000, pair);
      }
    });
  }

  function look(secret) {
    MotCua.ask("GET", "/api/v1/pairings/" + secret, {}, function (status, answer) {
      if (status === 200 && answer.state === "waiting") {
        MotCua.drawPairing(MotCua.kept(CODE), "pair_wait");
        clearly(2500, pair);
      } else if (status === 200 && answer.state === "approved") {
        fetchToken(secret);
      } else if (status === 200 || status === 404) {
        forgetPairing();
        clearly(500, pair);
      } else {
        MotCua.drawPairing(null, status === 429 ? "pair_busy" : "pair_failed");
        clearly(4000, pair);
      }
    });
  }

  function fetchToken(secret) {
    MotCua.ask("POST", "/api/v1/pairings/" + secret + "/token", { body: {} }, function (status, answer) {
      if (status === 200) {
        forgetPairing();
        MotCua.keep(TOKEN, answer.token);
        start(answer.token);
      } else {
        clearly(3000, pair);
      }
    });
  }

  function forgetPairing() {
    MotCua.keep(SECRET, null);
    MotCua.keep(CODE, null);
  }

  /* The link */

  function start(token) {
    MotCua.drawPairing(null, "connecting");
    close = MotCua.listen({ token: token }, {
      snapshot: function (snapshot) {
        MotCua.setNow(snapshot.now);
        state = MotCua.boardOf(snapshot);
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
          report(token);
        } else if (lost === null && state) {
          lost = MotCua.now();
        }
        if (status === "refused") check(token);
        draw();
      }
    });
  }

  /** Refused: either the server is not quite there, or the token was revoked and the screen must be paired again. */
  function check(token) {
    MotCua.ask("GET", "/api/v1/devices/me", { token: token }, function (status) {
      if (status !== 401 || !close) return;
      close();
      close = null;
      state = shown = null;
      waiting = { next: [], last: null };
      lost = null;
      MotCua.keep(TOKEN, null);
      pair();
    });
  }

  /** What supervisors tell everyone is shown at once, not with the next snapshot. */
  function told(fact) {
    var told = { emergency_started: "emergency", emergency_ended: "emergency", notice_changed: "notice" }[fact.type];
    if (!told || !centre) return;
    centre[told] = (fact.data && fact.data.text) || null;
    MotCua.drawCentre(centre);
  }

  function hear(fact) {
    told(fact);
    state = MotCua.applyToBoard(state, fact);
    waiting = MotCua.waitingAfterFact(waiting, fact, state);
    if (fact.type === "ticket_renumbered") rename();
    advance();
    draw();
  }

  /** The number on the paper may have changed: what is shown follows. */
  function rename() {
    var known = state.calls.filter(function (each) { return shown && each.id === shown.id; })[0];
    shown = known || shown;
  }

  /** Whether the call that is large keeps its place. */
  function holds() {
    return Boolean(shown && since && moment() - since < HOLD);
  }

  /** By a clock that nobody sets: a call must not stay for an hour because this machine's time was wrong. */
  function moment() {
    return window.performance && performance.now ? performance.now() : new Date().getTime();
  }

  function advance() {
    // Nobody is called while people are led out.
    if (centre && centre.emergency) waiting = { next: [], last: waiting.last };
    if (!state || !waiting.next.length || holds()) return;
    shown = waiting.next[0];
    waiting = { next: waiting.next.slice(1), last: waiting.last };
    since = moment();
    draw();
    MotCua.pulse();
    MotCua.chime();
  }

  /** Not among those whose turn to be large is still to come. */
  function isShown(call) {
    return !waiting.next.some(function (each) { return each.id === call.id; });
  }

  function draw() {
    if (!state) return;
    MotCua.drawBoard(
      state,
      shown,
      state.calls.filter(function (call) { return (!shown || call.id !== shown.id) && isShown(call); }),
      lost
    );
  }

  function report(token) {
    MotCua.ask(
      "PUT", "/api/v1/devices/me/status",
      { token: token, body: { state: "ok", detail: { kind: "browser", sound: MotCua.soundIsOpen() } } },
      function () { return undefined; }
    );
  }

  function askCentre() {
    if (!state) return;
    MotCua.ask("GET", "/api/v1/centre", {}, function (status, answer) {
      if (status !== 200 || !state) return;
      centre = answer;
      MotCua.setNow(answer.now);
      MotCua.drawCentre(centre);
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
    document.getElementById("sound").hidden = !MotCua.canSound() || MotCua.soundIsOpen();
  }

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
    if (state && lost === null) report(MotCua.kept(TOKEN));
  }, 30000);
  if (MotCua.kept(TOKEN)) start(MotCua.kept(TOKEN));
  else pair();
})();
