/* The reconnecting link of a browser page: snapshots and facts in order, each exactly once. Never changes a ticket.

   const link = connect({auth, onSnapshot, onFact, onStatus, path});
     auth        object or function(callback), e.g. {token} or {follow}; left out, the session cookie speaks
     onSnapshot  (snapshot): replaces all that the page knows
     onFact      (fact): {seq, type, at, data}; "hidden" ones come too, so that a page may count
     onStatus    (status, since: Date): "connected" after the snapshot, "disconnected", or "refused" (not signed in,
                 token revoked; tried again every 5 s)
     onPresence  ({code, names}): who has that dossier open now
     link.seq    the last number applied, null before the first snapshot
     link.open(code)  says which dossier this page has open, again after every reconnection; null: none
     link.close()  for good */

import { io } from "/assets/vendor/socket.io.esm.js";
import { Sequence, SILENCE } from "./sequence.js";

const REFUSED_AGAIN = 5000; // ms
const ENDED_AGAIN = 500;
const TICK = 50;
const UNAVAILABLE = "unavailable"; // the server's database is away: it cannot say whether it knows us

export function connect({ auth, onSnapshot = () => {}, onFact = () => {}, onStatus = () => {}, onPresence = () => {}, path = "/socket.io" }) {
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
  let status = null;
  let heard = performance.now();
  let seen = Date.now();
  let trying = null; // since when the server has our transport but did not say whether it takes us
  let timer = null;
  let again = null;
  let closed = false;
  let dossier = null;

  function tell(next) {
    if (closed || status === next) return;
    status = next;
    onStatus(next, new Date());
  }

  /** A word of the server. False when the page or the whole machine stood still before it: what waited is old. */
  function hear() {
    const awake = !silent(performance.now());
    heard = performance.now();
    seen = Date.now();
    return awake;
  }

  // The first clock stands while a laptop sleeps, the second one may be set back: whichever saw more time pass is right.
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
      // The library waits for this answer without an end.
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

  function connectIn(delay) {
    clearTimeout(again);
    if (!closed) again = setTimeout(() => socket.connect(), delay);
  }

  function refused() {
    tell("refused");
    connectIn(REFUSED_AGAIN);
  }

  function apply(fact) {
    try {
      onFact(fact);
    } catch (error) {
      // One fact that a page cannot draw must not cost it the next ones.
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
    // The server ended it (session or token): the library waits for us, and the next answer says whether we may.
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
    onSnapshot(snapshot);
    tell("connected");
    sequence.release(heard).forEach(apply);
  });
  socket.on("fact", (fact) => {
    if (sequence.ready && !hear()) anew();
    else sequence.receive(fact.seq, fact, performance.now()).forEach(apply);
  });
  socket.on("presence", onPresence);
  document.addEventListener("visibilitychange", hurry);
  addEventListener("online", hurry);
  timer = setInterval(tick, TICK);

  return {
    get seq() {
      return sequence.last;
    },
    open(code) {
      dossier = code;
      if (!sequence.ready) return;
      if (code === null) socket.emit("close_dossier");
      else socket.emit("open_dossier", { code });
    },
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
