/* Three faces, and perhaps why: asked once of whoever holds a ticket or a receipt. Plain ES5; the server takes only one. */
(function () {
  "use strict";
  var el = MotCua.el;
  /** @type {Array<[number, string]>} */
  var FACES = [[3, "smile"], [2, "meh"], [1, "frown"]];
  var POINTS = [2, 1, 0];
  var GOOD = ["quick", "clear", "kind"];
  var BAD = ["slow", "unclear", "unkind", "papers", "again"];

  /** @param {HTMLButtonElement[]} buttons
   * @param {HTMLButtonElement} chosen */
  function pressed(buttons, chosen) {
    buttons.forEach(function (button) {
      button.setAttribute("aria-pressed", String(button === chosen));
    });
  }

  /** A row of buttons of which one is pressed; `chosen(value)` is told which.
   * @param {string} name
   * @param {string} label
   * @param {Array<{value: number, text: string, icon?: string}>} options
   * @param {(value: number) => void} chosen */
  function choice(name, label, options, chosen) {
    var row = el("div", name);
    /** @type {HTMLButtonElement[]} */
    var buttons = options.map(function (option) {
      var button = el("button", "", option.icon ? MotCua.icon(option.icon) : null, el("span", "", option.text));
      button.type = "button";
      button.setAttribute("aria-pressed", "false");
      button.onclick = function () {
        pressed(buttons, button);
        chosen(option.value);
      };
      row.appendChild(button);
      return button;
    });
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", label);
    return row;
  }

  /** @param {HTMLElement} card
   * @param {Plain.Say} say
   * @param {string} key */
  function thanks(card, say, key) {
    var words = el("p", "thanks", MotCua.icon("check"), el("span", "", say(key)));
    words.setAttribute("role", "status");
    MotCua.empty(card).appendChild(words);
  }

  /** Short answers of which several may be pressed; what fits the face is offered.
   * @param {string} label
   * @param {string[]} codes
   * @param {Plain.Say} choose
   * @param {Record<string, boolean>} chosen */
  function several(label, codes, choose, chosen) {
    var row = el("div", "choices");
    codes.forEach(function (code) {
      var button = el("button", "", el("span", "", choose(code)));
      button.type = "button";
      button.setAttribute("aria-pressed", String(Boolean(chosen[code])));
      button.onclick = function () {
        chosen[code] = !chosen[code];
        button.setAttribute("aria-pressed", String(chosen[code]));
      };
      row.appendChild(button);
    });
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", label);
    return row;
  }

  /** @param {Record<string, boolean>} chosen */
  function picked(chosen) {
    return Object.keys(chosen).filter(function (code) { return chosen[code]; });
  }

  /** The card that asks. `asked.path` takes the rating, with `asked.token` and `asked.key()` where a device sends it;
      `asked.indicators` are the points asked about one by one, `asked.choose(code)` says a short answer, where they are
      asked; `asked.more` goes into the body; `asked.done(code)` is called afterwards, with what it was refused for. */
  MotCua.rating = function (asked) {
    var say = asked.say;
    var indicators = asked.indicators;
    var card = el("section", "card rating");
    /** @type {{score: number | null, indicators: Record<string, number>}} */
    var given = { score: null, indicators: {} };
    /** @type {Record<string, boolean>} */
    var chosen = {};
    var why = el("div", "why");
    var reason = el("textarea");
    var label = el("label", "", say("reason"), reason);
    var send = el("button", "send", say("send"));
    var fault = el("p", "fault");
    var more = el("div", "more");
    var points = el("details", "", el("summary", "", say("indicators")));

    reason.rows = 3;
    reason.maxLength = MotCua.longest.NewRating.reason;
    send.type = "button";
    fault.setAttribute("role", "alert");
    more.hidden = true;
    indicators.forEach(function (name) {
      var answers = POINTS.map(function (worth) { return { value: worth, text: say("points_" + worth) }; });
      points.appendChild(el("p", "asked", say("indicator_" + name)));
      points.appendChild(choice("points", say("indicator_" + name), answers, function (worth) { given.indicators[name] = worth; }));
    });
    if (indicators.length) more.appendChild(points);
    [why, label, fault, send].forEach(function (part) { more.appendChild(part); });
    card.appendChild(el("h2", "", say("title")));
    card.appendChild(choice("faces", say("title"), FACES.map(function (face) {
      return { value: face[0], icon: face[1], text: say("face_" + face[0]) };
    }), function (score) {
      given.score = score;
      more.hidden = false;
      if (!asked.choose) return;
      chosen = {};
      MotCua.empty(why);
      why.appendChild(el("p", "asked", say("choices")));
      why.appendChild(several(say("choices"), score === 3 ? GOOD : BAD, asked.choose, chosen));
    }));
    card.appendChild(more);

    send.onclick = function () {
      /** @type {Record<string, unknown>} */
      var body = { score: given.score };
      var choices = picked(chosen);
      if (choices.length) body.choices = choices;
      var additions = asked.more || {};
      Object.keys(additions).forEach(function (name) { body[name] = additions[name]; });
      if (reason.value.replace(/\s/g, "")) body.reason = reason.value;
      if (Object.keys(given.indicators).length) body.indicators = given.indicators;
      send.disabled = true;
      MotCua.text(fault, "");
      MotCua.ask("POST", asked.path, { body: body, token: asked.token, key: asked.key }, function (status, answer) {
        var code = answer && answer.code;
        send.disabled = false;
        if (status === 201) thanks(card, say, "thanks");
        else if (code === "already_rated") thanks(card, say, "already");
        else if (code !== "rating_closed") {
          MotCua.text(fault, say(status === 429 ? "too_often" : "failed"));
          return;
        }
        if (asked.done) asked.done(code);
      });
    };
    return card;
  };

  /** What stands in the card's place once it was rated. */
  MotCua.rated = function (say) {
    var card = el("section", "card rating");
    thanks(card, say, "already");
    return card;
  };
})();
