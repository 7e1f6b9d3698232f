/* Draws a followed number in each of its states. Plain ES5. */
(function () {
  "use strict";
  /** @typedef {(ticket: Wire.Followed, say: Plain.Say, open: boolean, own: Plain.Say) => HTMLElement[]} Draw */

  var COLOUR = /^#[0-9A-Fa-f]{6}$/;
  var DOTS = 6;
  var el = MotCua.el;

  /** @param {string} text */
  function numberOf(text) {
    return el("p", "number" + (text.length > 4 ? " long" : ""), text);
  }

  /** @param {Wire.Followed} ticket */
  function field(ticket) {
    var bar = el(
      "p", "field",
      el("span", "", ticket.number.replace(/\d+$/, "") + " · " + ticket.queue_name),
      el("span", "", ticket.procedure || "")
    );
    bar.style.backgroundColor = COLOUR.test(ticket.colour) ? ticket.colour : "#5B6770";
    return bar;
  }

  /** @param {Wire.Estimate | null} estimate
   * @param {Plain.Say} say */
  function range(estimate, say) {
    if (!estimate) return null;
    // "0 minutes" is never said: whoever is next waits a moment.
    var from = Math.max(1, estimate.p50_minutes);
    var to = Math.max(from, estimate.p90_minutes);
    return el("p", "range", from === to ? say("range_same", { to: to }) : say("range", { from: from, to: to }));
  }

  /** @param {number} ahead
   * @param {Plain.Say} say */
  function line(ahead, say) {
    var row = el("p", "queue-line");
    var index;
    row.setAttribute("aria-hidden", "true");
    for (index = 0; index < Math.min(ahead, DOTS); index += 1) row.appendChild(el("i"));
    if (ahead > DOTS) row.appendChild(el("em", "", "+" + (ahead - DOTS)));
    row.appendChild(el("b", "", say("you")));
    return row;
  }

  /** @param {Wire.Followed} ticket
   * @param {Plain.Say} say */
  function counters(ticket, say) {
    if (!ticket.counters.length) return null;
    return el("p", "counters", say("counter", { counters: ticket.counters.join(", ") }));
  }

  /** @param {Wire.Followed} ticket
   * @param {Plain.Say} own */
  function told(ticket, own) {
    var said = ticket.told;
    var from;
    if (!said || ticket.estimate) return null;
    from = Math.max(1, said.p50_minutes);
    return el("p", "told", own("told", { from: from, to: Math.max(from, said.p90_minutes) }));
  }

  /** Ten more minutes were asked for: until then nobody calls this number.
   * @param {Wire.Followed} ticket
   * @param {string} until
   * @param {Plain.Say} say
   * @param {Plain.Say} own */
  function delayed(ticket, until, say, own) {
    var time = MotCua.hourMinute(until);
    return [
      el(
        "section", "card", field(ticket),
        el(
          "div", "inside",
          el("h1", "state", MotCua.icon("clock-3"), own("delayed")),
          numberOf(ticket.number),
          el("p", "ahead", own("delayed_until", { time: time })),
          el("p", "what", own("delayed_hint", { time: time })),
          counters(ticket, say)
        )
      )
    ];
  }

  /** @type {Draw} */
  function waiting(ticket, say, open, own) {
    var why;
    var inside;
    /** @type {HTMLElement[]} */
    var found;
    if (ticket.delayed_until) return delayed(ticket, ticket.delayed_until, say, own);
    inside = el(
      "div", "inside",
      el("h1", "state", say("waiting")),
      numberOf(ticket.number),
      ticket.appointment_at ? el("p", "counters", say("appointment", { time: MotCua.hourMinute(ticket.appointment_at) })) : null,
      el("p", "ahead", ticket.ahead ? say("ahead", { count: ticket.ahead }) : say("next")),
      range(ticket.estimate, say),
      told(ticket, own),
      line(ticket.ahead, say),
      counters(ticket, say)
    );
    found = [el("section", "card", field(ticket), inside)];
    if (ticket.offline) found.push(el("p", "card quiet good", own("synced")));
    if (ticket.order_text) {
      why = el("details", "card", el("summary", "", say("why")), el("p", "", ticket.order_text, " ", say("not_in_turn")));
      why.open = open;
      found.push(why);
    }
    return found;
  }

  /** @param {Wire.Followed} ticket
   * @param {Plain.Say} say */
  function calledLine(ticket, say) {
    var at = ticket.called_at;
    if (at) return say("called_at", { time: MotCua.hourMinute(at), calls: ticket.calls });
    return say("called_times", { calls: ticket.calls });
  }

  /** @type {Draw} */
  function called(ticket, say) {
    var papers = ticket.documents || [];
    var list = el("ul");
    papers.forEach(function (paper) {
      list.appendChild(el("li", "", MotCua.icon("check"), el("span", "", paper)));
    });
    return [
      el(
        "section", "called-band", MotCua.icon("bell-ring"),
        el("h1", "", say("called", { counter: ticket.counter })), numberOf(ticket.number),
        el("p", "when", calledLine(ticket, say))
      ),
      el(
        "section", "card bring",
        el("h2", "", ticket.procedure || ticket.queue_name), el("p", "", papers.length ? say("bring_list") : say("bring")), list
      ),
      el("p", "hint", say("after_calls"))
    ];
  }

  /** @type {Draw} */
  function serving(ticket, say) {
    return [
      el(
        "section", "called-band serving-band",
        el("h1", "", say("serving")), numberOf(ticket.number),
        el("p", "when", say("serving_at", { counter: ticket.counter }))
      ),
      el("section", "card bring", el("h2", "", ticket.procedure || ticket.queue_name), el("p", "", ticket.queue_name))
    ];
  }

  /** @param {string} kind
   * @param {string} icon
   * @param {string} title
   * @param {string | null} number
   * @param {string} what */
  function still(kind, icon, title, number, what) {
    return [
      el(
        "section", "card still " + kind,
        el("div", "inside", MotCua.icon(icon), el("h1", "", title), number ? numberOf(number) : null, el("p", "what", what))
      )
    ];
  }

  /** @type {Record<string, Draw>} */
  var DRAW = {
    waiting: waiting,
    called: called,
    serving: serving,
    held: function (ticket, say) {
      var what = ticket.counter ? say("held_hint", { counter: ticket.counter }) : say("held_hint_any");
      return still("warn", "hourglass", say("held"), ticket.number, what);
    },
    no_show: function (ticket, say) {
      return still("warn", "rotate-ccw", say("no_show"), ticket.number, say("no_show_calls", { calls: ticket.calls }));
    },
    done: function (ticket, say) {
      return still("fine", "check", say("done"), ticket.number, say("done_hint"));
    },
    cancelled: function (ticket, say) {
      return still("", "circle-x", say("cancelled"), ticket.number, say("cancelled_hint"));
    },
    expired: function (ticket, say) {
      return still("", "circle-x", say("expired"), ticket.number, say("expired_hint"));
    }
  };

  /** The rating's: what was begun in it outlives a new drawing. @type {HTMLElement | null} */
  var card = null;

  /** @param {Wire.Followed} ticket
   * @param {string} secret
   * @param {Record<string, string>} texts */
  function rating(ticket, secret, texts) {
    var say = MotCua.sayer(texts, "rating");
    if (card) return card;
    card = ticket.rated ? MotCua.rated(say) : MotCua.rating({
      path: "/api/v1/follow/" + encodeURIComponent(secret) + "/rating",
      indicators: [],
      choose: MotCua.sayer(texts, "choice"),
      say: say
    });
    return card;
  }

  /** Fills `main` with the ticket; null for a code that nobody has. */
  MotCua.drawFollowed = function (main, ticket, say, texts) {
    var own = MotCua.sayer(texts, "own");
    var open = Boolean(main.querySelector("details[open]"));
    var parts = ticket
      ? (DRAW[ticket.state] || DRAW.expired)(ticket, say, open, own)
      : still("", "triangle-alert", say("unknown"), null, own("offline_what"));
    var full = ticket && (ticket.state === "called" || ticket.state === "serving");
    if (ticket && ticket.state === "done") parts.push(rating(ticket, main.getAttribute("data-secret") || "", texts));
    else card = null;
    // Somebody writes in it: it is drawn again when there is something else to say.
    if (card && main.contains(card) && ticket && ticket.state === "done") return;
    MotCua.empty(main);
    document.body.className = "follow" + (full ? " full" : "");
    parts.forEach(function (part) { main.appendChild(part); });
    if (!ticket) document.title = say("unknown");
    else if (ticket.state === "called") document.title = say("called", { counter: ticket.counter }) + " · " + ticket.number;
    else document.title = say("page_title", { number: ticket.number });
  };
})();
