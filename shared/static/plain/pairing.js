/* How a screen without a keyboard gets its token: six digits that a supervisor approves. Plain ES5; keeps the token in this
   browser; the page shows what it says. */
(function () {
  "use strict";
  var LOOK = 2500; // ms between two looks at whether the digits were approved
  var FAILED = 4000;
  var BUSY = 20000;

  /** Pairs under names that begin with `prefix`. `show(code, note)` draws the digits (null: none yet) and one of
      "pair_wait", "pair_failed", "pair_busy", with the status that failed; `done(token)` is called once. `wish` says what
      asks: a rating tablet its counter. Returns a function that forgets the token. */
  MotCua.pair = function (prefix, wish, show, done) {
    var TOKEN = prefix + "_token";
    var SECRET = prefix + "_secret";
    var CODE = prefix + "_code";
    var timer = 0;

    /** @param {number} delay
     * @param {() => void} work */
    function later(delay, work) {
      clearTimeout(timer);
      timer = setTimeout(work, delay);
    }

    /** @param {number} status */
    function failed(status) {
      show(null, status === 429 ? "pair_busy" : "pair_failed", status);
      later(status === 429 ? BUSY : FAILED, begin);
    }

    function forget() {
      MotCua.keep(SECRET, null);
      MotCua.keep(CODE, null);
    }

    /** @param {string} secret */
    function fetchToken(secret) {
      MotCua.ask("POST", "/api/v1/pairings/" + secret + "/token", { body: {} }, function (status, answer) {
        if (status === 200) {
          forget();
          MotCua.keep(TOKEN, answer.token);
          done(answer.token);
        } else later(FAILED, begin);
      });
    }

    /** @param {string} secret */
    function look(secret) {
      MotCua.ask("GET", "/api/v1/pairings/" + secret, {}, function (status, answer) {
        if (status === 200 && answer.state === "waiting") {
          show(MotCua.kept(CODE), "pair_wait");
          later(LOOK, begin);
        } else if (status === 200 && answer.state === "approved") fetchToken(secret);
        else if (status === 200 || status === 404) {
          forget();
          later(500, begin);
        } else failed(status);
      });
    }

    function begin() {
      var secret = MotCua.kept(SECRET);
      if (secret) {
        look(secret);
        return;
      }
      MotCua.ask("POST", "/api/v1/pairings", { body: wish }, function (status, answer) {
        if (status !== 201) {
          failed(status);
          return;
        }
        MotCua.keep(SECRET, answer.secret);
        MotCua.keep(CODE, answer.code);
        look(answer.secret);
      });
    }

    var known = MotCua.kept(TOKEN);
    if (known) done(known);
    else begin();
    return function () {
      MotCua.keep(TOKEN, null);
      begin();
    };
  };
})();
