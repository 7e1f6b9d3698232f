/* The reconnecting link of pages for old browsers, in ES5: snapshots and facts in order, each exactly once.
   The rules are those of shared/static/sequence.js and link.js. Changes no ticket, knows no page. */
(function () {
  "use strict";
  var GAP_WAIT = 200; // ms that a missing number may take to arrive by itself
  var ASK_AGAIN = 2000; // ms after an unanswered resume
  var SILENCE = 6000; // ms without any word; a heartbeat comes every 2 s
  var REFUSED_AGAIN = 5000;
  var MOST_HELD = 2000;

  /** Order in a stream: `snapshot`, `receive` and `heartbeat` return what may be applied now; `resume` when to ask. */
  MotCua.sequence = function () {
    var held, count, highest, due, target, it;

    function hear(seq, now) {
      var facts = [];
      highest = highest === null ? seq : Math.max(highest, seq);
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
      last: null,
      ready: false,
      forget: function () {
        it.ready = false;
        held = {};
        count = 0;
        highest = due = target = null;
      },
      /** The facts that it freed, or null for a snapshot older than what was applied. */
      snapshot: function (seq, now) {
        var key;
        if (it.ready && seq < it.last) return null;
        it.ready = true;
        it.last = seq;
        for (key in held) {
          if (Number(key) <= seq) {
            delete held[key];
            count -= 1;
          }
        }
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
        return hear(seq, now);
      },
      resume: function (now) {
        if (due === null || now < due) return null;
        due = now + ASK_AGAIN;
        target = highest;
        return it.last;
      }
    };
    it.forget();
    return it;
  };

  function moment() {
    return window.performance && performance.now ? performance.now() : new Date().getTime();
  }

  /** Listens with `auth`; `hear.snapshot(s)`, `hear.fact(f)`, `hear.status("connected" | "disconnected" | "refused")`.
      Returns a function that ends it for good. */
  MotCua.listen = function (auth, hear) {
    var sequence = MotCua.sequence();
    var closed = false;
    var status = null;
    var heard = moment();
    var again = null;
    var timer;
    var socket = window.io({
      auth: auth,
      transports: ["websocket"],
      reconnectionDelay: 500,
      reconnectionDelayMax: 2000,
      randomizationFactor: 0.3,
      timeout: 5000,
      forceNew: true
    });

    function tell(next) {
      if (closed || status === next) return;
      status = next;
      hear.status(next);
    }

    function apply(facts) {
      var index;
      for (index = 0; index < facts.length; index += 1) hear.fact(facts[index]);
    }

    function connectIn(delay) {
      clearTimeout(again);
      if (!closed) again = setTimeout(function () { socket.connect(); }, delay);
    }

    socket.on("connect", function () {
      sequence.forget();
      heard = moment();
    });
    socket.on("disconnect", function (reason) {
      sequence.forget();
      tell("disconnected");
      if (reason === "io server disconnect") connectIn(500);
    });
    socket.on("connect_error", function () {
      if (socket.active) {
        tell("disconnected");
      } else {
        tell("refused");
        connectIn(REFUSED_AGAIN);
      }
    });
    socket.on("heartbeat", function (beat) {
      if (sequence.ready) heard = moment();
      apply(sequence.heartbeat(beat.seq, moment()));
    });
    socket.on("snapshot", function (snapshot) {
      var facts;
      heard = moment();
      facts = sequence.snapshot(snapshot.seq, heard);
      if (facts === null) return;
      hear.snapshot(snapshot);
      tell("connected");
      apply(facts);
    });
    socket.on("fact", function (fact) {
      if (sequence.ready) heard = moment();
      apply(sequence.receive(fact, moment()));
    });
    timer = setInterval(function () {
      var now = moment();
      var after;
      if (!socket.connected) return;
      if (now - heard >= SILENCE) {
        tell("disconnected");
        sequence.forget();
        heard = now;
        socket.disconnect().connect();
        return;
      }
      after = sequence.resume(now);
      if (after !== null) socket.emit("resume", { after: after });
    }, 50);

    return function () {
      closed = true;
      clearInterval(timer);
      clearTimeout(again);
      socket.disconnect();
    };
  };
})();
