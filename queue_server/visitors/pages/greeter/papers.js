/* A procedure's papers on a phone, the missing ones first, and when it is quiet. Plain ES5, for old phones. */
(function () {
  "use strict";
  var M = MotCua;
  var main = M.byId("papers");
  /** @type {"vi" | "en"} */
  var lang = main.getAttribute("data-lang") === "en" ? "en" : "vi";
  var t = M.sayer(M.json("texts")[lang], "need");
  var ident = encodeURIComponent(main.getAttribute("data-ident") || "");
  var missing = ((/[?&]missing=([\d.]*)/.exec(location.search) || [])[1] || "").split(".");
  var other = M.byId("language");
  var query = location.search.replace(/[?&]lang=\w+/, "").replace(/^\?/, "");

  other.setAttribute("href", "?" + (query ? query + "&" : "") + "lang=" + (lang === "vi" ? "en" : "vi"));

  /** @param {Wire.PaperNeeded} paper
   * @param {boolean} on */
  function row(paper, on) {
    var notes = [];
    var text;
    if (paper.note) notes.push(paper.note);
    if (paper.show_only) notes.push(t("show_only"));
    text = M.el("span", "", paper.name, notes.length ? M.el("small", "", notes.join("; ")) : null);
    text.setAttribute("lang", "vi");
    return M.el("li", on ? "on" : "", M.el("i", "box", on ? M.icon("check") : null), text);
  }

  /** @param {string} name
   * @param {Wire.PaperNeeded[]} papers
   * @param {boolean} on */
  function list(name, papers, on) {
    var box = M.el("ul", "");
    var index;
    for (index = 0; index < papers.length; index += 1) box.appendChild(row(papers[index], on));
    return papers.length ? M.el("section", "card needed", M.el("h2", "", name), box) : null;
  }

  /** @param {Wire.Papers} found */
  function facts(found) {
    var box = M.el("dl", "card facts");
    var index;
    box.appendChild(M.el("dt", "", t("time_limit")));
    box.appendChild(M.el("dd", "", found.time_limit[lang]));
    box.appendChild(M.el("dt", "", t("fee")));
    box.appendChild(M.el("dd", "", found.fee[lang]));
    box.appendChild(M.el("dt", "", t("hours")));
    for (index = 0; index < found.hours[lang].length; index += 1) {
      box.appendChild(M.el("dd", "", found.hours[lang][index].days + ": " + found.hours[lang][index].spans));
    }
    return box;
  }

  /** @param {HTMLElement | null} part */
  function add(part) {
    if (part) main.appendChild(part);
  }

  /** @param {Wire.Papers} found */
  function show(found) {
    /** @type {Wire.PaperNeeded[]} */
    var lacking = [];
    /** @type {Wire.PaperNeeded[]} */
    var have = [];
    /** @type {Wire.PaperNeeded[]} */
    var sometimes = [];
    var marked = missing[0] !== "";
    var index;
    var paper;
    for (index = 0; index < found.documents.length; index += 1) {
      paper = found.documents[index];
      if (marked && missing.indexOf(String(index)) >= 0) lacking.push(paper);
      else if (paper.conditional) sometimes.push(paper);
      else have.push(paper);
    }
    M.empty(main);
    add(M.el("h1", "", found.title));
    add(M.el("p", "told card", t("no_number")));
    add(list(t("missing"), lacking, false));
    add(list(t(marked ? "have" : "needed"), have, marked));
    add(list(t("sometimes"), sometimes, false));
    if (!found.documents.length) add(M.el("p", "card quiet", t("none")));
    add(facts(found));
    if (found.queue) M.ask("GET", "/api/v1/queues/" + encodeURIComponent(found.queue) + "/load", {}, load);
  }

  /** @param {number} status
   * @param {Wire.Load} value */
  function load(status, value) {
    var day = status === 200 ? value.days[0] : null;
    var box;
    var peak = 1;
    var index;
    if (!day) return;
    box = M.el("section", "card needed load", M.el("h2", "", t("quiet_hours")));
    if (!day.enough) {
      box.appendChild(M.el("p", "hint", t("not_enough", { count: value.least_weeks })));
      main.appendChild(box);
      return;
    }
    box.appendChild(M.el("p", "hint", t("weekday_" + day.weekday) + " " + M.day(Date.parse(day.day + "T12:00:00Z"))));
    for (index = 0; index < day.hours.length; index += 1) peak = Math.max(peak, day.hours[index].tickets);
    for (index = 0; index < day.hours.length; index += 1) box.appendChild(bar(day.hours[index], peak));
    main.appendChild(box);
  }

  /** @param {Wire.HourLoad} hour
   * @param {number} peak */
  function bar(hour, peak) {
    var full = M.el("i", "full " + hour.level);
    full.style.width = Math.max(3, Math.round((100 * hour.tickets) / peak)) + "%";
    return M.el("p", "hour", M.el("b", "", t("hour", { hour: hour.hour })), M.el("span", "bar", full), M.el("span", "word", t(hour.level)));
  }

  M.ask("GET", "/api/v1/procedures/" + ident + "/papers", {}, function (status, value) {
    if (status === 200) {
      show(value);
      return;
    }
    M.empty(main);
    main.appendChild(M.el("p", "card quiet", t(status === 404 ? "unknown" : "away")));
  });
})();
