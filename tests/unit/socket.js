/* A link's other end in the tests: `io` as socket.io-client has it, driven by hand. The scripts import it in the library's place. */

export class Socket {
  connected = false;
  active = true;
  io = { engine: { readyState: "opening" } };
  /** What the page did, in order: "connect", "disconnect" or what it sent. @type {unknown[]} */
  did = [];
  /** @type {Map<string, (word: any) => void>} */
  #listeners = new Map();

  /** @param {string} event
   * @param {(word: any) => void} listener */
  on(event, listener) {
    this.#listeners.set(event, listener);
  }

  /** @param {string} event
   * @param {unknown} word */
  emit(event, word) {
    this.did.push(word === undefined ? event : [event, word]);
  }

  connect() {
    this.did.push("connect");
    this.io.engine.readyState = "opening";
    return this;
  }

  disconnect() {
    const was = this.connected;
    this.did.push("disconnect");
    this.#end();
    if (was) this.say("disconnect", "io client disconnect");
    return this;
  }

  /** The server has taken us. */
  opens() {
    this.connected = this.active = true;
    this.io.engine.readyState = "open";
    this.say("connect");
  }

  /** The connection ends without our doing.
   * @param {string} reason */
  breaks(reason) {
    this.#end();
    this.active = reason !== "io server disconnect";
    this.say("disconnect", reason);
  }

  /** The server does not take us.
   * @param {string} message */
  refuses(message) {
    this.#end();
    this.active = false;
    this.say("connect_error", new Error(message));
  }

  /** @param {string} event
   * @param {unknown} [word] */
  say(event, word) {
    this.#listeners.get(event)?.(word);
  }

  #end() {
    this.connected = false;
    this.io.engine.readyState = "closed";
  }
}

/** The link that was opened last. @type {Socket} */
export let socket;

/** Opens no connection: the test says what happens to it. */
export function io() {
  socket = new Socket();
  return socket;
}
