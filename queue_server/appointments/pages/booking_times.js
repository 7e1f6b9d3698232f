/* Choosing a day and a time of those that the server says are free; and how both are said. Plain ES5. */
(function () {
  "use strict";
  var NOON = 12;
  var el = MotCua.el;

  /** @param {string} day */
  function parts(day) {
    var found = day.split("-");
    return { year: Number(found[0]), month: Number(found[1]), date: Number(found[2]) };
  }

  /** @param {string} day */
  function weekday(day) {
    return new Date(day + "T12:00:00Z").getUTCDay();
  }

  /** "Thứ Ba, 16/6/2026" of a day "2026-06-16". */
  MotCua.longDay = function (day, say) {
    var known = parts(day);
    return say("weekday_" + weekday(day)) + ", " + known.date + "/" + known.month + "/" + known.year;
  };

  /** "09:30" of a slot's beginning, which carries the centre's offset. */
  MotCua.slotTime = function (at) {
    return at.slice(11, 16);
  };

  /** @param {HTMLButtonElement[]} buttons
   * @param {HTMLButtonElement} chosen */
  function press(buttons, chosen) {
    buttons.forEach(function (each) { each.setAttribute("aria-pressed", String(each === chosen)); });
  }

  /** @param {HTMLElement} row
   * @param {{text: string, small: string, disabled: boolean}} what
   * @param {(made: HTMLButtonElement) => void} chosen */
  function button(row, what, chosen) {
    var made = el("button", "", el("span", "", what.text), " ", what.small ? el("small", "", what.small) : null);
    made.type = "button";
    made.disabled = what.disabled;
    made.setAttribute("aria-pressed", "false");
    made.onclick = function () { chosen(made); };
    row.appendChild(made);
    return made;
  }

  /** @param {Wire.SlotDay} day */
  function free(day) {
    return day.slots.filter(function (slot) { return slot.left > 0; });
  }

  /** @param {string} name */
  function group(name) {
    var row = el("div", name);
    row.setAttribute("role", "group");
    return row;
  }

  /** @param {HTMLElement} box
   * @param {Wire.SlotDay} day
   * @param {Plain.Say} say
   * @param {(at: string | null, day: string) => void} chosen */
  function times(box, day, say, chosen) {
    /** @type {HTMLButtonElement[]} */
    var buttons = [];
    /** @type {Array<[string, Wire.Slot[]]>} */
    var halves = [["morning", []], ["afternoon", []]];
    free(day).forEach(function (slot) {
      halves[Number(MotCua.slotTime(slot.at).slice(0, 2)) < NOON ? 0 : 1][1].push(slot);
    });
    MotCua.empty(box);
    if (!free(day).length) box.appendChild(el("p", "hint", say("no_slots")));
    halves.forEach(function (half) {
      var row = group("times");
      var title = say(half[0]);
      if (!half[1].length) return;
      row.setAttribute("aria-label", title);
      half[1].forEach(function (slot) {
        buttons.push(button(row, { text: MotCua.slotTime(slot.at), small: say("places", { count: slot.left }), disabled: false }, function (made) {
          press(buttons, made);
          chosen(slot.at, day.day);
        }));
      });
      box.appendChild(el("h3", "", title));
      box.appendChild(row);
    });
  }

  /** Fills the box with days and times; `chosen(at, day)` is told which, and null when another day was touched. */
  MotCua.pickTime = function (box, slots, say, chosen) {
    var row = group("days");
    var below = el("div");
    /** @type {HTMLButtonElement[]} */
    var buttons = [];
    var first;
    row.setAttribute("aria-label", say("days"));
    slots.days.forEach(function (day, place) {
      var known = parts(day.day);
      var state = !day.open ? say("closed_day") : !free(day).length ? say("full_day") : place === 0 ? say("today") : known.date + "/" + known.month;
      var made = button(row, { text: say("short_" + weekday(day.day)), small: state, disabled: !day.open || !free(day).length }, function (pressed) {
        press(buttons, pressed);
        times(below, day, say, chosen);
        chosen(null, day.day);
      });
      made.appendChild(el("span", "visually-hidden", ", " + MotCua.longDay(day.day, say)));
      buttons.push(made);
    });
    MotCua.empty(box).appendChild(row);
    box.appendChild(below);
    first = buttons.filter(function (made) { return !made.disabled; })[0];
    if (first) first.click();
    else below.appendChild(el("p", "hint", say("no_slots")));
  };
})();
