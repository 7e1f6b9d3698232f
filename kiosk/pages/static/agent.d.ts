/* What the kiosk's agent and its page say to each other under /local/…, made from the models in kiosk/answers/ and kiosk/api/ by `python -m tests.wire_types`: edit those, not this file.
   A script names them without an import: Agent.Ticket. */

declare namespace Agent {
  /** `GET /local/alive`: how this kiosk is, for the watchdog and for `motcua doctor`. */
  interface Alive {
    page_silent_seconds: number;
    link: "starting" | "connected" | "disconnected" | "refused";
    printer: string;
    paper: string;
    trouble: string | null;
    undelivered: number;
    set_aside: number;
  }

  /** Whether the kiosk can give numbers by itself, and how many of them the server does not have yet. */
  interface Alone {
    ready: boolean;
    undelivered: number;
  }

  /** An appointment in words; `standing` is null for one that was booked just now. */
  interface Appointment {
    code: string;
    time: string;
    day: Wire.InBothLanguages;
    today: boolean;
    opens: string;
    closes: string;
    queue: string;
    procedures: Array<string>;
    matters: Array<string>;
    state: Wire.AppointmentState;
    standing: Wire.AppointmentStanding | null;
    number: string | null;
  }

  /** An appointment that the server knows. */
  interface AppointmentFound {
    state: "found";
    code: string;
    appointment: Appointment;
  }

  /** `POST /local/appointments`; refused with the server's code and sentence. */
  interface Booked {
    state: "booked" | "refused" | "away";
    code: string | null;
    title: string;
    appointment: BookedAppointment | null;
  }

  /** An appointment that was booked here, with the code for a phone. */
  interface BookedAppointment {
    code: string;
    time: string;
    day: Wire.InBothLanguages;
    today: boolean;
    opens: string;
    closes: string;
    queue: string;
    procedures: Array<string>;
    matters: Array<string>;
    state: Wire.AppointmentState;
    standing: Wire.AppointmentStanding | null;
    number: string | null;
    id: number;
    qr: Array<string> | null;
  }

  /** `POST /local/appointments`: what for, when, and the telephone number, which is sent to the server only. */
  interface Booking {
    queue: string;
    procedure?: string | null;
    at: string;
    phone: string;
    lang?: "vi" | "en";
    large?: boolean;
    wish: string;
  }

  /** The centre as the page shows it. */
  interface Centre {
    name: string;
    subtitle: string;
    open: boolean;
    reopens: Reopening | null;
    until: string | null;
    no_more_today: boolean;
    same_day_until: string;
    notice: string | null;
    emergency: string | null;
    groups: Array<Wire.PriorityGroup>;
    guide_queue: string | null;
  }

  /** One paper of a procedure. */
  interface Document {
    name: string;
    note: string | null;
    show_only: boolean;
    conditional: boolean;
  }

  /** A matter that is not done here, and the office that does it. */
  interface DoneElsewhere {
    name: Wire.InBothLanguages;
    office: Wire.InBothLanguages;
  }

  /** A dossier in words; what is only for the receipt's holder is null without it. */
  interface Dossier {
    code: string;
    receipt: boolean;
    status: number;
    status_name: Wire.InBothLanguages;
    standing: Wire.Standing;
    purpose: Wire.Purpose | null;
    overdue: boolean;
    ready: boolean;
    queue: string | null;
    procedure_name: string | null;
    asked: string | null;
    due: Wire.InBothLanguages | null;
    due_said: Wire.InBothLanguages | null;
    owed: string | null;
  }

  /** A dossier that the server knows. */
  interface DossierFound {
    state: "found";
    code: string;
    dossier: Dossier;
  }

  /** A field with its number of procedures. */
  interface Field {
    id: string;
    name: string;
    prefix: string;
    colour: string;
    department: string;
    queue: string | null;
    procedures: number;
  }

  /** What a field is drawn by; nothing of it is known where the catalogue names a field that it does not have. */
  interface FieldSign {
    id: string | null;
    name: string | null;
    prefix: string | null;
    colour: string | null;
  }

  /** `GET /local/fields`: every field, and the procedures that are asked for most. */
  interface Fields {
    fields: Array<Field>;
    frequent: Array<Procedure>;
    by_field: Array<Wire.Purpose>;
  }

  /** `GET /local/search`: best first; `groups` only where the text is ambiguous, `elsewhere` only where nothing is found. */
  interface Found {
    items: Array<Procedure>;
    total: number;
    groups: Array<Group>;
    elsewhere: Array<DoneElsewhere>;
  }

  /** `POST /local/appointments/look`. */
  type FoundAppointment = AppointmentFound | NoAppointment;

  /** `POST /local/dossiers`. */
  type FoundDossier = DossierFound | NoDossier;

  /** Procedures of one matter among those found: their ids, best first. */
  interface Group {
    name: Wire.InBothLanguages;
    items: Array<string>;
  }

  /** What the page shows of the hall, in both languages where it is text. */
  interface Hall {
    clock: string;
    day: string;
    date: Wire.InBothLanguages;
    link: "starting" | "connected" | "disconnected" | "refused";
    centre: Centre;
    queues: Record<string, Queue>;
    waiting: number;
    counters_open: number;
  }

  /** This kiosk's id, and what people call it. */
  interface Kiosk {
    id: string;
    name: string;
  }

  /** A list of papers, and what became of it. */
  interface List {
    paper: "printing" | "printed" | "sent" | "failed";
    trouble: string | null;
    id: number;
  }

  /** What the holder of a paper may do with its number here. */
  interface May {
    back: boolean;
    cancel: boolean;
    print: boolean;
  }

  /** `POST /local/checklists`: what a citizen lacks for a procedure. */
  interface NewChecklist {
    procedure: string;
    missing?: Array<string>;
    lang?: "vi" | "en";
    large?: boolean;
  }

  /** None was found; `code` is what was read. */
  interface NoAppointment {
    state: "unknown" | "too_many" | "away" | "no_code";
    code: string | null;
    appointment: null;
  }

  /** None was found; `code` is what was read. */
  interface NoDossier {
    state: "unknown" | "too_many" | "away" | "no_receipt";
    code: string | null;
    dossier: null;
  }

  /** `POST /local/tickets` without a number: why, and what the citizen can do next. */
  interface NoNumber {
    code: string;
    title: string;
    number: string | null;
    next: "again" | "guide" | "without_dossier" | "card";
  }

  /** A number for the page, without its paper. */
  interface Number {
    id: number;
    number: string;
    spoken: string;
    queue: FieldSign;
    matters: Array<string>;
    purpose: Wire.Purpose;
    dossiers: Array<string>;
    priority: string | null;
    ahead: number | null;
    estimate: Wire.InBothLanguages | null;
    counters: Array<number>;
    qr: Array<string> | null;
    offline: boolean;
    appointment: Wire.InBothLanguages | null;
  }

  /** A scan from the serial port. */
  interface NumberedScan {
    kind: "card" | "receipt" | "ticket" | "appointment" | "other";
    text: string | null;
    card: string | null;
    n: number;
  }

  /** What became of a paper, and why it failed. */
  interface PaperState {
    paper: "printing" | "printed" | "sent" | "failed";
    trouble: string | null;
  }

  /** `POST /local/papers/print`: what the desk calls the paper; null where it cannot be printed again. */
  interface PrintedAgain {
    ident: number | null;
  }

  /** How the printer was when it was last asked; `none` where the kiosk has none. */
  interface PrinterState {
    state: "ready" | "cover_open" | "offline" | "unknown";
    paper: string;
    trouble: string | null;
    none: boolean;
  }

  /** `POST /local/tickets/…/reprint`: the paper comes again. */
  interface Printing {
    printing: true;
  }

  /** A procedure in a list. */
  interface Procedure {
    id: string;
    title: string;
    field: FieldSign;
    queue: string | null;
    time: Wire.InBothLanguages;
    marks?: Array<[number, number]>;
  }

  /** A queue as the page shows it. */
  interface Queue {
    id: string;
    name: string;
    prefix: string;
    colour: string;
    waiting: number;
    counters: Array<number>;
    counters_open: Array<number>;
    paused: boolean;
    closed: boolean;
    full: boolean;
    late: boolean;
    left: number | null;
    estimate: Wire.InBothLanguages | null;
    spent: boolean;
  }

  /** When the centre opens again: the day in both languages, and the time. */
  interface Reopening {
    vi: string;
    en: string;
    time: string;
  }

  /** `POST /local/papers` and its deeds; `refused` is the server's sentence. */
  interface Returned {
    state: "unknown" | "too_many" | "away" | "found" | "no_ticket" | "alone";
    ticket: ReturnedTicket | null;
    refused?: string;
  }

  /** A number whose paper came back; given without the server, only the first lines are known of it. */
  interface ReturnedTicket {
    number: string;
    spoken: string;
    queue: FieldSign;
    counters: Array<number>;
    state: Wire.TicketState | null;
    matter: string | null;
    may: May;
    ended: boolean;
    id?: number;
    ahead?: number | null;
    estimate?: Wire.InBothLanguages | null;
    counter?: number | null;
  }

  /** What a scanner read; of a card only the name under which the agent remembers it. */
  interface Scan {
    kind: "card" | "receipt" | "ticket" | "appointment" | "other";
    text: string | null;
    card: string | null;
  }

  /** `GET /local/scans`: what was scanned after a number, and the last one's number. */
  interface Scans {
    last: number;
    scans: Array<NumberedScan>;
  }

  /** `GET /local/appointments/…/paper`: what became of a slip's paper. */
  interface SlipPaper {
    paper: "printing" | "printed" | "sent" | "failed";
  }

  /** A time that can be booked, and how many more it takes. */
  interface Slot {
    at: string;
    left: number;
    time: string;
  }

  /** A day of the coming week; a closed one has no slots. */
  interface SlotDay {
    day: string;
    open: boolean;
    label: Wire.InBothLanguages;
    slots: Array<Slot>;
  }

  /** `GET /local/appointments/slots`. */
  interface Slots {
    state: "ok" | "off" | "away";
    days: Array<SlotDay>;
  }

  /** `GET /local/state`: the kiosk and what it knows of the centre right now. */
  interface State {
    clock: string;
    day: string;
    date: Wire.InBothLanguages;
    link: "starting" | "connected" | "disconnected" | "refused";
    centre: Centre;
    queues: Record<string, Queue>;
    waiting: number;
    counters_open: number;
    alone: Alone;
    kiosk: Kiosk;
    printer: PrinterState;
    catalogue: string | null;
    fault: "starting" | "no_catalogue" | "refused" | null;
    scanner: "none" | "ready" | "missing";
    card_needed: boolean;
  }

  /** The text that was typed or scanned to be looked up. It is sent in a body, not in an address, since it may be secret. */
  interface Text {
    text: string;
  }

  /** `POST /local/tickets`, `GET /local/tickets/…`: a number, and what became of its paper. */
  interface Ticket {
    id: number;
    number: string;
    spoken: string;
    queue: FieldSign;
    matters: Array<string>;
    purpose: Wire.Purpose;
    dossiers: Array<string>;
    priority: string | null;
    ahead: number | null;
    estimate: Wire.InBothLanguages | null;
    counters: Array<number>;
    qr: Array<string> | null;
    offline: boolean;
    appointment: Wire.InBothLanguages | null;
    paper: "printing" | "printed" | "sent" | "failed";
    trouble: string | null;
    reprints: number;
    printer_tells: boolean;
  }

  /** `POST /local/scans`: what a scanner typed that works as a keyboard. */
  interface Typed {
    text: string;
  }

  /** `GET /local/procedures/…`: one procedure as it is read before a number. */
  interface WholeProcedure {
    id: string;
    title: string;
    field: FieldSign;
    queue: string | null;
    time: Wire.InBothLanguages;
    marks?: Array<[number, number]>;
    full_name: string;
    code: string | null;
    documents: Array<Document>;
    fee: Wire.InBothLanguages;
    fee_known: boolean;
    same_day: boolean;
    time_known: boolean;
  }

  /** `POST /local/tickets`: what the citizen chose. */
  interface Wish {
    procedures?: Array<string>;
    queue?: string | null;
    purpose?: Wire.Purpose;
    priority?: string | null;
    card?: string | null;
    appointment?: string | null;
    dossiers?: Array<string>;
    documents?: Array<string>;
    lang?: "vi" | "en";
    large?: boolean;
    wish?: string | null;
  }
}
