/* What the holder of a followed number may do: ten more minutes, once, and giving the number up. Asks before each, sends
   it under one key however often it is tapped; the server decides. Plain ES5. */
(function () {
  "use strict";
  var el = MotCua.el;
  var box = document.getElementById("own");
  var minutes = document.getElementById("follow").getAttribute("data-delay");
  var path = "/api/v1/follow/" + encodeURIComponent(document.getElementById("follow").getAttribute("data-secret"));
  var asking = null; // the deed that is being asked about
  var drawn = "";

  function button(name, text, press) {
    var found = el("button", name, el("span", "", text));
    found.type = "button";
    found.onclick = press;
    return found;
  }

  /** Draws the two buttons, or the question behind one of them; `changed(answer)` is told the ticket afterwards. */
  MotCua.drawOwn = function (ticket, say, lang, changed) {
    var mayDelay = Boolean(ticket && ticket.can_delay);
    var mayCancel = Boolean(ticket && (ticket.state === "waiting" || ticket.state === "held" || ticket.state === "called"));
    var state;

    function again() {
      drawn = "";
      MotCua.drawOwn(ticket, say, lang, changed);
    }

    function ask(deed) {
      asking = deed;
      again();
      document.getElementById("own-title").focus();
    }

    function keep() {
      var before = asking;
      asking = null;
      again();
      box.querySelector("." + before).focus();
    }

    function question(deed) {
      var values = { minutes: minutes, number: ticket.number };
      var key = MotCua.freshKey();
      var title = el("h2", "", say(deed + "_title", values));
      var fault = el("p", "fault");
      var yes = button("yes " + deed, say(deed + "_yes", values), function () {
        yes.disabled = true;
        MotCua.text(fault, "");
        MotCua.ask("POST", path + "/" + deed, { body: {}, key: key }, function (status, answer) {
          yes.disabled = false;
          if (status === 200 || status === 409) {
            asking = null;
            again();
            changed(status === 200 ? answer : null);
          } else MotCua.text(fault, say("failed"));
        });
      });
      title.id = "own-title";
      title.tabIndex = -1;
      fault.setAttribute("role", "alert");
      return [title, el("p", "", say(deed + "_ask", values)), fault, yes, button("keep", say("keep"), keep)];
    }

    if ((asking === "delay" && !mayDelay) || (asking === "cancel" && !mayCancel)) asking = null;
    box.hidden = !mayDelay && !mayCancel;
    state = [mayDelay, mayCancel, asking, lang, ticket && ticket.number].join();
    if (state === drawn) return;
    drawn = state;
    MotCua.empty(box);
    box.className = asking ? "card question" : "";
    // One thing to press at a time.
    box.parentNode.className = asking ? "asking" : "";
    if (asking) question(asking).forEach(function (part) { box.appendChild(part); });
    else {
      if (mayDelay) box.appendChild(button("delay", say("delay", { minutes: minutes }), function () { ask("delay"); }));
      if (mayCancel) box.appendChild(button("cancel", say("cancel"), function () { ask("cancel"); }));
    }
    box.onkeydown = function (event) {
      if (asking && (event.key === "Escape" || event.key === "Esc")) keep();
    };
  };
})();
