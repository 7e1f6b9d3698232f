/* The tablet at a counter: rests, asks about the visit that has just ended there, thanks, rests again. The server says
   whether there is anything to ask; facts only say when to look. Plain ES5. */
(function () {
  "use strict";
  var el = MotCua.el;
  var THANKED = 6000; // ms that thanks stay
  var LOOK = 20000; // ms between two looks when nothing is heard
  var main = MotCua.byId("rate");
  var lost = MotCua.byId("lost");
  var counter = Number(main.getAttribute("data-counter"));
  var path = "/api/v1/counters/" + counter + "/rating";
  var texts = MotCua.json("texts");
  var lang = "vi";
  var say = MotCua.sayer(texts.vi, "tablet");
  /** @type {string | null} */
  var token = null;
  /** The ticket on the screen. @type {number | null} */
  var asked = null;
  /** A visit that its citizen did not want to rate is not asked about again. @type {number | null} */
  var skipped = null;
  var until = 0;
  var thanking = 0;
  var view = "";
  /** @type {(() => void) | null} */
  var close = null;
  /** @type {() => void} */
  var forget;

  /** @param {string | null} next */
  function speak(next) {
    lang = next && texts[next] ? next : "vi";
    say = MotCua.sayer(texts[lang], "tablet");
    document.documentElement.lang = lang;
    MotCua.text(MotCua.byId("desk"), say("counter", { counter: counter }));
  }

  /** @param {string} name
   * @param {Array<Element | null>} parts */
  function show(name, parts) {
    view = name;
    MotCua.empty(main);
    main.className = name;
    parts.forEach(function (part) { if (part) main.appendChild(part); });
  }

  function rest() {
    asked = null;
    if (view === "rest") return;
    speak("vi");
    show("rest", [MotCua.icon("smile"), el("h1", "", say("rest")), el("p", "", say("rest_hint"))]);
  }

  /** @param {string} [code] */
  function thank(code) {
    var words = el("div", "", el("h1", "", say(code === "rating_closed" ? "late" : "thanks")));
    words.setAttribute("role", "status");
    asked = null;
    show("thank", [MotCua.icon("check"), words]);
    clearTimeout(thanking);
    thanking = setTimeout(function () {
      thanking = 0;
      look();
    }, THANKED);
  }

  /** @param {Wire.ToRate & {ticket: number}} found */
  function ask(found) {
    var skip = el("button", "skip", say("skip"));
    var left = el("p", "left");
    until = Date.parse(found.until || "");
    if (asked === found.ticket) return;
    speak(found.lang);
    asked = found.ticket;
    skip.type = "button";
    skip.textContent = say("skip");
    skip.onclick = function () {
      skipped = asked;
      rest();
    };
    left.id = "left";
    show("ask", [
      el("h1", "of", say("of", { number: found.number })),
      MotCua.rating({
        path: path,
        token: token,
        key: MotCua.freshKey(),
        indicators: [],
        choose: MotCua.sayer(texts[lang], "choice"),
        say: MotCua.sayer(texts[lang], "rating"),
        more: { ticket: found.ticket },
        done: thank
      }),
      el("div", "foot", left, skip)
    ]);
    tick();
  }

  function tick() {
    var left;
    if (view !== "ask") return;
    left = Math.max(0, Math.ceil((until - MotCua.now()) / 1000));
    MotCua.text(MotCua.byId("left"), left <= 60 ? say("left", { seconds: left }) : "");
    if (!left) look();
  }

  function look() {
    if (!token || thanking) return;
    MotCua.ask("GET", path, { token: token }, function (found, answer) {
      if (thanking) return;
      if (found === 200) {
        MotCua.setNow(answer.now);
        if (answer.ticket && answer.ticket !== skipped) ask(answer);
        else rest();
      } else if (found === 401) again();
      else if (found === 403 || found === 404) refuse(found);
    });
  }

  /** @param {number} failed */
  function refuse(failed) {
    show("refused", [MotCua.icon("triangle-alert"), el("h1", "", say(failed === 404 ? "unknown" : "not_here", { counter: counter }))]);
  }

  /** The token is worth nothing any more: a supervisor pairs this tablet anew. */
  function again() {
    token = null;
    if (close) close();
    close = null;
    forget();
  }

  /** @param {Plain.Fact} fact */
  function hear(fact) {
    if (fact.data && fact.data.counter === counter && /^ticket_/.test(fact.type)) look();
  }

  /** @param {string | null} code
   * @param {string} note
   * @param {number} [failed] */
  function pairing(code, note, failed) {
    var digits = el("p", "code", code ? code.slice(0, 3) + " " + code.slice(3) : "");
    digits.setAttribute("aria-live", "polite");
    if (failed === 404) refuse(failed);
    else show("pairing", [el("h1", "", say("pair_title")), el("p", "", say("pair_lead")), digits, el("p", "note", say(note))]);
  }

  /** @param {"connected" | "disconnected" | "refused"} next */
  function status(next) {
    var away = next !== "connected";
    lost.hidden = !away || !token;
    MotCua.text(lost, away ? say("lost") : "");
    if (next === "refused") look();
  }

  forget = MotCua.pair("motcua_rate_" + counter, { counter: counter }, pairing, function (given) {
    token = given;
    look();
    close = MotCua.listen({ token: token }, {
      snapshot: function (snapshot) {
        MotCua.setNow(snapshot.now);
        look();
      },
      fact: hear,
      status: status
    });
  });
  setInterval(tick, 1000);
  setInterval(look, LOOK);
})();
