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
  var next = [];
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
        next = [];
        // Calls of the time away are not played again: only the newest one is large.
        shown = state.calls[0] || null;
        centre = snapshot.centre;
        lost = null;
        MotCua.showBoard();
        MotCua.drawCentre(centre);
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
      lost = null;
      MotCua.keep(TOKEN, null);
      pair();
    });
  }

  function hear(fact) {
    state = MotCua.applyToBoard(state, fact);
    if (fact.type === "ticket_called") {
      next = next.filter(function (call) { return call.id !== fact.data.id; }).concat([state.calls[0]]);
      advance();
    }
    if (fact.type === "ticket_renumbered") rename();
    draw();
  }

  /** The number on the paper changed: what is shown and what waits to be shown follow. */
  function rename() {
    function anew(call) {
      var known = state.calls.filter(function (each) { return call && each.id === call.id; })[0];
      return known || call;
    }
    shown = anew(shown);
    next = next.map(anew);
  }

  function advance() {
    var now = MotCua.now();
    // On a backlog, whoever is served already need not be called any more.
    next = next.filter(function (call) { return MotCua.isCalled(state, call.id); });
    if (!next.length || (shown && since && now - since < HOLD)) return;
    shown = next.shift();
    since = now;
    draw();
    MotCua.pulse();
    MotCua.chime();
  }

  function draw() {
    var waiting;
    if (!state) return;
    waiting = next.map(function (call) { return call.id; });
    MotCua.drawBoard(
      state,
      shown,
      state.calls.filter(function (call) {
        return (!shown || call.id !== shown.id) && waiting.indexOf(call.id) < 0;
      }),
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
