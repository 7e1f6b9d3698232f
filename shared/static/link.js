/* The reconnecting link of a browser page: snapshots and facts in order, each exactly once. */

import { io } from "/assets/vendor/socket.io.esm.js";
import { Sequence, SILENCE } from "./sequence.js";

const REFUSED_AGAIN = 5000; // ms
const ENDED_AGAIN = 500;
const TICK = 50;
const UNAVAILABLE = "unavailable"; // the server's database is away: it cannot say whether it knows us

/**
 * @typedef {"connected" | "disconnected" | "refused"} Status "connected" comes after the snapshot; "refused" is not signed in or a
 *   revoked token, and is tried again every 5 s
 * @typedef {object} Listeners
 * @property {object | ((callback: (data: object) => void) => void)} [auth] e.g. {token} or {follow}; left out, the session cookie speaks
 * @property {(snapshot: any) => void} [onSnapshot] replaces all that the page knows
 * @property {(fact: Fact) => void} [onFact] "hidden" ones come too, so that a page may count
 * @property {(status: Status, since: Date) => void} [onStatus]
 * @property {(presence: {code: string, names: string[]}) => void} [onPresence] who has that dossier open now
 * @property {number | null} [counter] whose line this page shows
 * @property {(line: Line) => void} [onLine] how the line of that counter stands now: whenever it changed
 * @property {string} [path]
 * @typedef {{seq: number, counter: number, waiting_total: number, order: [number, string][]}} Line
 * @typedef {{seq: number, type: string, at: string, data: any}} Fact
 */

/** Connects; the last number that was applied is the link's `seq`, and `open(code)` says which dossier this page has open.
 * @param {Listeners} listeners */
export function connect({ auth, onSnapshot = () => {}, onFact = () => {}, onStatus = () => {}, onPresence = () => {}, counter = null, onLine = () => {}, path = "/socket.io" }) {
  /** @type {Sequence<Fact>} */
  const sequence = new Sequence();
  const socket = io({
    path,
    auth,
    transports: ["websocket"],
    reconnectionDelay: 500,
    reconnectionDelayMax: 1500,
    randomizationFactor: 0.3,
    timeout: 3000,
    forceNew: true,
  });
  /** @type {Status | null} */
  let status = null;
  let heard = performance.now();
  let seen = Date.now();
  /** Since when the server has our transport but did not say whether it takes us. @type {number | null} */
  let trying = null;
  let again = 0;
  let closed = false;
  /** @type {string | null} */
  let dossier = null;

  /** @param {Status} next */
  function tell(next) {
    if (closed || status === next) return;
    status = next;
    onStatus(next, new Date());
  }

  /** A message of the server came. False when the page or the whole machine stood still before it: what waited is old. */
  function hear() {
    const awake = !silent(performance.now());
    heard = performance.now();
    seen = Date.now();
    return awake;
  }

  /** The first clock stands while a laptop sleeps, the second one may be set back: whichever saw more time pass is right.
   * @param {number} now */
  function silent(now) {
    return Math.max(now - heard, Date.now() - seen) >= SILENCE;
  }

  function anew() {
    sequence.forget();
    tell("disconnected");
    socket.disconnect();
    heard = performance.now();
    seen = Date.now();
    trying = null;
    if (!closed) socket.connect();
  }

  function tick() {
    const now = performance.now();
    if (!socket.connected) {
      // The library would wait for this answer for ever.
      if (!socket.io.engine || socket.io.engine.readyState !== "open") trying = null;
      else if (now - (trying ??= now) >= SILENCE) anew();
      return;
    }
    trying = null;
    if (silent(now)) return anew();
    const after = sequence.resume(now);
    if (after !== null) socket.emit("resume", { after });
    return undefined;
  }

  /** Somebody looks at the page again, or the network is there again: no reason to wait out a delay. */
  function hurry() {
    if (closed || socket.connected || document.visibilityState !== "visible" || status === "refused") return;
    if (!socket.io.engine || !["open", "opening"].includes(socket.io.engine.readyState)) {
      clearTimeout(again);
      socket.disconnect().connect();
    }
  }

  /** @param {number} delay */
  function connectIn(delay) {
    clearTimeout(again);
    if (!closed) again = setTimeout(() => socket.connect(), delay);
  }

  function refused() {
    tell("refused");
    connectIn(REFUSED_AGAIN);
  }

  /** @param {Fact} fact */
  function apply(fact) {
    try {
      onFact(fact);
    } catch (error) {
      // A fact that a page cannot draw must not stop the next ones.
      console.error(error);
    }
  }

  // A snapshot that the server sends while it accepts us is delivered before "connect": what it brought must not be
  // forgotten here, only when a connection ends.
  socket.on("connect", () => {
    heard = performance.now();
    seen = Date.now();
  });
  socket.on("disconnect", (reason) => {
    sequence.forget();
    tell("disconnected");
    // The server ended it (session or token). The library waits for us; the next answer says whether we may connect again.
    if (reason === "io server disconnect") connectIn(ENDED_AGAIN);
  });
  socket.on("connect_error", (error) => {
    if (socket.active) return tell("disconnected");
    if (error.message !== UNAVAILABLE) return refused();
    tell("disconnected");
    return connectIn(ENDED_AGAIN);
  });
  socket.on("heartbeat", (beat) => {
    // Before the snapshot a heartbeat is no sign of life: a link without its snapshot shows nothing.
    if (sequence.ready && !hear()) anew();
    else if (!sequence.heartbeat(beat.seq, performance.now())) anew();
  });
  socket.on("snapshot", (snapshot) => {
    hear();
    if (!sequence.snapshot(snapshot.seq)) return;
    if (dossier !== null) socket.emit("open_dossier", { code: dossier });
    if (counter !== null) socket.emit("watch_counter", { counter });
    onSnapshot(snapshot);
    tell("connected");
    sequence.release(heard).forEach(apply);
  });
  socket.on("fact", (fact) => {
    if (sequence.ready && !hear()) anew();
    else sequence.receive(fact.seq, fact, performance.now()).forEach(apply);
  });
  socket.on("presence", onPresence);
  socket.on("line", onLine);
  document.addEventListener("visibilitychange", hurry);
  addEventListener("online", hurry);
  const timer = setInterval(tick, TICK);

  return {
    get seq() {
      return sequence.last;
    },
    /** Says which dossier this page has open, again after every reconnection; null: none.
     * @param {string | null} code */
    open(code) {
      dossier = code;
      if (!sequence.ready) return;
      if (code === null) socket.emit("close_dossier");
      else socket.emit("open_dossier", { code });
    },
    /** Ends the link for good. */
    close() {
      closed = true;
      clearInterval(timer);
      clearTimeout(again);
      document.removeEventListener("visibilitychange", hurry);
      removeEventListener("online", hurry);
      socket.disconnect();
    },
  };
}
