/* The reconnecting link of pages for old browsers, in ES5: snapshots and facts in order, each exactly once.
   The rules are those of shared/static/sequence.js and link.js. */
(function () {
  "use strict";
  var GAP_WAIT = 200; // ms that a missing number may take to arrive by itself
  var ASK_AGAIN = 2000; // ms after an unanswered resume
  var SILENCE = 6000; // ms without any word; a heartbeat comes every 2 s
  var REFUSED_AGAIN = 5000;
  var ENDED_AGAIN = 500;
  var BACK_AFTER = 1000; // ms between two heartbeats of which the later one may not be lower
  var MOST_HELD = 2000;
  var NOTHING_YET = -1;
  var UNAVAILABLE = "unavailable"; // the server's database is away: it cannot say whether it knows us

  /** Order in a stream: `snapshot`, `receive` and `heartbeat` return what may be applied now; `resume` when to ask. */
  MotCua.sequence = function () {
    /** @type {Record<number, Plain.Fact>} */
    var held = {};
    var count = 0;
    var highest = NOTHING_YET;
    /** @type {number | null} */
    var due = null;
    /** @type {number | null} */
    var target = null;
    /** @type {{seq: number, at: number} | null} */
    var floor = null;
    /** @type {Plain.Sequence} */
    var it;

    /** @param {number} seq
     * @param {number} now */
    function hear(seq, now) {
      /** @type {Plain.Fact[]} */
      var facts = [];
      highest = Math.max(highest, seq);
      if (!it.ready) return facts;
      while (held[it.last + 1]) {
        it.last += 1;
        facts.push(held[it.last]);
        delete held[it.last];
        count -= 1;
      }
      if (it.last >= highest) {
        due = target = null;
      } else if (target === null || it.last >= target) {
        target = highest;
        due = now + GAP_WAIT;
      }
      return facts;
    }

    it = {
      last: NOTHING_YET,
      ready: false,
      forget: function () {
        it.ready = false;
        held = {};
        count = 0;
        highest = NOTHING_YET;
        due = target = floor = null;
      },
      snapshot: function (seq, now) {
        if (it.ready && seq < it.last) return null;
        it.ready = true;
        it.last = seq;
        Object.keys(held).forEach(function (key) {
          if (Number(key) > seq) return;
          delete held[Number(key)];
          count -= 1;
        });
        return hear(seq, now);
      },
      receive: function (fact, now) {
        var seq = fact.seq;
        if (it.ready && seq <= it.last) return [];
        if (!held[seq] && (count < MOST_HELD || (it.ready && seq === it.last + 1))) {
          held[seq] = fact;
          count += 1;
        }
        return hear(seq, now);
      },
      heartbeat: function (seq, now) {
        if (floor && seq < floor.seq) return now - floor.at < BACK_AFTER ? [] : null;
        if (it.ready) floor = { seq: Math.max(it.last, seq), at: now };
        return hear(seq, now);
      },
      resume: function (now) {
        if (due === null || now < due) return null;
        due = now + ASK_AGAIN;
        target = highest;
        return it.last;
      }
    };
    return it;
  };

  function moment() {
    return window.performance && typeof performance.now === "function" ? performance.now() : new Date().getTime();
  }

  /** Listens with `auth`; `hear.snapshot(s)`, `hear.fact(f)`, `hear.status("connected" | "disconnected" | "refused")`,
      and `hear.restart()`, where there is one, when a supervisor asks this screen to begin anew.
      Returns a function that ends it for good. */
  MotCua.listen = function (auth, hear) {
    var sequence = MotCua.sequence();
    var closed = false;
    /** @type {"connected" | "disconnected" | "refused" | null} */
    var status = null;
    var heard = moment();
    var seen = new Date().getTime();
    /** Since when the server has our transport but did not say whether it takes us. @type {number | null} */
    var trying = null;
    var again = 0;
    var timer = 0;
    var socket = window.io({
      auth: auth,
      transports: ["websocket"],
      reconnectionDelay: 500,
      reconnectionDelayMax: 1500,
      randomizationFactor: 0.3,
      timeout: 3000,
      forceNew: true
    });

    /** @param {"connected" | "disconnected" | "refused"} next */
    function tell(next) {
      if (closed || status === next) return;
      status = next;
      hear.status(next);
    }

    /** @param {Plain.Fact[]} facts */
    function apply(facts) {
      var index;
      for (index = 0; index < facts.length; index += 1) hear.fact(facts[index]);
    }

    /** @param {number} delay */
    function connectIn(delay) {
      clearTimeout(again);
      if (!closed) again = setTimeout(function () { socket.connect(); }, delay);
    }

    // The first clock stands while the machine sleeps, the second one may be set back: whichever saw more time is right.
    function silent() {
      return Math.max(moment() - heard, new Date().getTime() - seen) >= SILENCE;
    }

    function heardNow() {
      heard = moment();
      seen = new Date().getTime();
    }

    function anew() {
      sequence.forget();
      tell("disconnected");
      socket.disconnect();
      heardNow();
      trying = null;
      if (!closed) socket.connect();
    }

    /** Whether what came is fresh: after a standstill of the page or the machine it is not, and everything begins anew. */
    function fresh() {
      var stood = sequence.ready && silent();
      if (sequence.ready) heardNow();
      if (stood) anew();
      return !stood;
    }

    function look() {
      var now = moment();
      var engine = socket.io.engine;
      var after;
      if (!socket.connected) {
        // The library would wait for this answer for ever.
        if (!engine || engine.readyState !== "open") trying = null;
        else if (trying === null) trying = now;
        else if (now - trying >= SILENCE) anew();
        return;
      }
      trying = null;
      if (silent()) {
        anew();
        return;
      }
      after = sequence.resume(now);
      if (after !== null) socket.emit("resume", { after: after });
    }

    /** Somebody looks at the page again, or the network is there again: no reason to wait out a delay. */
    function hurry() {
      var engine = socket.io.engine;
      if (closed || socket.connected || status === "refused" || document.visibilityState === "hidden") return;
      if (engine && (engine.readyState === "open" || engine.readyState === "opening")) return;
      clearTimeout(again);
      socket.disconnect();
      socket.connect();
    }

    // What the server sent while it accepted us is delivered before "connect": it is forgotten when a connection ends.
    socket.on("connect", heardNow);
    socket.on("disconnect", function (reason) {
      sequence.forget();
      tell("disconnected");
      if (reason === "io server disconnect") connectIn(ENDED_AGAIN);
    });
    socket.on("connect_error", function (error) {
      if (socket.active) {
        tell("disconnected");
      } else if (error.message === UNAVAILABLE) {
        tell("disconnected");
        connectIn(ENDED_AGAIN);
      } else {
        tell("refused");
        connectIn(REFUSED_AGAIN);
      }
    });
    socket.on("heartbeat", function (beat) {
      var facts;
      if (!fresh()) return;
      facts = sequence.heartbeat(beat.seq, moment());
      if (facts === null) anew();
      else apply(facts);
    });
    socket.on("snapshot", function (snapshot) {
      var facts;
      heardNow();
      facts = sequence.snapshot(snapshot.seq, heard);
      if (facts === null) return;
      hear.snapshot(snapshot);
      tell("connected");
      apply(facts);
    });
    socket.on("restart", function () {
      if (hear.restart) hear.restart();
    });
    socket.on("fact", function (fact) {
      if (fresh()) apply(sequence.receive(fact, moment()));
    });
    timer = setInterval(look, 50);
    document.addEventListener("visibilitychange", hurry);
    window.addEventListener("online", hurry);

    return function () {
      closed = true;
      clearInterval(timer);
      clearTimeout(again);
      document.removeEventListener("visibilitychange", hurry);
      window.removeEventListener("online", hurry);
      socket.disconnect();
    };
  };
})();
