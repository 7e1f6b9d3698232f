/* The board's state and the calls that wait to be shown, as pure functions in ES5: a snapshot makes them, a fact changes
   them, by the rules of display/board.py and display/announcements.py. */
(function () {
  "use strict";
  var CALLS = 6; // the one being called, and five earlier ones
  /** @type {Record<string, number>} */
  var GONE = {
    ticket_done: 1, ticket_no_show: 1, ticket_held: 1, ticket_waiting: 1, ticket_transferred: 1, ticket_cancelled: 1,
    ticket_expired: 1
  };

  /** @template Kind
   * @param {Kind} object
   * @param {Partial<Kind>} changes
   * @returns {Kind} */
  function copy(object, changes) {
    /** @type {any} */
    var result = {};
    [object, changes].forEach(function (/** @type {any} */ from) {
      Object.keys(from).forEach(function (key) { result[key] = from[key]; });
    });
    return result;
  }

  /** @param {Plain.BoardQueue[]} rows */
  function queuesById(rows) {
    /** @type {Record<string, Plain.BoardQueue>} */
    var found = {};
    var index;
    for (index = 0; index < rows.length; index += 1) found[rows[index].id] = rows[index];
    return found;
  }

  /** @param {Plain.Board} state
   * @param {(counter: Plain.BoardCounter) => Plain.BoardCounter} change */
  function eachCounter(state, change) {
    return copy(state, { counters: state.counters.map(change) });
  }

  /** `{queues, counters, calls, shown}`: all that the board shows; `zone` are its queues, nothing for all of them. */
  MotCua.boardOf = function (snapshot, zone) {
    var some = zone && snapshot.queues.some(function (queue) { return zone.indexOf(queue.id) < 0; });
    var shown = zone && some ? zone : null;
    return {
      queues: queuesById(snapshot.queues),
      counters: snapshot.counters.filter(function (counter) {
        return !shown || counter.queues.some(function (queue) { return shows(shown, queue); });
      }),
      calls: snapshot.calls.filter(function (call) { return shows(shown, call.queue); }).slice(0, CALLS),
      shown: shown
    };
  };

  /** @param {string[] | null} shown
   * @param {string} queue */
  function shows(shown, queue) {
    return !shown || shown.indexOf(queue) >= 0;
  }

  /** @param {Plain.Board} state
   * @param {Plain.Fact} fact */
  function called(state, fact) {
    var data = fact.data;
    /** @type {Plain.Call} */
    var call = {
      seq: fact.seq, id: data.id, number: data.number, counter: data.counter, queue: data.queue, calls: data.calls, at: fact.at || ""
    };
    var others = state.calls.filter(function (known) { return known.id !== data.id; });
    var held = holding(without(state, data.id), data, "called");
    if (!shows(state.shown, data.queue)) return held;
    return copy(held, { calls: [call].concat(others).slice(0, CALLS) });
  }

  /** @param {Plain.Board} state
   * @param {any} data of a fact
   * @param {string} name */
  function holding(state, data, name) {
    return eachCounter(state, function (counter) {
      if (counter.number !== data.counter) return counter;
      return copy(counter, { ticket: { id: data.id, number: data.number, queue: data.queue, state: name } });
    });
  }

  /** @param {Plain.Board} state
   * @param {number} id */
  function without(state, id) {
    return eachCounter(state, function (counter) {
      return counter.ticket && counter.ticket.id === id ? copy(counter, { ticket: null }) : counter;
    });
  }

  /** @param {Plain.Board} state
   * @param {any} data of a fact */
  function renumbered(state, data) {
    var changed = eachCounter(state, function (counter) {
      var ticket = counter.ticket;
      return ticket && ticket.id === data.id ? copy(counter, { ticket: copy(ticket, { number: data["new"] }) }) : counter;
    });
    return copy(changed, {
      calls: state.calls.map(function (call) {
        return call.id === data.id ? copy(call, { number: data["new"] }) : call;
      })
    });
  }

  /** @param {Plain.Board} state
   * @param {any} data of a fact */
  function moved(state, data) {
    return eachCounter(state, function (counter) {
      return counter.number === data.number ? copy(counter, { state: data.state, reason: data.reason }) : counter;
    });
  }

  /** A counter serves other queues: a screen of some queues may begin or cease to show it.
   * @param {Plain.Board} state
   * @param {any} data of a fact */
  function rearranged(state, data) {
    var known = state.counters.filter(function (counter) { return counter.number === data.number; })[0];
    var counters = state.counters.filter(function (counter) { return counter.number !== data.number; });
    if (!state.shown || data.queues.some(function (/** @type {string} */ queue) { return shows(state.shown, queue); })) {
      counters.push({
        number: data.number, name: data.name, state: data.state, reason: data.reason, queues: data.queues,
        ticket: known ? known.ticket : null
      });
    }
    counters.sort(function (one, other) { return one.number - other.number; });
    return copy(state, { counters: counters });
  }

  /** The state without the calls of earlier days; `day` as "2026-06-12", as every time of the server begins. */
  MotCua.boardOfDay = function (state, day) {
    var kept = state.calls.filter(function (call) { return call.at.slice(0, 10) >= day; });
    return kept.length === state.calls.length ? state : copy(state, { calls: kept });
  };

  /** Whether a counter is waiting for this ticket to come. */
  MotCua.isCalled = function (state, id) {
    return state.counters.some(function (counter) {
      return counter.ticket && counter.ticket.id === id && counter.ticket.state === "called";
    });
  };

  /** The state after a fact; the same object when the board shows nothing of it. */
  MotCua.applyToBoard = function (before, fact) {
    var state = fact.at ? MotCua.boardOfDay(before, fact.at.slice(0, 10)) : before;
    if (fact.type === "ticket_called") return called(state, fact);
    if (fact.type === "ticket_serving") return holding(without(state, fact.data.id), fact.data, "serving");
    if (fact.type === "ticket_renumbered") return renumbered(state, fact.data);
    if (GONE[fact.type]) return without(state, fact.data.id);
    if (fact.type === "counter_rearranged") return rearranged(state, fact.data);
    if (/^counter_/.test(fact.type)) return moved(state, fact.data);
    return state;
  };

  /* Calls that wait to be shown large: `{next, last}`, oldest first, and the newest call that ever came in. */

  /** @type {Record<string, number>} */
  var ENDS_A_CALL = copy(GONE, { ticket_serving: 1 });

  /** @param {Plain.Board} state
   * @param {number} id
   * @returns {Plain.Call | undefined} */
  function callOf(state, id) {
    return state.calls.filter(function (call) { return call.id === id; })[0];
  }

  /** @param {Plain.Waiting} waiting
   * @param {Plain.Call} call
   * @returns {Plain.Waiting} */
  function add(waiting, call) {
    var known = waiting.next.some(function (each) { return each.id === call.id; });
    return {
      next: known
        ? waiting.next.map(function (each) { return each.id === call.id ? call : each; })
        : waiting.next.concat([call]),
      last: call
    };
  }

  /** @param {string} at */
  function seconds(at) {
    return Math.floor(Date.parse(at) / 1000);
  }

  /** @param {Plain.Call} call
   * @param {Plain.Call} last */
  function wasHeard(call, last) {
    // A later time under a lower number is a new call: the server's diary was put back to an older one.
    var later = seconds(call.at) > seconds(last.at);
    return call.seq <= last.seq && !later && !(call.id === last.id && call.number !== last.number);
  }

  /** After a (re)connection: what waited and still holds stays, and of what was missed only the newest call that still
      waits is added. */
  MotCua.waitingAfterSnapshot = function (waiting, state) {
    var newest = state.calls.filter(function (call) { return MotCua.isCalled(state, call.id); })[0];
    var kept = waiting.next.filter(function (call) { return MotCua.isCalled(state, call.id); }).map(function (call) {
      var at = state.counters.filter(function (counter) { return counter.ticket && counter.ticket.id === call.id; })[0];
      return callOf(state, call.id) || copy(call, { number: at.ticket ? at.ticket.number : call.number, counter: at.number });
    });
    var after = { next: kept, last: waiting.last };
    return !newest || (waiting.last && wasHeard(newest, waiting.last)) ? after : add(after, newest);
  };

  /** After a fact; `state` is the board after the same fact. */
  MotCua.waitingAfterFact = function (waiting, fact, state) {
    var data = fact.data;
    var call = data && callOf(state, data.id);
    if (!data) return waiting;
    if (fact.type === "ticket_called") return call && call.seq === fact.seq ? add(waiting, call) : waiting;
    if (ENDS_A_CALL[fact.type]) {
      return { next: waiting.next.filter(function (each) { return each.id !== data.id; }), last: waiting.last };
    }
    if (fact.type !== "ticket_renumbered") return waiting;
    if (waiting.next.some(function (each) { return each.id === data.id; })) {
      return {
        next: waiting.next.map(function (each) { return each.id === data.id ? copy(each, { number: data["new"] }) : each; }),
        last: waiting.last
      };
    }
    // Called under the old number already: whoever holds the paper has not heard theirs.
    return call && MotCua.isCalled(state, data.id) ? { next: waiting.next.concat([call]), last: waiting.last } : waiting;
  };
})();
