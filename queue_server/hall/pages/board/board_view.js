/* Draws the board: what is called, earlier calls, counters, ticker, bars. The state is only read. */
(function () {
  "use strict";
  var say = MotCua.sayer(MotCua.json("messages"), "board");
  var weekday = MotCua.sayer(MotCua.json("messages"), "weekday");
  var COLOUR = /^#[0-9A-Fa-f]{6}$/;

  var byId = MotCua.byId;

  /** @param {HTMLElement} element
   * @param {string} number
   * @param {Plain.BoardQueue | undefined} queue
   * @param {number} largest
   * @param {number} width */
  function chip(element, number, queue, largest, width) {
    var size = largest;
    MotCua.text(element, number);
    element.style.backgroundColor = queue && COLOUR.test(queue.colour) ? queue.colour : "#5B6770";
    element.style.fontSize = size + "px";
    while (element.scrollWidth > Math.max(width, element.clientWidth) && size > 40) {
      size -= 8;
      element.style.fontSize = size + "px";
    }
    // Some white at both ends.
    if (size < largest) element.style.fontSize = Math.round(size * 0.93) + "px";
  }

  /** @type {Partial<Record<Plain.Layout, number[]>>} */
  var STAGES = { portrait: [1080, 1920], strip: [1920, 360] };
  /** @type {Plain.Layout} */
  var layout = "calls";

  /** The layout of displays.toml; before `fitStage`. */
  MotCua.setLayout = function (name) {
    layout = name;
    document.body.className = bodyClass(false);
  };

  /** @param {boolean} lost */
  function bodyClass(lost) {
    return "board layout-" + layout + (lost ? " lost" : "");
  }

  /** The stage, 1920 × 1080 or as the layout has it, scaled to whatever screen this is. */
  MotCua.fitStage = function () {
    var size = STAGES[layout] || [1920, 1080];
    var scale = Math.min(window.innerWidth / size[0], window.innerHeight / size[1]);
    var stage = byId("stage");
    var shift = "translate(" + Math.round((window.innerWidth - size[0] * scale) / 2) + "px,0) scale(" + scale + ")";
    stage.style.webkitTransform = shift;
    stage.style.transform = shift;
  };

  /** In the place of a call: why nobody is called.
   * @param {Plain.Rest | null} words */
  function drawWords(words) {
    byId("empty").hidden = !words;
    byId("top-line").hidden = Boolean(words);
    if (!words) return;
    MotCua.text(byId("empty-title"), words.title);
    MotCua.text(byId("empty-hint"), words.line);
  }

  /** @param {Plain.Board} state
   * @param {Plain.Call | null} call
   * @param {boolean} lost
   * @param {Plain.Rest | null} rest */
  function drawCall(state, call, lost, rest) {
    var queue = call ? state.queues[call.queue] : undefined;
    drawWords(call ? null : rest || { title: say("empty"), line: say("empty_hint") });
    byId("number").hidden = byId("counter").hidden = !call;
    MotCua.text(byId("calling"), call && lost ? say("latest") : say("calling"));
    MotCua.text(byId("call-side"), !call ? "" : lost ? MotCua.hourMinute(call.at) : queue ? queue.name : "");
    if (!call) return;
    chip(byId("number"), call.number, queue, layout === "portrait" ? 340 : 380, layout === "portrait" ? 940 : 1086);
    MotCua.text(byId("counter"), say("counter_big", { counter: call.counter }));
  }

  /** @param {Plain.Board} state
   * @param {Plain.Call[]} calls */
  function drawRecent(state, calls) {
    var box = MotCua.empty(byId("recent"));
    calls.slice(0, 5).forEach(function (call) {
      var number = MotCua.el("span", "chip", "");
      var row = MotCua.el(
        "div", "row", number, MotCua.el("span", "at", say("counter") + " ", MotCua.el("b", "", call.counter))
      );
      box.appendChild(row);
      chip(number, call.number, state.queues[call.queue], 104, 320);
    });
  }

  /** @param {number} count */
  function rows(count) {
    if (layout === "portrait") return Math.min(8, Math.ceil(count / 5)) || 1;
    return Math.min(4, Math.ceil(count / 9)) || 1;
  }

  /** A reason that has room in a cell; a longer one stays for the strip and the counter's own page.
   * @param {string | null} reason */
  function brief(reason) {
    return reason && reason.length <= 24 ? reason : "";
  }

  /** @param {Plain.Board} state
   * @param {Plain.Call | null} call
   * @param {boolean} lost */
  function drawCounters(state, call, lost) {
    var box = MotCua.empty(byId("counters"));
    var lines = rows(state.counters.length);
    var each = Math.ceil(state.counters.length / lines);
    box.className = "lines-" + lines;
    state.counters.forEach(function (counter) {
      var ticket = counter.state === "open" ? counter.ticket : null;
      var mine = ticket && call && !lost && call.id === ticket.id;
      var text = ticket ? ticket.number : counter.state === "paused" ? brief(counter.reason) || say("paused") : say(counter.state);
      var size = ticket && text.length > 5 ? "wide" : text.length > 9 ? "long" : "";
      var cell = MotCua.el(
        "div", "cell" + (mine ? " mine" : "") + (ticket ? " busy" : ""),
        MotCua.el("b", "", counter.number), MotCua.el("span", size, text)
      );
      var frame = MotCua.el("div", "frame", cell);
      frame.style.width = 100 / each + "%";
      box.appendChild(frame);
    });
  }

  /** Draws `state` with `call` as the one being called; `lost` is when the link was lost (ms), or null; `rest` says in the
      place of a call why there is none. */
  MotCua.drawBoard = function (state, call, calls, lost, rest) {
    document.body.className = bodyClass(lost !== null);
    byId("cut-off").hidden = lost === null;
    if (lost !== null) MotCua.text(byId("cut-off-text"), say("cut_off", { time: MotCua.hourMinute(lost) }));
    drawCall(state, call, lost !== null, rest);
    drawRecent(state, calls);
    drawCounters(state, call, lost !== null);
  };

  /** The strip over one counter: which it is, whom it calls, and what it does. */
  MotCua.drawStrip = function (state, number, lost) {
    var counter = state.counters.filter(function (each) { return each.number === number; })[0];
    var ticket = counter ? counter.ticket : null;
    var queue = ticket ? state.queues[ticket.queue] : undefined;
    byId("strip").className = (ticket ? "busy" : "") + (ticket && ticket.state === "called" && lost === null ? " mine" : "");
    MotCua.text(byId("strip-counter"), String(number));
    byId("strip-counter").className = Number(number) > 99 ? "long" : "";
    byId("strip-number").hidden = !ticket;
    if (ticket) chip(byId("strip-number"), ticket.number, queue, 290, 900);
    MotCua.text(byId("strip-state"), stateOf(counter));
    MotCua.text(byId("strip-side"), queue ? queue.name : counter && counter.name !== say("counter") + " " + number ? counter.name : "");
    byId("strip-cut-off").hidden = lost === null;
    byId("strip-clock").hidden = lost !== null;
    if (lost !== null) MotCua.text(byId("strip-cut-off-text"), say("strip_cut_off", { time: MotCua.hourMinute(lost) }));
    MotCua.text(byId("strip-clock"), MotCua.hourMinute(MotCua.now()));
  };

  /** @param {Plain.BoardCounter | undefined} counter */
  function stateOf(counter) {
    if (!counter) return "";
    if (counter.ticket) return say(counter.ticket.state);
    return (counter.state === "paused" && counter.reason) || say(counter.state);
  }

  /** An announcement in the place of the call, or the call again for no `type`; `ended` when a video is over. */
  MotCua.drawSlide = function (type, address, ended) {
    var box = MotCua.empty(byId("slide"));
    var shown;
    byId("slide").hidden = !type;
    byId("call").style.visibility = type ? "hidden" : "visible";
    if (!type) return;
    shown = /^video/.test(type) ? video(ended) : picture(ended);
    shown.src = address || "";
    box.appendChild(shown);
    if (shown instanceof HTMLVideoElement) playSafely(shown);
  };

  /** @param {() => void} [ended] */
  function video(ended) {
    var made = document.createElement("video");
    // A sound of its own would be taken for a call, or drown one.
    made.muted = true;
    made.autoplay = true;
    made.setAttribute("playsinline", "");
    made.onended = made.onerror = ended || null;
    return made;
  }

  /** @param {() => void} [ended] */
  function picture(ended) {
    var made = document.createElement("img");
    made.alt = "";
    made.onerror = ended || null;
    return made;
  }

  /** @param {HTMLVideoElement} film */
  function playSafely(film) {
    var begun = film.play();
    // Newer browsers answer with a promise, which is broken when the video is taken away first.
    if (begun && begun["catch"]) begun["catch"](function () { return undefined; });
  }

  /** Three slow pulses of the number, then still. */
  MotCua.pulse = function () {
    var number = byId("number");
    number.className = "";
    // Reading a size makes the browser notice that the class was gone.
    number.className = number.offsetWidth ? "pulse" : "pulse";
  };

  /** Why nobody is called outside the hours, and until when: `{title, line}`; null while the centre is open. */
  MotCua.resting = function (centre) {
    var at = centre.reopens_at;
    var now = MotCua.local(MotCua.now());
    var then;
    if (centre.open_now) return null;
    if (!at) return { title: say("closed_now"), line: "" };
    then = MotCua.local(Date.parse(at));
    if (now.getUTCDate() === then.getUTCDate() && now.getUTCMonth() === then.getUTCMonth()) {
      return {
        title: say(now.getUTCHours() >= 10 && then.getUTCHours() <= 14 ? "lunch" : "break"),
        line: say("kept", { time: MotCua.hourMinute(at) })
      };
    }
    return {
      title: say("closed_now"),
      line: say("reopens", { time: MotCua.hourMinute(at) + " " + weekday(String(then.getUTCDay())) + ", " + MotCua.day(at) })
    };
  };

  /** The ticker's text, and the red screen when there is an emergency. */
  MotCua.drawCentre = function (centre) {
    var texts = (centre.notice ? [centre.notice] : []).concat(centre.ticker || []);
    var line = byId("ticker-text");
    var rest = MotCua.resting(centre);
    var text;
    if (rest && rest.line) texts = [rest.title + ". " + rest.line].concat(texts);
    text = texts.join("  ·  ");
    byId("emergency").hidden = !centre.emergency;
    if (centre.emergency) MotCua.text(byId("emergency-text"), centre.emergency);
    byId("ticker").hidden = !text;
    if (line.textContent === text) return;
    line.className = "";
    line.style.cssText = "";
    line.textContent = text;
    if (line.offsetWidth > 1760) {
      line.className = "moving";
      line.style.webkitAnimationDuration = line.style.animationDuration = Math.round((line.offsetWidth + 1780) / 90) + "s";
    }
  };

  MotCua.drawClock = function () {
    var now = MotCua.now();
    var at = MotCua.local(now);
    var time = MotCua.hourMinute(now);
    var box = byId("clock");
    var index;
    MotCua.text(byId("date"), weekday(String(at.getUTCDay())) + ", " + MotCua.day(now));
    if (box.textContent === time) return;
    MotCua.empty(box);
    for (index = 0; index < time.length; index += 1) {
      box.appendChild(MotCua.el("i", time.charAt(index) === ":" ? "mark" : "", time.charAt(index)));
    }
  };

  /** The screen before it is paired: the code in two groups of three, or null, and a line below. */
  MotCua.drawPairing = function (code, note) {
    byId("pairing").hidden = false;
    byId("board").hidden = true;
    byId("ticker").hidden = true;
    byId("cut-off").hidden = true;
    document.body.className = bodyClass(false);
    byId("slide").hidden = true;
    byId("strip").hidden = true;
    MotCua.text(byId("code"), code ? code.slice(0, 3) + " " + code.slice(3) : "");
    MotCua.text(byId("pair-note"), say(note));
  };

  MotCua.showBoard = function () {
    byId("pairing").hidden = true;
    byId("board").hidden = layout === "strip";
    byId("head").hidden = layout === "strip";
    byId("strip").hidden = layout !== "strip";
  };
})();
