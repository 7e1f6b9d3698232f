/* The reconnecting link of a browser page: snapshots and facts in order, each exactly once. Never changes a ticket.

   const link = connect({auth, onSnapshot, onFact, onStatus, path});
     auth        object or function(callback), e.g. {token} or {follow}; left out, the session cookie speaks
     onSnapshot  (snapshot): replaces all that the page knows
     onFact      (fact): {seq, type, at, data}; "hidden" ones come too, so that a page may count
     onStatus    (status, since: Date): "connected" after the snapshot, "disconnected", or "refused" (not signed in,
                 token revoked; tried again every 5 s)
     link.seq    the last number applied, null before the first snapshot
     link.close()  for good */

import { io } from "/assets/vendor/socket.io.esm.js";
import { Sequence, SILENCE } from "./sequence.js";

const REFUSED_AGAIN = 5000;
const ENDED_AGAIN = 500;
const TICK = 50;

export function connect({ auth, onSnapshot = () => {}, onFact = () => {}, onStatus = () => {}, path = "/socket.io" }) {
  const sequence = new Sequence();
  const socket = io({
    path,
    auth,
    transports: ["websocket"],
    reconnectionDelay: 500,
    reconnectionDelayMax: 2000,
    randomizationFactor: 0.3,
    timeout: 5000,
    forceNew: true,
  });
  let status = null;
  let heard = performance.now();
  let timer = null;
  let again = null;
  let closed = false;

  function tell(next) {
    if (closed || status === next) return;
    status = next;
    onStatus(next, new Date());
  }

  function tick() {
    const now = performance.now();
    if (!socket.connected) return;
    if (now - heard >= SILENCE) {
      socket.disconnect().connect();
      return;
    }
    const after = sequence.resume(now);
    if (after !== null) socket.emit("resume", { after });
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
  });
  socket.on("disconnect", (reason) => {
    sequence.forget();
    tell("disconnected");
    // The server ended it (session or token): the library waits for us, and the next answer says whether we may.
    if (reason === "io server disconnect") connectIn(ENDED_AGAIN);
  });
  socket.on("connect_error", () => (socket.active ? tell("disconnected") : refused()));
  socket.on("heartbeat", (beat) => {
    const now = performance.now();
    // Before the snapshot a heartbeat is no sign of life: a link without its snapshot shows nothing.
    if (sequence.ready) heard = now;
    sequence.heartbeat(beat.seq, now);
  });
  socket.on("snapshot", (snapshot) => {
    heard = performance.now();
    if (!sequence.snapshot(snapshot.seq)) return;
    onSnapshot(snapshot);
    tell("connected");
    sequence.release(heard).forEach(apply);
  });
  socket.on("fact", (fact) => {
    const now = performance.now();
    if (sequence.ready) heard = now;
    sequence.receive(fact.seq, fact, now).forEach(apply);
  });
  timer = setInterval(tick, TICK);

  return {
    get seq() {
      return sequence.last;
    },
    close() {
      closed = true;
      clearInterval(timer);
      clearTimeout(again);
      socket.disconnect();
    },
  };
}
