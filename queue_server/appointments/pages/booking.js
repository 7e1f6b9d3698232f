/* Booking without an account: what for, when, who. Plain ES5; one wish has one key, however often it is sent. */
(function () {
  "use strict";
  var PAUSE = 250; // ms after the last letter before it is looked for
  var LONGEST_WORD = 200; // letters; the search reads no more of it
  var LEAST_DIGITS = 9;
  var MOST = 6;
  var COLOUR = /^#[0-9A-Fa-f]{6}$/;
  var byId = MotCua.byId;
  var main = byId("booking");
  var form = byId("form");
  var send = /** @type {HTMLButtonElement} */ (byId("book"));
  var say = MotCua.sayer(MotCua.json("messages"), "booking");
  var el = MotCua.el;
  /** @type {Wire.Queue[]} */
  var queues = [];
  /** What for. @type {{queue: string, procedure: string | null, name: string} | null} */
  var matter = null;
  /** When. @type {{at: string, day: string} | null} */
  var slot = null;
  /** @type {string | undefined} */
  var key;
  var asked = 0;
  var typing = 0;

  /** @param {string} id */
  function valueOf(id) {
    return /** @type {HTMLInputElement} */ (byId(id)).value;
  }

  /** @param {string} text */
  function told(text) {
    MotCua.text(byId("status"), text);
  }

  /** @param {string} name */
  function asks(name) {
    var found = new RegExp("[?&]" + name + "=([^&]*)").exec(window.location.search);
    return found ? decodeURIComponent(found[1]) : "";
  }

  /** @param {string} text
   * @param {string | null} small
   * @param {HTMLElement | null} sign
   * @param {(() => void) | null} press */
  function button(text, small, sign, press) {
    var made = el("button", "", sign, el("span", "", text, small ? el("small", "", small) : null));
    made.type = "button";
    made.disabled = !press;
    made.onclick = press;
    return made;
  }

  /** @param {Wire.Queue} queue */
  function chip(queue) {
    var made = el("span", "chip", queue.prefix);
    made.style.backgroundColor = COLOUR.test(queue.colour) ? queue.colour : "#5B6770";
    made.setAttribute("aria-hidden", "true");
    return made;
  }

  /** @param {string | null} id */
  function queueOf(id) {
    return queues.filter(function (queue) { return queue.id === id; })[0] || null;
  }

  // What for

  function chooseMatter() {
    var body = MotCua.empty(byId("matter-body"));
    var name = el("label", "", say("find"));
    var box = el("input");
    var found = el("div", "list");
    var list = el("div", "list");
    name.htmlFor = box.id = "find";
    box.type = "search";
    box.maxLength = LONGEST_WORD;
    box.setAttribute("autocomplete", "off");
    box.placeholder = say("find_hint");
    found.id = "found";
    box.oninput = function () {
      clearTimeout(typing);
      typing = setTimeout(function () { search(box.value, found); }, PAUSE);
    };
    queues.forEach(function (queue) {
      var made = button(queue.name, null, chip(queue), function () { take({ queue: queue.id, procedure: null, name: queue.name }); });
      made.lang = "vi";
      list.appendChild(made);
    });
    [name, box, found, el("h3", "", say("fields")), list].forEach(function (part) { body.appendChild(part); });
  }

  /** @param {string} text
   * @param {HTMLElement} box */
  function search(text, box) {
    var mine = (asked += 1);
    if (!text.replace(/\s/g, "")) {
      MotCua.empty(box);
      return;
    }
    MotCua.ask("GET", "/api/v1/procedures?limit=" + MOST + "&q=" + encodeURIComponent(text), {}, function (status, answer) {
      if (mine !== asked) return;
      MotCua.empty(box);
      if (status !== 200) {
        box.appendChild(el("p", "fault", say("offline")));
        return;
      }
      answer.items.forEach(function (/** @type {Wire.Procedure} */ item) { box.appendChild(hit(item)); });
      if (!answer.items.length) box.appendChild(el("p", "hint", elsewhere(answer) || say("nothing_found")));
      told(answer.items.length ? answer.items.map(nameOf).join("; ") : elsewhere(answer) || say("nothing_found"));
    });
  }

  /** Which offices do what is not done here; nothing where it is not known.
   * @param {Wire.Found} answer */
  function elsewhere(answer) {
    var english = main.getAttribute("data-lang") === "en";
    return (answer.elsewhere || []).map(function (one) {
      return say("elsewhere", english ? { matter: one.name_en, office: one.office_en } : { matter: one.name, office: one.office });
    }).join(" ");
  }

  /** @param {Wire.Procedure} item */
  function nameOf(item) {
    return item.short_name || item.name;
  }

  /** @param {Wire.Procedure} item */
  function hit(item) {
    var queue = queueOf(item.queue);
    var made = button(nameOf(item), queue ? queue.name : say("look_up_only"), queue ? chip(queue) : null, queue ? function () {
      take({ queue: queue.id, procedure: item.id, name: nameOf(item) });
    } : null);
    made.lang = "vi";
    return made;
  }

  /** @param {NonNullable<typeof matter>} wanted */
  function take(wanted) {
    var change = button(say("change"), null, null, function () {
      matter = slot = null;
      byId("time").hidden = byId("person").hidden = true;
      chooseMatter();
      byId("find").focus();
    });
    var name = el("span", "", wanted.name);
    name.lang = "vi";
    change.setAttribute("aria-label", say("change") + ": " + wanted.name);
    matter = wanted;
    MotCua.empty(byId("matter-body")).appendChild(el("div", "picked", name, change));
    askTimes(wanted);
  }

  // When

  /** @param {NonNullable<typeof matter>} wanted */
  function askTimes(wanted) {
    var body = byId("time-body");
    slot = null;
    byId("person").hidden = true;
    byId("time").hidden = false;
    byId("time-title").focus();
    MotCua.ask("GET", "/api/v1/appointments/slots?queue=" + encodeURIComponent(wanted.queue), {}, function (status, answer) {
      // Something else was chosen meanwhile: these are not its times.
      if (matter !== wanted) return;
      if (status === 200 && !answer.enabled) {
        off();
        return;
      }
      if (status !== 200) {
        MotCua.empty(body).appendChild(el("p", "fault", say("offline")));
        body.appendChild(button(say("retry"), null, null, function () { askTimes(wanted); }));
        return;
      }
      MotCua.pickTime(body, answer, say, chosen);
    });
  }

  /** @param {string | null} at
   * @param {string} day */
  function chosen(at, day) {
    slot = at ? { at: at, day: day } : null;
    byId("person").hidden = !at;
    if (slot) label(slot);
    key = undefined;
  }

  /** @param {NonNullable<typeof slot>} when */
  function label(when) {
    MotCua.text(send, say("book", { time: MotCua.slotTime(when.at), day: MotCua.longDay(when.day, say) }));
  }

  function off() {
    MotCua.empty(main).appendChild(el("section", "card still", el("div", "inside", MotCua.icon("calendar-clock"), el("h1", "", say("off")), el("p", "what", say("off_hint")))));
  }

  // Who

  /** @param {"" | "name" | "phone"} id
   * @param {string} text */
  function fault(id, text) {
    var line = byId(id === "" ? "fault" : id + "-fault");
    MotCua.text(line, text);
    line.hidden = !text;
    if (id) byId(id).setAttribute("aria-invalid", String(Boolean(text)));
    return Boolean(text);
  }

  function complete() {
    var name = valueOf("name").replace(/\s+/g, " ");
    var digits = valueOf("phone").replace(/\D/g, "");
    var noName = fault("name", name.length < 2 ? say("name_needed") : "");
    var noPhone = fault("phone", digits.length < LEAST_DIGITS ? say("phone_needed") : "");
    if (noName) byId("name").focus();
    else if (noPhone) byId("phone").focus();
    return !noName && !noPhone;
  }

  /** @param {number} status
   * @param {any} answer */
  function sent(status, answer) {
    send.disabled = false;
    // Another day may have been touched while it was on its way.
    if (slot) label(slot);
    if (status === 201) {
      window.location.assign("/appointments/" + answer.secret + "?code=" + answer.code);
      return;
    }
    // Without an answer the next try is the same wish; a refusal ends it.
    if (status !== 0 && status < 500) key = undefined;
    fault("", answer && answer.title && document.documentElement.lang === "vi" ? answer.title : (answer && answer.detail) || say("offline"));
    if (answer && (answer.code === "appointment_full" || answer.code === "appointment_slot")) {
      told(byId("fault").textContent || "");
      if (matter) askTimes(matter);
    }
  }

  form.onsubmit = function () {
    /** @type {Record<string, unknown>} */
    var body;
    if (!slot || !matter || send.disabled || !complete()) return false;
    fault("", "");
    body = { at: slot.at, name: valueOf("name"), phone: valueOf("phone"), lang: main.getAttribute("data-lang") };
    if (matter.procedure) body.procedures = [matter.procedure];
    else body.queue = matter.queue;
    if (!key) key = MotCua.freshKey();
    send.disabled = true;
    MotCua.text(send, say("sending"));
    MotCua.ask("POST", "/api/v1/public/appointments", { body: body, key: key }, sent);
    return false;
  };
  form.oninput = function () { key = undefined; };

  function begin() {
    MotCua.ask("GET", "/api/v1/queues", {}, function (status, answer) {
      var wanted;
      if (status !== 200) {
        MotCua.empty(byId("matter-body")).appendChild(el("p", "fault", say("offline")));
        byId("matter-body").appendChild(button(say("retry"), null, null, begin));
        return;
      }
      queues = answer;
      wanted = queueOf(asks("queue"));
      if (asks("procedure")) preselect(asks("procedure"));
      else if (wanted) take({ queue: wanted.id, procedure: null, name: wanted.name });
      else chooseMatter();
    });
  }

  /** @param {string} ident */
  function preselect(ident) {
    MotCua.ask("GET", "/api/v1/procedures/" + encodeURIComponent(ident), {}, function (status, answer) {
      if (status === 200 && queueOf(answer.queue)) take({ queue: answer.queue, procedure: answer.id, name: answer.short_name || answer.name });
      else chooseMatter();
    });
  }

  begin();
})();
