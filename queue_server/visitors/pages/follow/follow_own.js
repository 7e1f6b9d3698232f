/* What the holder of a followed number may do: ten more minutes, once, and giving the number up. Asks before each, sends
   it under one key however often it is tapped; the server decides. Plain ES5. */
(function () {
  "use strict";
  var el = MotCua.el;
  var box = MotCua.byId("own");
  var minutes = MotCua.byId("follow").getAttribute("data-delay");
  var path = "/api/v1/follow/" + encodeURIComponent(MotCua.byId("follow").getAttribute("data-secret") || "");
  /** The deed that is being asked about. @type {"delay" | "cancel" | null} */
  var asking = null;
  var drawn = "";

  /** @param {string} name
   * @param {string} text
   * @param {() => void} press */
  function button(name, text, press) {
    var found = el("button", name, el("span", "", text));
    found.type = "button";
    found.onclick = press;
    return found;
  }

  /** @param {Wire.Followed | null} ticket */
  function allowed(ticket) {
    return { delay: Boolean(ticket && ticket.can_delay), cancel: Boolean(ticket && ticket.can_cancel) };
  }

  /** Draws the two buttons, or the question behind one of them; `changed(answer)` is told the ticket afterwards. */
  MotCua.drawOwn = function (ticket, say, lang, changed) {
    var may = allowed(ticket);
    var number = ticket ? ticket.number : "";
    var state;

    function again() {
      drawn = "";
      MotCua.drawOwn(ticket, say, lang, changed);
    }

    /** @param {"delay" | "cancel"} deed */
    function ask(deed) {
      asking = deed;
      again();
      MotCua.byId("own-title").focus();
    }

    function keep() {
      /** @type {HTMLElement | null} */
      var before;
      var deed = asking;
      asking = null;
      again();
      before = box.querySelector("." + deed);
      if (before) before.focus();
    }

    /** @param {"delay" | "cancel"} deed */
    function question(deed) {
      var values = { minutes: minutes, number: number };
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

    if (asking && !may[asking]) asking = null;
    box.hidden = !may.delay && !may.cancel;
    state = [may.delay, may.cancel, asking, lang, number].join();
    if (state === drawn) return;
    drawn = state;
    MotCua.empty(box);
    box.className = asking ? "card question" : "";
    // One thing to press at a time.
    if (box.parentElement) box.parentElement.className = asking ? "asking" : "";
    if (asking) question(asking).forEach(function (part) { box.appendChild(part); });
    else {
      if (may.delay) box.appendChild(button("delay", say("delay", { minutes: minutes }), function () { ask("delay"); }));
      if (may.cancel) box.appendChild(button("cancel", say("cancel"), function () { ask("cancel"); }));
    }
    box.onkeydown = function (event) {
      if (asking && (event.key === "Escape" || event.key === "Esc")) keep();
    };
  };
})();
