/* What the kiosk's agent answers to its page under /local/…, by the names of kiosk/. A script names them without an import:
   Agent.State. The screens' own values stand in types.d.ts. */

declare namespace Agent {
  type Lang = "vi" | "en";
  type Both = Record<Lang, string>;

  /** GET /local/state: the kiosk and what it knows of the centre right now. */
  interface State {
    clock: string;
    day: string;
    date: Both;
    link: "starting" | "connected" | "disconnected" | "refused";
    centre: Centre;
    queues: Record<string, Queue>;
    waiting: number;
    counters_open: number;
    alone: { ready: boolean; undelivered: number };
    kiosk: { id: string; name: string };
    printer: { state: "ready" | "cover_open" | "offline" | "unknown"; paper: string; trouble: string | null; none: boolean };
    catalogue: string | null;
    fault: "starting" | "no_catalogue" | "refused" | null;
    scanner: "none" | "ready" | "missing";
    card_needed: boolean;
  }

  interface Centre {
    name: string;
    subtitle: string;
    open: boolean;
    reopens: (Both & { time: string }) | null;
    until: string | null;
    no_more_today: boolean;
    notice: string | null;
    emergency: string | null;
    groups: Wire.PriorityGroup[];
    guide_queue: string | null;
  }

  interface Queue {
    id: string;
    name: string;
    prefix: string;
    colour: string;
    waiting: number;
    counters: number[];
    counters_open: number[];
    paused: boolean;
    closed: boolean;
    /** No number of the day's quota is left. */
    full: boolean;
    /** Half of those who come now would still wait at closing time. */
    late: boolean;
    left: number | null;
    estimate: Both | null;
    /** The kiosk's own numbers for the time without the server are used up. */
    spent: boolean;
  }

  /** The four that a field is drawn by; a field that is only looked up has no letter. */
  interface FieldSign {
    id: string;
    name: string;
    prefix: string;
    colour: string;
  }

  /** GET /local/fields: every field, and the procedures that are asked for most. */
  interface Fields {
    fields: Field[];
    frequent: Procedure[];
  }

  interface Field extends FieldSign {
    queue: string | null;
    procedures: number;
  }

  interface Procedure {
    id: string;
    title: string;
    field: FieldSign;
    queue: string | null;
    time: Both;
    /** Only of what was searched for: the places in the title that fit the text. */
    marks?: Array<[number, number]>;
  }

  /** GET /local/procedures/…: one procedure as it is read before a number. */
  interface WholeProcedure extends Procedure {
    full_name: string;
    code: string | null;
    documents: Document[];
    fee: Both;
    fee_known: boolean;
    same_day: boolean;
    time_known: boolean;
  }

  interface Document {
    name: string;
    note: string | null;
    show_only: boolean;
    conditional: boolean;
  }

  /** GET /local/search: best first; `groups` only where the text is ambiguous. */
  interface Found {
    items: Procedure[];
    total: number;
    groups: Array<{ name: Both; items: string[] }>;
  }

  /** What a citizen wants a number for (`POST /local/tickets`). */
  interface Wish {
    procedures?: string[];
    queue?: string | null;
    purpose?: Wire.Purpose;
    priority?: string | null;
    appointment?: string;
    dossiers?: string[] | null;
    documents?: string[];
    lang?: Lang;
    large?: boolean;
  }

  type Paper = "printing" | "printed" | "sent" | "failed";

  /** A number, and what became of its paper. */
  interface Ticket {
    id: number;
    number: string;
    spoken: string;
    queue: Partial<Pick<Queue, "id" | "name" | "prefix" | "colour">>;
    matters: string[];
    purpose: Wire.Purpose;
    dossiers: string[];
    priority: string | null;
    ahead: number | null;
    estimate: Both | null;
    counters: number[];
    qr: string[] | null;
    offline: boolean;
    appointment: Both | null;
    paper: Paper;
    trouble: string | null;
  }

  /** What was read and could not be shown: nothing is known of it, or nobody could be asked. */
  type NotFound = "unknown" | "too_many" | "away";

  /** POST /local/dossiers. */
  type FoundDossier = { state: "found"; code: string; dossier: Dossier } | { state: NotFound | "no_receipt"; code?: string | null; dossier?: null };

  interface Dossier {
    code: string;
    receipt: boolean;
    status: number;
    status_name: Both;
    standing: Wire.Standing;
    overdue: boolean;
    ready: boolean;
    queue: string | null;
    procedure_name: string | null;
    asked: string | null;
    due: Both | null;
    due_said: Both | null;
    owed: string | null;
  }

  /** POST /local/appointments/look. */
  type FoundAppointment =
    | { state: "found"; code: string; appointment: Appointment }
    | { state: NotFound | "no_code"; code?: string | null; appointment?: null };

  interface Appointment {
    code: string;
    time: string;
    day: Both;
    today: boolean;
    opens: string;
    closes: string;
    queue: string;
    procedures: string[];
    matters: string[];
    state: Wire.Appointment["state"];
    standing: "early" | "now" | "late" | null;
    number: string | null;
  }

  /** GET /local/appointments/slots. */
  interface Slots {
    state: "ok" | "off" | "away";
    days: SlotDay[];
  }

  interface SlotDay {
    day: string;
    open: boolean;
    label: Both;
    slots: Slot[];
  }

  interface Slot {
    at: string;
    time: string;
    left: number;
  }

  /** POST /local/appointments. */
  interface Booked {
    state: "booked" | "refused" | "away";
    code: string | null;
    title: string;
    appointment: BookedAppointment | null;
  }

  interface BookedAppointment extends Appointment {
    id: number;
    qr: string[] | null;
  }

  /** POST /local/papers and its deeds. */
  interface Returned {
    state: NotFound | "found" | "no_ticket" | "alone";
    ticket?: ReturnedTicket | null;
    refused?: string;
  }

  /** A number whose paper came back; given without the server, only the first lines are known of it. */
  interface ReturnedTicket {
    number: string;
    spoken: string;
    queue: Ticket["queue"];
    counters: number[];
    state: Wire.TicketState | null;
    matter: string | null;
    may: { back: boolean; cancel: boolean; print: boolean };
    id?: number;
    ahead?: number | null;
    estimate?: Both | null;
    counter?: number | null;
  }

  /** A list of papers, and what became of it. */
  interface List {
    id: number | null;
    paper: Paper;
    trouble?: string | null;
  }

  /** What a scanner read; of a card only the name under which the agent remembers it. */
  interface Scan {
    kind: "card" | "receipt" | "ticket" | "appointment" | "other";
    text: string | null;
    card: string | null;
  }
}
