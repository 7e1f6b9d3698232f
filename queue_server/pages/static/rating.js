/* Three faces, and perhaps why: asked once of whoever holds a ticket or a receipt. Plain ES5; the server keeps it to once. */
(function () {
  "use strict";
  var el = MotCua.el;
  var FACES = [[3, "smile"], [2, "meh"], [1, "frown"]];
  var POINTS = [2, 1, 0];

  function pressed(buttons, chosen) {
    buttons.forEach(function (button) {
      button.setAttribute("aria-pressed", String(button === chosen));
    });
  }

  /** A row of buttons of which one is pressed; `chosen(value)` is told which. */
  function choice(name, label, options, chosen) {
    var row = el("div", name);
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

  function thanks(card, say, key) {
    var words = el("p", "thanks", MotCua.icon("check"), el("span", "", say(key)));
    words.setAttribute("role", "status");
    MotCua.empty(card).appendChild(words);
  }

  /** The card that asks. `path` takes the rating; `indicators` are the points asked about one by one; `done()` afterwards. */
  MotCua.rating = function (path, indicators, say, done) {
    var card = el("section", "card rating");
    var given = { score: null, indicators: {} };
    var reason = el("textarea");
    var label = el("label", "", say("reason"), reason);
    var send = el("button", "send", say("send"));
    var fault = el("p", "fault");
    var more = el("div", "more");
    var points = el("details", "", el("summary", "", say("indicators")));

    reason.rows = 3;
    reason.maxLength = 1000;
    send.type = "button";
    fault.setAttribute("role", "alert");
    more.hidden = true;
    indicators.forEach(function (name) {
      var answers = POINTS.map(function (worth) { return { value: worth, text: say("points_" + worth) }; });
      points.appendChild(el("p", "asked", say("indicator_" + name)));
      points.appendChild(choice("points", say("indicator_" + name), answers, function (worth) { given.indicators[name] = worth; }));
    });
    if (indicators.length) more.appendChild(points);
    [label, fault, send].forEach(function (part) { more.appendChild(part); });
    card.appendChild(el("h2", "", say("title")));
    card.appendChild(choice("faces", say("title"), FACES.map(function (face) {
      return { value: face[0], icon: face[1], text: say("face_" + face[0]) };
    }), function (score) {
      given.score = score;
      more.hidden = false;
    }));
    card.appendChild(more);

    send.onclick = function () {
      var body = { score: given.score };
      if (reason.value.replace(/\s/g, "")) body.reason = reason.value;
      if (Object.keys(given.indicators).length) body.indicators = given.indicators;
      send.disabled = true;
      MotCua.text(fault, "");
      MotCua.ask("POST", path, { body: body }, function (status, answer) {
        send.disabled = false;
        if (status === 201) thanks(card, say, "thanks");
        else if (answer && answer.code === "already_rated") thanks(card, say, "already");
        else {
          MotCua.text(fault, say(status === 429 ? "too_often" : "failed"));
          return;
        }
        done();
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
