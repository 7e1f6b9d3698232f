/* A dossier for the holder of its receipt: where it stands, what to bring or pay, where to collect, and the rating.
   Plain ES5. It asks for news by itself and sends the rating. */
(function () {
  "use strict";
  var EVERY = 30000;
  /** How far along the line of steps it stands; papers to fetch are not on it. @type {Partial<Record<Wire.Standing, number>>} */
  var AT = { registered: 0, accepted: 1, working: 2, supplement: 2, payment: 2, ready: 3, returned: 4 };
  var STEPS = ["registered", "accepted", "working", "ready", "returned"];
  var INDICATORS = ["1", "2", "3", "4", "6", "7"];
  var main = MotCua.byId("receipt");
  var texts = MotCua.json("messages");
  var say = MotCua.sayer(texts, "receipt");
  var el = MotCua.el;
  var shown = "";
  /** @type {HTMLElement | null} */
  var rating = null;
  var pending = 0;

  function secret() {
    var found = /[?&]secret=([^&]*)/.exec(window.location.search);
    return found ? found[1] : "";
  }

  /** @param {string} more */
  function path(more) {
    return "/api/v1/public/dossiers/" + encodeURIComponent(main.getAttribute("data-code") || "") + more + "?secret=" + secret();
  }

  /** @param {string} iso */
  function moment(iso) {
    MotCua.setZone(iso);
    return MotCua.hourMinute(iso) + ", " + MotCua.day(iso);
  }

  /** @param {number} amount */
  function dong(amount) {
    return String(amount).replace(/\B(?=(\d{3})+$)/g, ".") + " đ";
  }

  /** @param {HTMLElement} list
   * @param {string} key
   * @param {string | null} value */
  function fact(list, key, value) {
    if (!value) return;
    list.appendChild(el("dt", "", say(key)));
    list.appendChild(el("dd", key === "status" ? "status" : "", value));
  }

  /** @param {Wire.PublicDossier} dossier */
  function steps(dossier) {
    var line = el("ol", "steps");
    var at = AT[dossier.standing];
    if (at === undefined) return null;
    STEPS.forEach(function (name, place) {
      var passed = place < /** @type {number} */ (at) || dossier.standing === "returned";
      var step = el("li", passed ? "passed" : place === at ? "here" : "", el("i", "", passed ? MotCua.icon("check") : null), el("span", "", say("step_" + name)));
      if (place === at) step.setAttribute("aria-current", "step");
      line.appendChild(step);
    });
    return line;
  }

  /** What its holder has to know or do now.
   * @param {Wire.PublicDossier} dossier */
  function bands(dossier) {
    /** @type {HTMLElement[]} */
    var found = [];
    if (dossier.overdue) found.push(el("p", "bad", say("overdue")));
    if (dossier.standing === "ready") found.push(el("p", "good", say("ready")));
    if (dossier.standing === "papers") found.push(el("p", "bad", say("papers")));
    if (dossier.standing === "payment") found.push(el("p", "bad", dossier.owed ? say("pay", { amount: dong(dossier.owed) }) : say("pay_unknown")));
    if (dossier.standing === "returned") found.push(el("p", "good", say("thanks")));
    return found;
  }

  /** @param {Wire.PublicDossier} dossier */
  function missing(dossier) {
    var list = el("ul");
    var box;
    if (dossier.standing !== "supplement") return null;
    box = el("section", "card bring", el("h2", "", say("supplement")), el("p", "", say("supplement_hint")));
    if (dossier.asked) {
      box.appendChild(list);
      dossier.asked.split(/\n+/).forEach(function (line) {
        if (line.replace(/\s/g, "")) list.appendChild(el("li", "", MotCua.icon("file-text"), el("span", "", line)));
      });
      list.lang = "vi";
    }
    return box;
  }

  /** @param {Wire.PublicDossier} dossier */
  function draw(dossier) {
    var list = el("dl", "facts");
    var box = el("section", "card");
    var state = el("p", "state", dossier.procedure_name || say("title"));
    var typing = rating && rating.contains(document.activeElement);
    var picture = JSON.stringify(dossier);
    if (picture === shown || typing) return;
    shown = picture;
    fact(list, "status", texts["receipt.status_" + dossier.status]);
    fact(list, "received", moment(dossier.received_at));
    fact(list, "due", dossier.due_at ? moment(dossier.due_at) : say("no_due"));
    fact(list, "finished", dossier.finished_at && moment(dossier.finished_at));
    fact(list, "returned", dossier.returned_at && moment(dossier.returned_at));
    if (dossier.owed && dossier.standing !== "payment") fact(list, "owed", dong(dossier.owed));
    if ((dossier.ready || dossier.standing === "supplement") && dossier.counters.length) fact(list, "where", say("counters", { counters: dossier.counters.join(", ") }));
    bands(dossier).forEach(function (band) { box.appendChild(band); });
    state.lang = "vi";
    box.appendChild(el("div", "inside", state, el("p", "counters", dossier.code)));
    [steps(dossier), list].forEach(function (part) { if (part) box.appendChild(part); });
    MotCua.empty(main).appendChild(box);
    [missing(dossier), rate(dossier)].forEach(function (part) { if (part) main.appendChild(part); });
  }

  /** Asked once the result is out; a card that was begun is kept as it is.
   * @param {Wire.PublicDossier} dossier */
  function rate(dossier) {
    if (!dossier.closed) return null;
    if (!rating) {
      rating = dossier.rated
        ? MotCua.rated(MotCua.sayer(texts, "rating"))
        : MotCua.rating({
          path: path("/rating"),
          indicators: INDICATORS,
          choose: null,
          say: MotCua.sayer(texts, "rating"),
          done: function () { shown = ""; }
        });
    }
    return rating;
  }

  /** @param {string} title
   * @param {string | null} hint
   * @param {boolean} again */
  function trouble(title, hint, again) {
    var button;
    var inside = el("div", "inside", el("h1", "", title), hint ? el("p", "what", hint) : null);
    if (again) {
      button = el("button", "button", say("again"));
      button.type = "button";
      button.onclick = ask;
      inside.appendChild(button);
    }
    shown = "";
    MotCua.empty(main).appendChild(el("section", "card still", inside));
  }

  /** @param {XMLHttpRequest} request */
  function updated(request) {
    var date = Date.parse(request.getResponseHeader("Date") || "");
    MotCua.text(MotCua.byId("updated"), say("updated", { time: MotCua.hourMinute(isNaN(date) ? new Date().getTime() : date) }));
  }

  function ask() {
    clearTimeout(pending);
    MotCua.ask("GET", path(""), {}, function (status, answer, request) {
      // A page that shows something keeps showing it while it cannot be asked anew.
      if (status === 200) draw(answer);
      else if (status === 0 || status === 429 || status >= 500) { if (!shown) trouble(say("offline"), null, true); }
      else trouble(say("unknown"), say("unknown_hint"), false);
      if (status === 200) updated(request);
      // An unknown code stays unknown: nobody is asked about it again.
      if (status !== 404) pending = setTimeout(ask, EVERY + Math.random() * 5000);
    });
  }

  function language() {
    var link = /** @type {HTMLAnchorElement} */ (MotCua.byId("language"));
    var other = main.getAttribute("data-lang") === "vi" ? "en" : "vi";
    link.hidden = false;
    link.href = window.location.pathname + "?secret=" + secret() + "&lang=" + other;
    link.lang = other;
    MotCua.text(link, other === "en" ? "English" : "Tiếng Việt");
  }

  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "visible") ask();
  });
  language();
  ask();
})();
