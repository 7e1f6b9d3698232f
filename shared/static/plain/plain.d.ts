/* What the plain scripts of a page share under one name, MotCua. Each script adds its part; which of them a page has, its template
   says. */

declare namespace Plain {
  type Say = (key: string, values?: Record<string, unknown>) => string;
  type Part = Node | string | number | null | undefined;

  interface Options {
    token?: string | null;
    key?: string;
    body?: unknown;
  }

  /** `status` is 0 where no answer came. What the answer is, the caller says: a type of wire.d.ts. */
  type Done = (status: number, answer: any, request: XMLHttpRequest) => void;

  interface Fact {
    seq: number;
    type: string;
    at?: string;
    data?: any;
  }

  interface Snapshot {
    seq: number;
    now: string;
    queues: BoardQueue[];
    counters: BoardCounter[];
    calls: Call[];
    centre: Wire.Centre;
  }

  interface Listener {
    snapshot: (snapshot: Snapshot) => void;
    fact: (fact: Fact) => void;
    status: (status: "connected" | "disconnected" | "refused") => void;
    restart?: () => void;
  }

  interface Sequence {
    last: number;
    ready: boolean;
    forget: () => void;
    /** The facts that it freed, or null for a snapshot older than what was applied. */
    snapshot: (seq: number, now: number) => Fact[] | null;
    receive: (fact: Fact, now: number) => Fact[];
    /** Null when the server's diary was put back to an older one. */
    heartbeat: (seq: number, now: number) => Fact[] | null;
    resume: (now: number) => number | null;
  }

  /* The board */

  type Layout = "calls" | "calls-media" | "portrait" | "strip";

  interface Span {
    days: number[];
    /** Minutes of the day. */
    start: number;
    end: number;
    volume: number;
  }

  interface Settings {
    layout: Layout;
    counter: number | null;
    queues: string[] | null;
    volume: number;
    hours: Span[];
  }

  interface BoardQueue {
    id: string;
    name: string;
    colour: string;
  }

  interface HeldTicket {
    id: number;
    number: string;
    queue: string;
    state: string;
  }

  interface BoardCounter {
    number: number;
    name: string;
    state: "open" | "paused" | "closed";
    reason: string | null;
    queues: string[];
    ticket: HeldTicket | null;
  }

  interface Call {
    seq: number;
    id: number;
    number: string;
    counter: number;
    queue: string;
    calls: number;
    at: string;
  }

  interface Board {
    queues: Record<string, BoardQueue>;
    counters: BoardCounter[];
    calls: Call[];
    /** The queues of this screen, or null for all of them. */
    shown: string[] | null;
  }

  /** Calls that wait to be shown large, oldest first, and the newest call that ever came in. */
  interface Waiting {
    next: Call[];
    last: Call | null;
  }

  interface Rest {
    title: string;
    line: string;
  }

  /* Ratings, followed numbers and bookings */

  interface Rating {
    say: Say;
    path: string;
    token?: string | null;
    key?: string;
    indicators: string[];
    choose?: Say | null;
    more?: Record<string, unknown>;
    done?: (code?: string) => void;
  }

  interface Parts {
    byId: (id: string) => HTMLElement;
    json: (id: string) => any;
    sayer: (texts: Record<string, string>, table: string) => Say;
    ask: (method: string, path: string, options: Options, done: Done) => void;
    freshKey: () => string;
    setNow: (iso: string) => void;
    setZone: (iso: string) => void;
    now: () => number;
    local: (ms: number) => Date;
    hourMinute: (moment: number | string) => string;
    day: (moment: number | string) => string;
    el: <Tag extends keyof HTMLElementTagNameMap>(tag: Tag, name?: string, ...content: Part[]) => HTMLElementTagNameMap[Tag];
    empty: <Kind extends Element>(element: Kind) => Kind;
    text: (element: Element, text: string) => void;
    icon: (name: string) => Element;
    keep: (key: string, value: string | null) => void;
    kept: (key: string) => string | null;

    sequence: () => Sequence;
    listen: (auth: object, hear: Listener) => () => void;
    pair: (
      prefix: string,
      wish: object,
      show: (code: string | null, note: string, failed?: number) => void,
      done: (token: string) => void,
    ) => () => void;

    openSound: () => void;
    soundIsOpen: () => boolean;
    canSound: () => boolean;
    chime: (volume?: number) => void;

    keptSettings: () => Settings;
    keepSettings: (given: unknown) => boolean;
    volumeAt: (settings: Settings, now: number) => number;

    boardOf: (snapshot: Pick<Snapshot, "queues" | "counters" | "calls">, zone?: string[] | null) => Board;
    boardOfDay: (state: Board, day: string) => Board;
    isCalled: (state: Board, id: number) => boolean;
    applyToBoard: (before: Board, fact: Fact) => Board;
    waitingAfterSnapshot: (waiting: Waiting, state: Board) => Waiting;
    waitingAfterFact: (waiting: Waiting, fact: Fact, state: Board) => Waiting;

    fetchSlides: (token: string | null) => void;
    slideIsShown: () => boolean;
    turnSlides: (now: number, day: string, free: boolean) => boolean;

    setLayout: (name: Layout) => void;
    fitStage: () => void;
    drawBoard: (state: Board, call: Call | null, calls: Call[], lost: number | null, rest: Rest | null) => void;
    drawStrip: (state: Board, number: number | null, lost: number | null) => void;
    drawSlide: (type: string | null, address?: string, ended?: () => void) => void;
    pulse: () => void;
    resting: (centre: Wire.Centre) => Rest | null;
    drawCentre: (centre: Wire.Centre) => void;
    drawClock: () => void;
    drawPairing: (code: string | null, note: string) => void;
    showBoard: () => void;

    longest: typeof import("../longest.js").longest;

    rating: (asked: Rating) => HTMLElement;
    rated: (say: Say) => HTMLElement;

    drawFollowed: (main: HTMLElement, ticket: Wire.Followed | null, say: Say, texts: Record<string, string>) => void;
    drawOwn: (ticket: Wire.Followed | null, say: Say, lang: string, changed: (answer: Wire.Followed | null) => void) => void;

    longDay: (day: string, say: Say) => string;
    slotTime: (at: string) => string;
    pickTime: (box: HTMLElement, slots: Wire.Slots, say: Say, chosen: (at: string | null, day: string) => void) => void;
  }
}

/** All parts of the page; a part of a script that the page does not have is missing. */
declare var MotCua: Plain.Parts;

interface Window {
  MotCua?: Plain.Parts;
  io: typeof import("socket.io-client").io;
  msCrypto: Crypto;
  webkitAudioContext: typeof AudioContext;
}
