/* A dossier's state for the holder of its receipt. Plain ES5; asks once, changes nothing. */
(function () {
  "use strict";
  var main = document.getElementById("receipt");
  var say = MotCua.sayer(MotCua.json("messages"), "receipt");
  var el = MotCua.el;

  function secret() {
    var found = /[?&]secret=([^&]*)/.exec(window.location.search);
    return found ? found[1] : "";
  }

  function moment(iso) {
    MotCua.setZone(iso);
    return MotCua.hourMinute(iso) + ", " + MotCua.day(iso);
  }

  function fact(list, key, value) {
    if (!value) return;
    list.appendChild(el("dt", "", say(key)));
    list.appendChild(el("dd", key === "status" ? "status" : "", value));
  }

  function draw(dossier) {
    var list = el("dl", "facts");
    var box = el("section", "card");
    fact(list, "status", dossier.status_name);
    fact(list, "received", dossier.received_at && moment(dossier.received_at));
    fact(list, "due", dossier.due_at ? moment(dossier.due_at) : say("no_due"));
    fact(list, "finished", dossier.finished_at && moment(dossier.finished_at));
    fact(list, "returned", dossier.returned_at && moment(dossier.returned_at));
    if (dossier.status === 9) box.appendChild(el("p", "good", say("ready")));
    if (dossier.overdue) box.appendChild(el("p", "bad", say("overdue")));
    box.appendChild(
      el("div", "inside", el("p", "state", dossier.procedure_name || say("title")), el("p", "counters", dossier.code))
    );
    box.appendChild(list);
    MotCua.empty(main).appendChild(box);
  }

  function trouble(title, hint, again) {
    var button;
    var inside = el("div", "inside", el("h1", "", title), hint ? el("p", "what", hint) : null);
    if (again) {
      button = el("button", "button", say("again"));
      button.type = "button";
      button.onclick = ask;
      inside.appendChild(button);
    }
    MotCua.empty(main).appendChild(el("section", "card still", inside));
  }

  function ask() {
    var path = "/api/v1/public/dossiers/" + encodeURIComponent(main.getAttribute("data-code")) + "?secret=" + secret();
    MotCua.ask("GET", path, {}, function (status, answer) {
      if (status === 200) draw(answer);
      else if (status === 0 || status >= 500) trouble(say("offline"), null, true);
      else trouble(say("unknown"), say("unknown_hint"), false);
    });
  }

  ask();
})();
