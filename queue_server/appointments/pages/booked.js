/* One's own appointment: its code, when and where, the calendar, another time, giving it up. Plain ES5; asks before it ends
   anything. */
(function () {
  "use strict";
  var main = MotCua.byId("booked");
  var texts = MotCua.json("messages");
  var say = MotCua.sayer(texts, "booking");
  var state = MotCua.sayer(texts, "booking_state");
  var el = MotCua.el;
  var path = "/api/v1/public/appointments/" + encodeURIComponent(main.getAttribute("data-secret") || "");

  /** @param {string} text */
  function told(text) {
    MotCua.text(MotCua.byId("status"), text);
  }

  /** @param {string} text
   * @param {string} kind
   * @param {() => void} press */
  function button(text, kind, press) {
    var made = el("button", kind, text);
    made.type = "button";
    made.onclick = press;
    return made;
  }

  /** @param {Array<HTMLElement | null>} parts */
  function show(parts) {
    MotCua.empty(main);
    parts.forEach(function (part) { if (part) main.appendChild(part); });
  }

  /** @param {string} title
   * @param {string | null} hint
   * @param {boolean} again */
  function trouble(title, hint, again) {
    var inside = el("div", "inside", MotCua.icon("triangle-alert"), el("h1", "", title), hint ? el("p", "what", hint) : null);
    if (again) inside.appendChild(button(say("retry"), "", ask));
    show([el("section", "card still warn", inside), again ? null : another()]);
  }

  function another() {
    var link = el("a", "action", MotCua.icon("calendar-clock"), say("again"));
    link.href = "/appointments";
    return link;
  }

  /** @param {Wire.Appointment} one */
  function when(one) {
    return { time: one.at.slice(11, 16), day: MotCua.longDay(one.day, say) };
  }

  /** @param {Wire.Appointment} one */
  function card(one) {
    var open = one.state === "booked";
    var band = el("p", open || one.state === "checked_in" ? "done-band" : "done-band over", MotCua.icon(open || one.number ? "check" : "circle-x"), open ? say("booked") : state(one.state));
    var matter = el("p", "matter", one.matters.join("; ") || one.queue_name);
    var title = el("h1", "when", when(one).time);
    var code;
    title.tabIndex = -1;
    matter.lang = "vi";
    var inside = el(
      "div", "inside", title, el("p", "day", when(one).day), matter,
      one.counters.length ? el("p", "counters", say("counters", { counters: one.counters.join(", ") })) : null,
      one.number ? el("p", "code", say("number", { number: one.number })) : null
    );
    if (open) {
      code = el("img");
      code.src = path + "/code.svg";
      code.width = code.height = 208;
      code.alt = say("qr", { code: one.code });
      inside.appendChild(el("p", "label", say("your_code")));
      inside.appendChild(el("p", "code", one.code));
      inside.appendChild(code);
    }
    return el("section", "card code-card", band, inside);
  }

  /** @param {Wire.Appointment} one */
  function notes(one) {
    var box = el("section", "card notes");
    box.appendChild(el("p", "", say("arrive", { opens: one.opens_at.slice(11, 16), closes: one.closes_at.slice(11, 16) })));
    box.appendChild(el("p", "hint", say("equal")));
    return box;
  }

  /** @param {Wire.Appointment} one */
  function papers(one) {
    var list = el("ul");
    if (!one.documents.length) return null;
    list.lang = "vi";
    one.documents.forEach(function (paper) {
      list.appendChild(el("li", "", MotCua.icon("file-text"), el("span", "", paper)));
    });
    return el("section", "card bring", el("h2", "", say("bring")), list);
  }

  /** @param {Wire.Appointment} one */
  function actions(one) {
    var calendar = el("a", "action", MotCua.icon("calendar-clock"), say("calendar"));
    calendar.href = path + "/calendar.ics";
    calendar.setAttribute("download", "");
    return el("div", "actions", calendar, button(say("move"), "", function () { move(one); }), button(say("cancel"), "danger", function () { sure(one); }), el("p", "hint", say("save_link")));
  }

  /** @param {Wire.Appointment} one
   * @param {string} [message] */
  function draw(one, message) {
    document.title = one.code + " · " + when(one).time + ", " + when(one).day;
    if (one.state === "booked") show([card(one), notes(one), papers(one), actions(one)]);
    else show([card(one), another()]);
    if (message) {
      told(message);
      focusTitle();
    }
  }

  function focusTitle() {
    var title = main.querySelector("h1");
    if (title) title.focus();
  }

  function ask() {
    MotCua.ask("GET", path, {}, function (status, answer) {
      if (status === 200) draw(answer);
      else if (status === 404) trouble(say("unknown"), say("unknown_hint"), false);
      else trouble(say("offline"), null, true);
    });
  }

  // Giving it up

  /** @param {Wire.Appointment} one */
  function sure(one) {
    var title = el("h1", "", say("cancel_sure", when(one)));
    var fault = el("p", "fault");
    var key = MotCua.freshKey();
    var yes = button(say("cancel_yes"), "danger", function () {
      yes.disabled = true;
      MotCua.ask("POST", path + "/cancel", { body: {}, key: key }, function (status, answer) {
        yes.disabled = false;
        if (status === 200) draw(answer, state("cancelled"));
        else MotCua.text(fault, problem(answer));
      });
    });
    fault.setAttribute("role", "alert");
    title.tabIndex = -1;
    show([el("section", "card step", title, el("div", "actions", button(say("cancel_no"), "primary", function () { draw(one, say("booked")); }), yes), fault)]);
    title.focus();
  }

  // Another time

  /** @param {Wire.Appointment} one */
  function move(one) {
    var box = el("div");
    var title = el("h1", "", say("move_title"));
    var fault = el("p", "fault");
    /** @type {string | null} */
    var chosen = null;
    /** @type {string | undefined} */
    var key;
    var send = button("", "primary", function () {
      send.disabled = true;
      if (!key) key = MotCua.freshKey();
      MotCua.ask("POST", path + "/move", { body: { at: chosen }, key: key }, function (status, answer) {
        send.disabled = false;
        if (status === 200) {
          draw(answer, say("moved"));
          return;
        }
        if (status !== 0 && status < 500) key = undefined;
        MotCua.text(fault, problem(answer));
      });
    });
    send.hidden = true;
    fault.setAttribute("role", "alert");
    title.tabIndex = -1;
    show([el("section", "card step", title, box, fault, send, button(say("keep"), "", function () { draw(one, say("booked")); }))]);
    title.focus();
    MotCua.ask("GET", "/api/v1/appointments/slots?queue=" + encodeURIComponent(one.queue), {}, function (status, answer) {
      if (status !== 200) {
        MotCua.text(fault, say("offline"));
        return;
      }
      MotCua.pickTime(box, answer, say, function (at, day) {
        chosen = at;
        key = undefined;
        send.hidden = !at;
        if (at) MotCua.text(send, say("move_to", { time: MotCua.slotTime(at), day: MotCua.longDay(day, say) }));
      });
    });
  }

  /** @param {{title: string, detail?: string} | null} answer */
  function problem(answer) {
    if (!answer) return say("offline");
    return document.documentElement.lang === "vi" ? answer.title : answer.detail || answer.title;
  }

  ask();
})();
