/* The messages of the wire, made from the models in shared/ by `python -m tests.wire_types`: edit those, not this file.
   A script names them without an import: Wire.Ticket. */

declare namespace Wire {
  /** An officer who needs help at once. */
  interface Alarm {
    id: number;
    at: string;
    counter: number | null;
    counter_name: string | null;
    by: string;
    ended_at: string | null;
    ended_by: string | null;
  }

  /** The alarms that nobody has ended, oldest first. */
  type Alarms = Array<Alarm>;

  /** An appointment as the holder of its secret sees it, without anything personal. */
  interface Appointment {
    id: number;
    code: string;
    day: string;
    at: string;
    queue: string;
    queue_name: string;
    procedures: Array<string>;
    matters: Array<string>;
    purpose: Purpose;
    state: AppointmentState;
    number: string | null;
    url: string | null;
    opens_at: string;
    closes_at: string;
    colour: string;
    lang: "vi" | "en";
    counters: Array<number>;
    secret: string;
    documents: Array<string>;
  }

  /** What became of appointments; `kept` counts the people who came in time, `open` the appointments still to come. */
  interface AppointmentCounts {
    booked: number;
    kept: number;
    late: number;
    missed: number;
    cancelled: number;
    open: number;
  }

  /** The appointments of a period, in all and by queue. */
  interface AppointmentFigures {
    booked: number;
    kept: number;
    late: number;
    missed: number;
    cancelled: number;
    open: number;
    by_queue: Array<QueueAppointments>;
  }

  /** The appointments of a day, by their time. */
  interface AppointmentList {
    day: string;
    items: Array<StaffAppointment>;
  }

  /** Whether a moment is too early, in time or too late for an appointment's check-in. */
  type AppointmentStanding = "early" | "now" | "late";

  /** What became of an appointment. `late` means that the citizen came too late, and waits like one without appointment. */
  type AppointmentState = "booked" | "checked_in" | "late" | "cancelled" | "missed";

  /** A screen that may fetch its token now; the token of a rating tablet is valid for its counter only. */
  interface ApprovedPairing {
    code: string;
    name: string;
    counter: number | null;
    state: "approved";
  }

  /** `POST /dossiers/{code}/assign`: to a person of the place where the dossier lies, or to nobody if it is null. */
  interface Assign {
    to: string | null;
    version?: number | null;
    note?: string | null;
  }

  /** A scan of a dossier; a removed one keeps its row. */
  interface Attachment {
    id: number;
    name: string;
    type: string;
    size: number;
    at: string;
    by: string;
    removed_at: string | null;
    removed_by: string | null;
  }

  /** The scans of a dossier, oldest first. */
  interface Attachments {
    items: Array<Attachment>;
  }

  /** A hand-over for which nobody has signed yet; a place of null is the centre. */
  interface Awaited {
    to: string | null;
    giver: string;
    given_at: string;
    due_at: string | null;
  }

  /** The change that would help now, and the changes that are in force, latest first. */
  interface Balance {
    proposal: Proposal | null;
    in_force: Array<Rearrangement>;
  }

  /** A number's latest call; `seq` is the fact's number, `lang` the language of whoever is called. */
  interface Call {
    seq: number;
    id: number;
    number: string;
    counter: number;
    queue: string;
    calls: number;
    lang: string;
    at: string;
  }

  /** `POST /counters/{n}/call`: a chosen ticket, out of turn. */
  interface CallChosen {
    ticket: number;
    reason: string;
  }

  /** The cash of a day: its sums, the sums by officer, the receipts, and every closing. */
  interface CashDay {
    day: string;
    today: boolean;
    centre: string;
    officer: string | null;
    sums: Sums;
    officers: Array<OfficerCash>;
    closings: Array<Closing>;
    items: Array<Payment>;
  }

  /** The whole catalogue, for a kiosk's local copy. */
  interface Catalogue {
    version: string;
    fields: Array<CatalogueField>;
    procedures: Array<WholeProcedure>;
  }

  /** A field of the catalogue. If it has no queue, its procedures can be looked up, but no numbers are given for them. */
  interface CatalogueField {
    id: string;
    name: string;
    prefix: string;
    colour: string;
    department: string;
    queue: string | null;
  }

  /** The centre as everyone may see it. */
  interface Centre {
    id: string;
    name: string;
    subtitle: string;
    timezone: string;
    now: string;
    day: string;
    open_now: boolean;
    reopens_at: string | null;
    clock_doubted?: boolean;
    hours: Array<Hours>;
    days_off: Array<string>;
    ticker: Array<string>;
    notice: string | null;
    public_address: string | null;
    priority_groups: Array<PriorityGroup>;
    guide_queue: string | null;
    last_ticket_minutes: number;
    same_day_until?: string;
    frequent: Array<string>;
    policy: Policy;
    dossier_mode: string;
    waiting_minutes: WaitingMinutes;
    emergency: string | null;
    emergency_at: string | null;
  }

  /** `POST /tickets/{id}/priority`: a priority group of the centre, or null for no priority. */
  interface ChangePriority {
    group: string | null;
    reason: string;
  }

  /** The sum of a channel. */
  interface ChannelLine {
    carried_over: number;
    received: number;
    resolved: number;
    resolved_early: number;
    resolved_on_time: number;
    resolved_late: number;
    pending: number;
    pending_in_time: number;
    pending_overdue: number;
    channel: number;
    name: string;
  }

  /** A list as it was counted. */
  interface Checklist {
    id: number;
    procedure: string;
    missing: Array<string>;
    day: string;
  }

  /** How many lists were given for one procedure. */
  interface ChecklistFigure {
    procedure: string;
    name: string;
    count: number;
  }

  /** How many lists of missing papers were given instead of numbers. */
  interface ChecklistFigures {
    count: number;
    by_procedure: Array<ChecklistFigure>;
  }

  /** How often an answer was picked. */
  interface ChoiceFigures {
    choice: string;
    name: string;
    count: number;
  }

  /** `POST /counters/{n}/close`; `ticket` says what becomes of the counter's ticket (supervisors only). */
  interface Close {
    ticket?: "put_back" | "hold" | "finish" | null;
  }

  /** `POST /cash/close`: `counted` đồng lie in the drawer; if it is below zero, the officer has paid that much themselves. Without `day` it is today's cash, and without `officer` that of the person who asks. */
  interface CloseCash {
    counted: number;
    note?: string;
    day?: string | null;
    officer?: string | null;
  }

  /** A register that is closed: its last number, when and by whom. */
  interface ClosedRegister {
    year: number;
    last: number;
    closed_at: string;
    closed_by: string;
  }

  /** A day's cash as it was counted; `difference` is counted − expected. */
  interface Closing {
    officer: string;
    at: string;
    by: string;
    expected: number;
    counted: number;
    difference: number;
    note: string | null;
    reopened_at: string | null;
    reopened_by: string | null;
    reopen_reason: string | null;
  }

  /** The people of the place where a dossier lies, by name. */
  interface Colleagues {
    items: Array<string>;
  }

  /** Who complains; all of it may be left out. */
  interface Complainant {
    name?: string | null;
    phone?: string | null;
    address?: string | null;
  }

  /** A complaint. In lists telephone numbers are masked, addresses and the answer left out, and the matter is shortened. */
  interface Complaint {
    code: string;
    at: string;
    by: string;
    person: NamedPerson | null;
    matter: string;
    ticket: ComplaintTicket | null;
    dossier: string | null;
    due_at: string;
    overdue: boolean;
    late: boolean;
    answer: string | null;
    answered_at: string | null;
    answered_by: string | null;
  }

  /** `POST /complaints/{code}/answer`. */
  interface ComplaintAnswer {
    answer: string;
  }

  /** Complaints and how many there are in all. */
  interface ComplaintList {
    items: Array<Complaint>;
    total: number;
  }

  /** The visit that a complaint is about. */
  interface ComplaintTicket {
    id: number;
    number: string | null;
    day: string | null;
  }

  /** What certified copies cost together. */
  interface CopiesPrice {
    amount: number;
  }

  /** What certified copies cost here: each page, each page from `from_page` on, and at most for one copy. */
  interface CopyRate {
    page: number;
    more: number;
    from_page: number;
    most: number;
  }

  /** `POST /dossiers/{code}/correct`: a field that is left out stays as it is; null removes a submitter or receiver. */
  interface Correct {
    version: number;
    applicant?: PersonOnPaper | null;
    submitter?: Submitter | null;
    receiver?: Submitter | null;
    documents?: Array<PaperDocument> | null;
    sets?: number | null;
    note: string;
  }

  /** A counter with the ticket that it holds. */
  interface Counter {
    number: number;
    name: string;
    state: CounterState;
    reason: string | null;
    officer: string | null;
    queues: Array<string>;
    ticket: Ticket | null;
    allowed?: Array<CounterMove> | null;
    receives?: boolean | null;
  }

  /** The figures of a counter. */
  interface CounterFigures {
    issued: number;
    waiting: number;
    called: number;
    serving: number;
    held: number;
    done: number;
    no_show: number;
    cancelled: number;
    expired: number;
    served: number;
    waiting_time: Times;
    walking_time: Times;
    service_time: Times;
    counter: number;
    name: string;
  }

  /** The state of a counter's line, as its panels get it through the socket. */
  interface CounterLine {
    seq: number;
    counter: number;
    waiting_total: number;
    order: Array<[number, OrderReason]>;
  }

  /** What staff do at a counter; `allowed` names those that its state lets them do now. */
  type CounterMove = "open" | "call" | "pause" | "close";

  /** `POST /counters/{n}/rating`, from the tablet at a counter: it names the ticket that it asked about. */
  interface CounterRating {
    score: number;
    reason?: string | null;
    indicators?: Record<string, number> | null;
    choices?: Array<"quick" | "clear" | "kind" | "slow" | "unclear" | "unkind" | "papers" | "again"> | null;
    ticket: number;
  }

  /** The ratings at a counter. */
  interface CounterRatings {
    count: number;
    score_1: number;
    score_2: number;
    score_3: number;
    mean: number | null;
    satisfied_percent: number | null;
    grade_percent: number | null;
    officer_grade_percent: number | null;
    counter: number;
  }

  /** The states of a counter. */
  type CounterState = "closed" | "open" | "paused";

  /** All counters. */
  type Counters = Array<Counter>;

  /** The key by which kiosks mark people for one day; hexadecimal. */
  interface DayKey {
    day: string;
    key: string;
  }

  /** The load of a queue on one weekday; `hours` is empty if too few weeks are known. */
  interface DayLoad {
    day: string;
    weekday: number;
    weeks: number;
    enough: boolean;
    hours: Array<HourLoad>;
  }

  /** The ratings of a service day. */
  interface DayRatings {
    count: number;
    score_1: number;
    score_2: number;
    score_3: number;
    mean: number | null;
    satisfied_percent: number | null;
    grade_percent: number | null;
    officer_grade_percent: number | null;
    day: string;
  }

  /** A department with the fields that are its own. */
  interface Department {
    name: string;
    fields: Array<string>;
  }

  /** The departments that the catalogue names. */
  type Departments = Array<Department>;

  /** A kiosk or display with its last report. */
  interface Device {
    name: string;
    title: string;
    role: Role;
    state: "ok" | "warning" | "fault";
    detail: Record<string, string | number | boolean | null>;
    last_seen: string | null;
    connected: boolean;
    screen_at: string | null;
    condition: "never" | "cut_off" | "fault" | "warning" | "fine";
    troubles: Array<"paper_out" | "cover_open" | "printer_offline" | "set_aside" | "page_closed" | "undelivered" | "alone" | "paper_low">;
    paper: "none" | "silent" | "ok" | "low" | "out" | null;
    set_aside: Array<SetAside>;
    restarts: boolean;
  }

  /** A device's own name, role and table of the configuration; kiosks also get the day's key if a number needs a card. */
  interface DeviceSettings {
    name: string;
    role: Role;
    settings: Record<string, unknown>;
    person_key?: DayKey | null;
  }

  /** `PUT /devices/me/status`. */
  interface DeviceStatus {
    state: "ok" | "warning" | "fault";
    detail?: Record<string, string | number | boolean | null>;
  }

  /** All devices. */
  type Devices = Array<Device>;

  /** A matter that is not done here, and the office that does it. */
  interface DoneElsewhere {
    name: string;
    name_en: string;
    office: string;
    office_en: string;
  }

  /** A dossier as officers see it; in lists, and for integrations, people's numbers are masked and addresses left out. */
  interface Dossier {
    code: string;
    procedure: string | null;
    procedure_name: string | null;
    field: string | null;
    status: number;
    status_name: string;
    standing: Standing;
    department: string | null;
    assigned_to: string | null;
    awaited: Awaited | null;
    applicant: NamedPerson | null;
    submitter: NamedPerson | null;
    receiver: NamedPerson | null;
    documents: Array<HandedIn>;
    sets: number;
    received_at: string;
    due_at: string | null;
    due_basis: string | null;
    first_due_at: string | null;
    finished_at: string | null;
    returned_at: string | null;
    overdue: boolean;
    due_soon: boolean;
    extended_from: string | null;
    apology_at: string | null;
    verdict: Verdict | null;
    verdict_from_zero: Verdict | null;
    paused_minutes: number;
    supplement_requests: number;
    supplement_by: string | null;
    warnings: Array<DossierWarning>;
    register_no: Register | null;
    tickets: Array<number>;
    external: OutsideCode | null;
    note: string | null;
    created_by: string;
    anonymised_at: string | null;
    moves: Array<PossibleMove>;
    allowed: Array<string>;
    next: string | null;
    needs_reason: Array<string>;
    ends: Array<string>;
    at_counter: "return-result" | "supplement" | null;
    has_receipt: boolean;
    receipt_url: string;
    public_url: string | null;
    version: number;
    history: Array<DossierStep>;
  }

  /** Dossiers of the period; `overdue` counts those that are late at its end, or now. */
  interface DossierFigures {
    received: number;
    returned: number;
    returned_early: number;
    returned_on_time: number;
    returned_late: number;
    overdue: number;
  }

  /** A form of a dossier: its address if it may be printed now, else why not. `slip` is the form for the thermal printer. */
  interface DossierForm {
    form: string;
    name: string;
    ready: boolean;
    why_not: string | null;
    pdf: string | null;
    png: string | null;
    slip: string | null;
  }

  /** The forms of a dossier, by the set in force at its intake. */
  interface DossierForms {
    pack: string;
    items: Array<DossierForm>;
  }

  /** Some dossiers, and how many there are in all. Counting ends at 10,000; beyond that `total_exact` is false. */
  interface DossierList {
    items: Array<Dossier>;
    total: number;
    total_exact: boolean;
  }

  /** `POST /dossiers/{code}/{move}`: with the version that the officer saw, so that no other change is overwritten. `to` names another department than the procedure's own, and only counts for `forward`. */
  interface DossierMove {
    version?: number | null;
    note?: string | null;
    due_at?: string | null;
    due_basis?: string | null;
    to?: string | null;
  }

  /** One line of a dossier's diary; `changed` names what a correction changed, never its content. */
  interface DossierStep {
    at: string;
    status: number;
    status_name: string;
    by: string;
    note: string | null;
    move: string | null;
    move_name: string | null;
    changed: Array<string>;
  }

  /** Something that an officer should know about the dossier, though it forbids nothing. */
  interface DossierWarning {
    code: "supplement_late" | "asked_again" | "hand_over_late" | "apology_due";
    text: string;
  }

  /** Something that contradicts something else and waits for somebody to clear it up; `detail` depends on its kind. */
  interface Doubt {
    kind: DoubtKind;
    subject: string;
    since: string;
    detail: Record<string, number | string>;
  }

  /** What may be in doubt; while it is, numbers go on, and what cannot be undone waits. */
  type DoubtKind = "records" | "clock" | "kiosk" | "key";

  /** What is in doubt now, the oldest first. */
  type Doubts = Array<Doubt>;

  /** The dossiers that are late or due soon. */
  interface Due {
    centre: string;
    generated_at: string;
    days: number;
    total: DueSum;
    by_field: Array<DueField>;
    by_department: Array<DueDepartment>;
    by_officer: Array<DueOfficer>;
    items: Array<DueDossier>;
  }

  /** How many dossiers are late and how many are due soon, in all and by field, department and officer. */
  interface DueCounts {
    overdue: number;
    soon: number;
    by_field: Array<DueGroup>;
    by_department: Array<DueGroup>;
    by_officer: Array<DueGroup>;
  }

  /** The dossiers that lie with a department; null is the centre. */
  interface DueDepartment {
    overdue: number;
    soon: number;
    department: string | null;
    name: string;
  }

  /** A dossier that is late or due soon, and where it lies. */
  interface DueDossier {
    code: string;
    procedure_name: string | null;
    status: number;
    status_name: string;
    received_at: string;
    due_at: string;
    overdue: boolean;
    apologised_at: string | null;
    field: string | null;
    department: string | null;
    officer: string;
  }

  /** The dossiers of a field; null where nobody knows it. */
  interface DueField {
    overdue: number;
    soon: number;
    field: string | null;
    name: string;
  }

  /** How many dossiers of a group are late, and how many are due soon. */
  interface DueGroup {
    key: string | null;
    name: string;
    overdue: number;
    soon: number;
  }

  /** The dossiers of an officer. */
  interface DueOfficer {
    overdue: number;
    soon: number;
    officer: string;
    name: string;
  }

  /** How many dossiers are late, and how many are due soon. */
  interface DueSum {
    overdue: number;
    soon: number;
  }

  /** What every screen shows in an emergency, and since when; null while there is no emergency. */
  interface Emergency {
    emergency: string | null;
    since: string | null;
  }

  /** A range of the wait: half of the people are called within p50, nine of ten within p90. */
  interface Estimate {
    p50_minutes: number;
    p90_minutes: number;
  }

  /** A piece of the diary, oldest first, without gaps. */
  interface Events {
    events: Array<Fact>;
    last_seq: number;
  }

  /** `POST /dossiers/{code}/extend`: the one postponement, with its reason. */
  interface Extend {
    due_at: string;
    reason: string;
    version?: number | null;
  }

  /** Something that happened; a hidden fact has only its number and the type `hidden`. */
  interface Fact {
    seq: number;
    type: FactType;
    at?: string | null;
    data?: Record<string, unknown> | null;
  }

  /** The types of all facts on the wire. */
  type FactType = "ticket_issued" | "ticket_called" | "ticket_serving" | "ticket_done" | "ticket_no_show" | "ticket_held" | "ticket_waiting" | "ticket_transferred" | "ticket_cancelled" | "ticket_expired" | "ticket_renumbered" | "ticket_priority" | "counter_opened" | "counter_paused" | "counter_closed" | "counter_rearranged" | "alarm_raised" | "alarm_ended" | "dossier_received" | "dossier_changed" | "fees_changed" | "payment_taken" | "payment_refunded" | "payment_voided" | "cash_closed" | "cash_reopened" | "appointment_booked" | "appointment_moved" | "appointment_cancelled" | "appointment_checked_in" | "appointment_missed" | "device_changed" | "emergency_started" | "emergency_ended" | "notice_changed" | "media_changed" | "checklist_given" | "paper_wanted" | "administration" | "hidden";

  /** `POST /dossiers/{code}/fees/{line}/remove`. */
  interface FeeGone {
    version?: number | null;
  }

  /** A fee of a dossier; `receipt` is the number of the receipt with which it was paid. */
  interface FeeLine {
    id: number;
    label: string;
    quantity: number;
    unit: string;
    unit_price: number;
    amount: number;
    exempt_reason: string | null;
    payment: number | null;
    receipt: string | null;
  }

  /** A dossier's fees: `due` is still to be paid, `paid` was taken and not given back. */
  interface Fees {
    code: string;
    version: number;
    published: PublishedFee | null;
    copy_rate: CopyRate;
    exemptions: Array<string>;
    lines: Array<FeeLine>;
    due: number;
    paid: number;
    payments: Array<Payment>;
  }

  /** What an officer sees before taking a payment without a dossier. */
  interface FeesOfProcedure {
    published: PublishedFee | null;
    copy_rate: CopyRate;
    exemptions: Array<string>;
  }

  /** A field of the catalogue with its number of procedures. */
  interface Field {
    id: string;
    name: string;
    prefix: string;
    colour: string;
    procedures: number;
  }

  /** The sum of a field. */
  interface FieldLine {
    carried_over: number;
    received: number;
    resolved: number;
    resolved_early: number;
    resolved_on_time: number;
    resolved_late: number;
    pending: number;
    pending_in_time: number;
    pending_overdue: number;
    field: string | null;
    name: string;
  }

  /** The ratings of a field: for a visit the queue of its ticket. */
  interface FieldRatings {
    count: number;
    score_1: number;
    score_2: number;
    score_3: number;
    mean: number | null;
    satisfied_percent: number | null;
    grade_percent: number | null;
    officer_grade_percent: number | null;
    field: string;
    name: string;
  }

  /** All fields. */
  type Fields = Array<Field>;

  /** The counts and times of one group of tickets. */
  interface Figures {
    issued: number;
    waiting: number;
    called: number;
    serving: number;
    held: number;
    done: number;
    no_show: number;
    cancelled: number;
    expired: number;
    served: number;
    waiting_time: Times;
    walking_time: Times;
    service_time: Times;
  }

  /** `POST /tickets/{id}/finish`. */
  interface Finish {
    outcome?: Outcome | null;
  }

  /** What the holder of a printed QR code may know. */
  interface Followed {
    id: number;
    number: string;
    queue: string;
    purpose: Purpose;
    state: TicketState;
    ahead: number;
    estimate: Estimate | null;
    told: Estimate | null;
    delayed_until: string | null;
    counters: Array<number>;
    counter: number | null;
    calls: number;
    lang: "vi" | "en";
    issued_at: string;
    called_at: string | null;
    documents: Array<string>;
    offline: boolean;
    appointment_at: string | null;
    priority: boolean;
    queue_name: string;
    colour: string;
    can_delay: boolean;
    procedure: string | null;
    rated: boolean;
    order_text: string | null;
    can_cancel?: boolean;
    at_kiosk?: Array<TicketMove> | null;
    ended?: boolean;
  }

  /** The procedures that a search found, best first, and, if the words are ambiguous, the best of them by matter too. Where what was asked is not done here but by another office, nothing is found and `elsewhere` says where it is done. */
  interface Found {
    items: Array<Procedure>;
    total: number;
    groups?: Array<FoundGroup>;
    elsewhere?: Array<DoneElsewhere>;
  }

  /** Procedures of one matter among those found: their ids, best first. */
  interface FoundGroup {
    name: string;
    name_en: string;
    items: Array<string>;
  }

  /** As much of a `Ticket` as a kiosk puts on paper. What else the server said is kept as it came. A kiosk keeps these in its journal, so older ones have fewer fields: what a paper can do without has a default. */
  interface GivenTicket {
    number: string;
    queue: string;
    procedures: Array<string>;
    ahead: number | null;
    counters: Array<number>;
    issued_at: string;
    purpose?: Purpose;
    lang?: "vi" | "en";
    documents?: Array<string>;
    dossiers?: Array<string>;
    priority?: string | null;
    estimate?: Estimate | null;
    follow_url?: string | null;
    appointment_at?: string | null;
    offline?: boolean;
  }

  /** A counter; `reason` is why it is paused, where the officer said so, and `officer` is left out for the hall. */
  interface HallCounter {
    number: number;
    name: string;
    state: CounterState;
    reason: string | null;
    queues: Array<string>;
    ticket: HeldNumber | null;
    officer?: string | null;
  }

  /** `POST /dossiers/{code}/hand-over`: to a department, or back to the centre if it is null. */
  interface HandOver {
    to: string | null;
    version?: number | null;
    note?: string | null;
  }

  /** One row of the control slip (phiếu kiểm soát); a place of null is the centre. */
  interface HandOverRow {
    from: string | null;
    from_name: string;
    to: string | null;
    to_name: string;
    given_at: string;
    giver: string;
    due_at: string | null;
    received_at: string | null;
    receiver: string | null;
    timeliness: Verdict | null;
    timeliness_name: string | null;
    note: string | null;
  }

  /** The dossier's control slip: every hand-over, oldest first. */
  interface HandOvers {
    code: string;
    items: Array<HandOverRow>;
  }

  /** One line of the documents that were handed in (thành phần hồ sơ). */
  interface HandedIn {
    name: string;
    form: string;
    copies: number;
  }

  /** Whether the server works; `failing` names the parts that do not. */
  interface Health {
    status: "ok" | "degraded";
    failing?: Array<string>;
  }

  /** The number that a counter holds: called or being served. */
  interface HeldNumber {
    id: number;
    number: string;
    queue: string;
    state: TicketState;
    calls: number;
    started_at?: string | null;
    called_at?: string | null;
  }

  /** Every step of a ticket, oldest first. */
  type History = Array<Step>;

  /** `POST /tickets/{id}/hold`. */
  interface Hold {
    reason: string;
    until?: string | null;
  }

  /** The figures of an hour of the day, in the centre's zone. */
  interface HourFigures {
    issued: number;
    waiting: number;
    called: number;
    serving: number;
    held: number;
    done: number;
    no_show: number;
    cancelled: number;
    expired: number;
    served: number;
    waiting_time: Times;
    walking_time: Times;
    service_time: Times;
    hour: number;
  }

  /** One hour of the day, as it was on the same weekday of the last weeks. */
  interface HourLoad {
    hour: number;
    tickets: number;
    wait_minutes: number | null;
    level: "quiet" | "usual" | "busy";
  }

  /** Opening hours; the days count from 1, Monday. */
  interface Hours {
    days: Array<number>;
    from: string;
    to: string;
  }

  /** What is wrong, and on which line of the file. */
  interface ImportProblem {
    line: number;
    text: string;
  }

  /** What an import found, and how many rows it saved, which are either all or none. */
  interface ImportResult {
    rows: number;
    imported: number;
    problems: Array<ImportProblem>;
    notes?: Array<string>;
    sample: Array<ImportedRow>;
  }

  /** How a row of the file was read: a dossier's has dates and a status, a procedure's a field. */
  interface ImportedRow {
    line: number;
    code: string;
    applicant?: string | null;
    procedure?: string | null;
    field?: string;
    received?: string;
    due?: string | null;
    returned?: string | null;
    status?: number;
    status_name?: string;
  }

  /** One sentence in Vietnamese and in English. */
  interface InBothLanguages {
    vi: string;
    en: string;
  }

  /** How often an indicator was asked about, and its points. */
  interface IndicatorFigures {
    indicator: string;
    count: number;
    points: number;
    percent: number | null;
    name: string;
  }

  /** An appointment as a kiosk may show it, without name and telephone number. */
  interface KioskAppointment {
    code: string;
    at: string;
    opens_at: string;
    closes_at: string;
    queue: string;
    queue_name: string;
    procedures: Array<string>;
    state: AppointmentState;
    standing: AppointmentStanding;
    number: string | null;
  }

  /** A dossier that is looked up at a kiosk; its procedure, `asked` and `owed` only if its receipt was shown (`receipt`). */
  interface KioskDossier {
    code: string;
    receipt: boolean;
    status: number;
    status_name: InBothLanguages;
    due_at: string | null;
    overdue: boolean;
    ready: boolean;
    queue: string | null;
    procedure_name: string | null;
    asked: string | null;
    owed: number | null;
    standing?: Standing | null;
  }

  /** `PUT /devices/me/journal`: a running kiosk asks for its range, with the journal that it writes numbers into. `instance` names the running program, `starts` counts how often one was started on this journal, and `behind` says that the journal counts less than a mark beside it, because an older one was put in its place. */
  interface KioskJournal {
    journal: string;
    instance: string;
    starts: number;
    behind?: boolean;
    day?: string;
    seen?: Record<string, number>;
  }

  /** A kiosk that may print for the greeter. */
  interface KioskPlace {
    name: string;
    title: string;
    ready: boolean;
    trouble: "away" | "paper_out" | "printer" | null;
  }

  /** All kiosks. */
  type KioskPlaces = Array<KioskPlace>;

  /** A kiosk's printer as the configuration names it; what is left out is for the kiosk to assume. */
  interface KioskPrinter {
    paper_mm?: number | null;
    profile?: string | null;
    cut?: boolean | null;
  }

  /** The numbers of one queue that one kiosk gives while the server is away. */
  interface KioskRange {
    prefix: string;
    first: number;
    last: number;
    used_to: number | null;
  }

  /** The ranges that a kiosk has to know before it may give numbers alone. */
  interface KioskRanges {
    day: string;
    now: string;
    queues: Record<string, KioskRange>;
  }

  /** A kiosk's table of the configuration; a nested `printer` comes before the keys beside the name. */
  interface KioskSettings {
    paper_mm?: number | null;
    profile?: string | null;
    cut?: boolean | null;
    name?: string | null;
    printer?: KioskPrinter | null;
  }

  /** What an appointment's holder and the desk both see of it. */
  interface KnownAppointment {
    id: number;
    code: string;
    day: string;
    at: string;
    queue: string;
    queue_name: string;
    procedures: Array<string>;
    matters: Array<string>;
    purpose: Purpose;
    state: AppointmentState;
    number: string | null;
    url: string | null;
  }

  /** What is known of a counter by itself, without the ticket that it holds. */
  interface KnownCounter {
    number: number;
    name: string;
    state: CounterState;
    reason: string | null;
    officer: string | null;
    queues: Array<string>;
  }

  /** What a fee line costs: the price of one unit, and the amount of all units after an exemption. */
  interface LinePrice {
    unit_price: number;
    amount: number;
  }

  /** `GET /dossiers`: the text that is searched, the filters, the order and the page. `place` asks for dossiers that no department has. In the stage `receive` a dossier waits for a signature, in `work` it is signed for and to be worked on, in `citizen` it waits for the citizen, and in `result` its result is to be handed out. */
  interface Listing {
    q?: string;
    status?: number | null;
    overdue?: boolean | null;
    due?: "overdue" | "soon" | null;
    apology?: "due" | null;
    department?: string | null;
    place?: "centre" | null;
    stage?: "receive" | "work" | "citizen" | "result" | null;
    assigned_to?: string | null;
    procedure?: string | null;
    field?: string | null;
    received_from?: string | null;
    received_to?: string | null;
    order?: "newest" | "due";
    limit?: number;
    offset?: number;
  }

  /** `GET /queues/{id}/load`: today and the next six days. */
  interface Load {
    queue: string;
    least_weeks: number;
    days: Array<DayLoad>;
  }

  /** Who looked at a dossier, when, from which counter, and what they did. */
  interface Look {
    at: string;
    by: string;
    role: string;
    counter: number | null;
    what: Looked;
    what_name: string;
  }

  /** What somebody did with a dossier without changing it. */
  type Looked = "opened" | "searched" | "printed" | "scan";

  /** Some looks, newest first, and how many there are in all. */
  interface Looks {
    items: Array<Look>;
    total: number;
  }

  /** `POST /media/{id}`: a field that is left out stays; null removes the limit of `from_day`, `until_day` or `displays`. */
  interface MediaChange {
    name?: string | null;
    seconds?: number | null;
    position?: number | null;
    from_day?: string | null;
    until_day?: string | null;
    displays?: Array<string> | null;
  }

  /** A picture or video between calls, as the people who look after it see it. */
  interface MediaItem {
    id: number;
    name: string;
    type: "image/png" | "image/jpeg" | "image/webp" | "video/mp4" | "video/webm";
    size: number;
    sha256: string;
    seconds: number;
    position: number;
    from_day: string | null;
    until_day: string | null;
    displays: Array<string> | null;
    shown_today: boolean;
    at: string;
    by: string;
  }

  /** All pictures and videos in their order, and the screens that can be chosen for them. */
  interface MediaList {
    items: Array<MediaItem>;
    displays: Array<string>;
    largest_mb: number;
  }

  /** The sum of a month. */
  interface MonthLine {
    carried_over: number;
    received: number;
    resolved: number;
    resolved_early: number;
    resolved_on_time: number;
    resolved_late: number;
    pending: number;
    pending_in_time: number;
    pending_overdue: number;
    month: string;
  }

  /** The return of one month. */
  interface MonthReturn {
    centre: string;
    subtitle: string;
    from: string;
    to: string;
    timezone: string;
    generated_at: string;
    rows: Array<ReturnRow>;
    by_field: Array<FieldLine>;
    by_channel: Array<ChannelLine>;
    total: ReturnLine;
    month: string;
  }

  /** A month's visits: numbers given, visits served, and the mean wait before them in minutes. */
  interface MonthVisits {
    month: string;
    issued: number;
    served: number;
    wait: number | null;
  }

  /** Several months side by side, and all of them as one period, with the visits and ratings of the same days. */
  interface MonthsReturn {
    centre: string;
    subtitle: string;
    from: string;
    to: string;
    timezone: string;
    generated_at: string;
    rows: Array<ReturnRow>;
    by_field: Array<FieldLine>;
    by_channel: Array<ChannelLine>;
    total: ReturnLine;
    by_month: Array<MonthLine>;
    visits: Array<MonthVisits>;
    satisfaction: RatingSums;
  }

  /** `POST …/move`: to another slot of the same queue. */
  interface MoveAppointment {
    at: string;
  }

  /** A person of a dossier; fields that are not known, or not shown to the person who asks, are left out. */
  interface NamedPerson {
    name?: string | null;
    id_type?: string | null;
    id_number?: string | null;
    phone?: string | null;
    address?: string | null;
    email?: string | null;
    relation?: string | null;
    authority?: string | null;
  }

  /** `POST /public/appointments` and `POST /appointments`: what for, when, and who; a telephone or a card is needed. Of a card's number only a keyed digest is saved, for the limits per person. */
  interface NewAppointment {
    procedures?: Array<string>;
    queue?: string | null;
    purpose?: Purpose;
    at: string;
    name?: string | null;
    phone?: string | null;
    card?: string | null;
    lang?: "vi" | "en";
  }

  /** `POST /checklists`: the papers that somebody lacks for a procedure, who gets this list instead of a number. */
  interface NewChecklist {
    procedure: string;
    missing?: Array<string>;
    given_at?: string | null;
  }

  /** `POST /complaints`: about a ticket, a dossier, or neither. */
  interface NewComplaint {
    matter: string;
    person?: Complainant;
    ticket?: number | null;
    dossier?: string | null;
  }

  /** `POST /tickets/{id}/dossiers`: a dossier of our own, or another system's code tied to the ticket. With the outcome `return` the dossier is accepted and finished and its result returned, all in one deed. `dossier` is the code of a dossier that is known already, which is only tied to the ticket. */
  interface NewDossier {
    procedure?: string | null;
    applicant?: PersonOnPaper | null;
    submitter?: Submitter | null;
    receiver?: Submitter | null;
    documents?: Array<PaperDocument>;
    sets?: number;
    outcome?: "accept" | "request-supplement" | "refuse" | "return";
    due_at?: string | null;
    due_basis?: string | null;
    note?: string | null;
    external?: OutsideDossier | null;
    dossier?: string | null;
  }

  /** `POST /centre/emergency`: a sentence that fits a screen. */
  interface NewEmergency {
    text: string;
  }

  /** A fee line: with a price per unit, or certified copies of `copy_pages` pages each, whose price the server computes. */
  interface NewFee {
    label?: string | null;
    quantity?: number;
    unit?: string;
    unit_price?: number | null;
    copy_pages?: number | null;
    exempt_percent?: number;
    exempt_reason?: string | null;
  }

  /** `POST /dossiers/{code}/fees`; `request` also asks the citizen to pay (status 6). */
  interface NewFees {
    lines: Array<NewFee>;
    request?: boolean;
    version?: number | null;
  }

  /** `POST /centre/notice`: one or two sentences that fit a kiosk's band; an empty text takes the notice down. */
  interface NewNotice {
    text: string;
  }

  /** The digits for the screen, and the secret that only its browser keeps. */
  interface NewPairing {
    code: string;
    secret: string;
    expires_at: string;
  }

  /** `POST /kiosks/{name}/papers`: a number again, a checklist, or a form's slip; exactly one of them. */
  interface NewPaper {
    ticket?: number | null;
    checklist?: WantedChecklist | null;
    slip?: WantedSlip | null;
    lang?: "vi" | "en";
  }

  /** `POST /session/password`: changes the password of the signed-in person. */
  interface NewPassword {
    old: string;
    new: string;
  }

  /** `POST /dossiers/{code}/payments`: the lines that are paid now; without them, all open lines. */
  interface NewPayment {
    method: "cash" | "transfer" | "card";
    lines?: Array<number> | null;
    version?: number | null;
  }

  /** `POST /people`. */
  interface NewPerson {
    name: string;
    role: "admin" | "supervisor" | "officer";
    counters?: Array<number>;
    department?: string | null;
    password: string;
  }

  /** `POST /follow/{secret}/rating`, `POST /public/dossiers/{code}/rating`: a face from 1 to 3, and perhaps why. `choices` are short answers that can be counted; `reason` is in the citizen's own words and is saved sealed. */
  interface NewRating {
    score: number;
    reason?: string | null;
    indicators?: Record<string, number> | null;
    choices?: Array<"quick" | "clear" | "kind" | "slow" | "unclear" | "unkind" | "papers" | "again"> | null;
  }

  /** `POST /forms/{pack}/{form}`: the whole text. */
  interface NewTemplate {
    template: string;
  }

  /** `POST /tickets`; `printed_…` are only for a kiosk's deliveries. */
  interface NewTicket {
    procedures?: Array<string>;
    queue?: string | null;
    purpose?: Purpose;
    priority?: string | null;
    dossiers?: Array<string>;
    documents?: Array<string>;
    lang?: "vi" | "en";
    phone?: string | null;
    follow_secret?: string | null;
    printed_number?: string | null;
    printed_at?: string | null;
    appointment?: string | null;
    person?: string | null;
  }

  /** `POST /tokens`. */
  interface NewToken {
    name: string;
    role: "admin" | "supervisor" | "officer" | "kiosk" | "display" | "integration";
    counters?: Array<number>;
    department?: string | null;
  }

  /** The message that everyone in the hall sees now. */
  interface Notice {
    notice: string | null;
  }

  /** One officer's book of the day; `closing` is the closing that is in force. */
  interface OfficerCash {
    officer: string;
    sums: Sums;
    closing: Closing | null;
  }

  /** The figures of an officer. */
  interface OfficerFigures {
    issued: number;
    waiting: number;
    called: number;
    serving: number;
    held: number;
    done: number;
    no_show: number;
    cancelled: number;
    expired: number;
    served: number;
    waiting_time: Times;
    walking_time: Times;
    service_time: Times;
    officer: string;
  }

  /** The ratings of an officer. */
  interface OfficerRatings {
    count: number;
    score_1: number;
    score_2: number;
    score_3: number;
    mean: number | null;
    satisfied_percent: number | null;
    grade_percent: number | null;
    officer_grade_percent: number | null;
    officer: string;
  }

  /** Opening hours of some days, in words. */
  interface OpenDays {
    days: string;
    spans: string;
  }

  /** The opening hours of the week, in Vietnamese and in English. */
  interface OpenDaysInBothLanguages {
    vi: Array<OpenDays>;
    en: Array<OpenDays>;
  }

  /** Why a ticket has its place in line; every waiting row shows one reason. */
  type OrderReason = "sent_first" | "priority" | "arrival" | "appointment" | "returned" | "put_back" | "delayed" | "chosen";

  /** How a service without a dossier ended. */
  type Outcome = "advised" | "not_eligible" | "missing_documents" | "collected" | "other";

  /** The code of a dossier in another system. */
  interface OutsideCode {
    system: string;
    code: string;
  }

  /** The code that this dossier has in another system. */
  interface OutsideDossier {
    system: string;
    code: string;
    due_at?: string | null;
  }

  /** A line of a receipt; lists leave out the reason of an exemption. */
  interface PaidLine {
    label: string;
    quantity: number;
    unit: string;
    unit_price: number;
    amount: number;
    exempt_reason: string | null;
  }

  /** The token of an approved screen, which can be read this one time. */
  interface PairedToken {
    token: string;
    name: string;
  }

  /** How far a pairing is. */
  interface PairingState {
    state: "waiting" | "approved" | "given" | "expired";
    name: string | null;
  }

  /** Everything that a counter's panel shows, with the sequence number at which it was read. */
  interface Panel {
    seq: number;
    now: string;
    counter: PanelCounter;
    ticket: Ticket | null;
    waiting: Array<WaitingTicket>;
    waiting_total: number;
    waiting_allowed: Array<TicketMove>;
    order: Array<[number, OrderReason]>;
    held: Array<Ticket>;
    recent: Array<Ticket>;
    undo: Undo | null;
    policy: string;
    usual_minutes: number | null;
  }

  /** The panel's own counter. */
  interface PanelCounter {
    number: number;
    name: string;
    state: CounterState;
    reason: string | null;
    officer: string | null;
    queues: Array<string>;
    allowed?: Array<CounterMove> | null;
  }

  /** The order was sent to the kiosk; `paper` is the number by which the kiosk fetches it. */
  interface PaperAsked {
    paper: number;
    kiosk: string;
  }

  /** A list of papers to be printed: names of documents as the catalogue has them. */
  interface PaperChecklist {
    procedure: string;
    missing: Array<string>;
  }

  /** One line of the documents handed in (thành phần hồ sơ). */
  interface PaperDocument {
    name: string;
    form?: "original" | "certified" | "copy" | "electronic";
    copies?: number;
  }

  /** One paper of a procedure; a `conditional` paper is needed only from people who have it. */
  interface PaperNeeded {
    name: string;
    note: string | null;
    show_only: boolean;
    conditional: boolean;
  }

  /** What a procedure needs, in words. */
  interface Papers {
    id: string;
    title: string;
    queue: string | null;
    documents: Array<PaperNeeded>;
    time_limit: InBothLanguages;
    fee: InBothLanguages;
    hours: OpenDaysInBothLanguages;
  }

  /** `POST /counters/{n}/pause`. */
  interface Pause {
    reason: string;
    ticket?: "put_back" | "hold" | "finish" | null;
  }

  /** A receipt: money was taken, or given back (`amount` is below zero then). A voided receipt keeps its number. */
  interface Payment {
    id: number;
    receipt: string;
    number: number;
    year: number;
    kind: "receipt" | "refund";
    amount: number;
    method: string;
    method_name: string;
    at: string;
    day: string;
    by: string;
    counter: number | null;
    dossier: string | null;
    ticket: number | null;
    ticket_number: string | null;
    lines: Array<PaidLine>;
    reason: string | null;
    refund_of: number | null;
    refund_of_receipt: string | null;
    voided_at: string | null;
    voided_by: string | null;
    void_reason: string | null;
  }

  /** A single receipt, with how much of it may still be given back, and what the person who asks may do with it now. */
  interface PaymentWithRest {
    id: number;
    receipt: string;
    number: number;
    year: number;
    kind: "receipt" | "refund";
    amount: number;
    method: string;
    method_name: string;
    at: string;
    day: string;
    by: string;
    counter: number | null;
    dossier: string | null;
    ticket: number | null;
    ticket_number: string | null;
    lines: Array<PaidLine>;
    reason: string | null;
    refund_of: number | null;
    refund_of_receipt: string | null;
    voided_at: string | null;
    voided_by: string | null;
    void_reason: string | null;
    left: number;
    refundable: boolean;
    voidable: boolean;
  }

  /** Several receipts, in the order of their numbers. */
  interface Payments {
    items: Array<Payment>;
  }

  /** Everybody who may sign in. */
  type People = Array<Person>;

  /** Somebody who may sign in. */
  interface Person {
    name: string;
    role: Role;
    counters: Array<number>;
    department: string | null;
    works_at: "every" | "named" | "none";
  }

  /** A person as the dossier names them; only the name is needed. */
  interface PersonOnPaper {
    name: string;
    id_type?: "cccd" | "passport" | "other" | null;
    id_number?: string | null;
    phone?: string | null;
    address?: string | null;
    email?: string | null;
  }

  /** Where a transferred or restored ticket stands in its new line. */
  type Place = "arrival" | "first" | "last";

  /** How priority and ordinary numbers take turns. */
  interface Policy {
    mode: "interleave" | "strict";
    p: number;
    n: number;
  }

  /** A dossier as the national portal needs it: status codes and dates, but no person. */
  interface PortalDossier {
    code: string;
    external_system: string | null;
    external_code: string | null;
    procedure: string | null;
    procedure_code: string | null;
    procedure_name: string | null;
    field: string | null;
    channel: number;
    status: number;
    status_name: string;
    received_at: string;
    due_at: string | null;
    finished_at: string | null;
    returned_at: string | null;
    verdict: Verdict | null;
    changed_at: string;
  }

  /** Changed dossiers in the order of their latest change; `next` asks for the following page, null at the end. */
  interface PortalPage {
    items: Array<PortalDossier>;
    next: number | null;
  }

  /** A move that the dossier's status allows, with its name in Vietnamese. */
  interface PossibleMove {
    move: string;
    name: string;
  }

  /** A group of people who are called earlier, in both languages. */
  interface PriorityGroup {
    id: string;
    vi: string;
    en: string;
  }

  /** A procedure as a search shows it. */
  interface Procedure {
    id: string;
    code: string | null;
    name: string;
    short_name: string | null;
    field: string;
    time_limit: number | null;
    time_unit: string | null;
    same_day: boolean | null;
    fee_text: string | null;
    fee_vnd: number | null;
    queue: string | null;
  }

  /** One document of a procedure, without the catalogue's marks, and with the form in which it most likely comes. */
  interface ProcedurePaper {
    line: string;
    name: string;
    note: string | null;
    show_only: boolean;
    conditional: boolean;
    form: "original" | "certified" | "copy";
  }

  /** A single procedure, with its documents both as the catalogue writes them and without its marks. */
  interface ProcedureToRead {
    id: string;
    code: string | null;
    name: string;
    short_name: string | null;
    field: string;
    time_limit: number | null;
    time_unit: string | null;
    same_day: boolean | null;
    fee_text: string | null;
    fee_vnd: number | null;
    queue: string | null;
    documents: Array<string>;
    synonyms: Array<string>;
    department: string | null;
    papers: Array<ProcedurePaper>;
  }

  /** The change that would shorten the longest wait; `before_minutes` is null if nobody calls that queue now. */
  interface Proposal {
    kind: Rearranging;
    counter: number;
    queue: string;
    gives_up: string | null;
    queues: Array<string>;
    present: Array<string>;
    before_minutes: number | null;
    after_minutes: number;
    text: InBothLanguages;
    made_at: string;
  }

  /** What the holder of the receipt sees, without names. `asked` is what the supplement notice asks, `owed` is in đồng. */
  interface PublicDossier {
    code: string;
    procedure_name: string | null;
    status: number;
    status_name: string;
    standing: Standing;
    received_at: string;
    due_at: string | null;
    finished_at: string | null;
    returned_at: string | null;
    overdue: boolean;
    asked: string | null;
    owed: number;
    ready: boolean;
    counters: Array<number>;
    closed: boolean;
    rated: boolean;
  }

  /** The procedure's fee in the catalogue. `text` is None if it is not published, `amount` if it is no fixed sum. */
  interface PublishedFee {
    label: string;
    text: string | null;
    amount: number | null;
    unit: string;
    copies: boolean;
  }

  /** What a citizen came for. */
  type Purpose = "submit" | "collect" | "supplement" | "originals" | "guide";

  /** A queue as anyone may see it. */
  interface Queue {
    id: string;
    name: string;
    prefix: string;
    colour: string;
    waiting: number;
    called: number;
    serving: number;
    done: number;
    counters: Array<number>;
    paused: boolean;
    closed: boolean;
    quota_left: number | null;
    estimate: Estimate | null;
  }

  /** The appointments of a queue. */
  interface QueueAppointments {
    booked: number;
    kept: number;
    late: number;
    missed: number;
    cancelled: number;
    open: number;
    queue: string;
    name: string;
  }

  /** The figures of a queue. */
  interface QueueFigures {
    issued: number;
    waiting: number;
    called: number;
    serving: number;
    held: number;
    done: number;
    no_show: number;
    cancelled: number;
    expired: number;
    served: number;
    waiting_time: Times;
    walking_time: Times;
    service_time: Times;
    queue: string;
    name: string;
  }

  /** All queues. */
  type Queues = Array<Queue>;

  /** `POST /alarms`: raises an alarm; without a counter it is about the person alone. */
  interface RaiseAlarm {
    counter?: number | null;
  }

  /** A rating that was saved. */
  interface Rated {
    score: number;
    at: string;
  }

  /** How many ratings there are, how many of each face, and the grades of the indicators; per cents to a tenth. */
  interface RatingFigures {
    count: number;
    score_1: number;
    score_2: number;
    score_3: number;
    mean: number | null;
    satisfied_percent: number | null;
    grade_percent: number | null;
    officer_grade_percent: number | null;
  }

  /** The ratings of a period summed up: in all, of visits, of dossiers, and by day, officer, counter and field. */
  interface RatingSums {
    centre: string;
    from: string;
    to: string;
    total: RatingFigures;
    tickets: RatingFigures;
    dossiers: RatingFigures;
    indicators: Array<IndicatorFigures>;
    by_day: Array<DayRatings>;
    by_officer: Array<OfficerRatings>;
    by_counter: Array<CounterRatings>;
    by_field: Array<FieldRatings>;
    choices: Array<ChoiceFigures>;
  }

  /** `POST /rearrangements`: gives the counter these queues; `present` are the queues that the caller saw it serve. */
  interface Rearrange {
    counter: number;
    queues: Array<string>;
    present?: Array<string> | null;
    open?: boolean;
    why?: string | null;
  }

  /** A counter that was given other queues. */
  interface Rearrangement {
    id: number;
    at: string;
    by: string;
    counter: number;
    before: Array<string>;
    after: Array<string>;
    opened: boolean;
    why: string;
    can_be_undone: boolean;
    undone_at: string | null;
    undone_by: string | null;
  }

  /** What is changed at a counter that is given other queues, ordered by how much it asks of people, least first. */
  type Rearranging = "more" | "instead" | "open";

  /** The body of a deed that needs a reason. */
  interface Reason {
    reason: string;
  }

  /** What citizens wrote, newest first. */
  interface Reasons {
    items: Array<WrittenReason>;
  }

  /** `POST /dossiers/{code}/receive`: signs for the dossier that was handed over. */
  interface Receive {
    version?: number | null;
    note?: string | null;
  }

  /** `POST /payments/{id}/refund`; without a method the money is given back in the way in which it was paid. */
  interface Refund {
    amount: number;
    reason: string;
    method?: "cash" | "transfer" | "card" | null;
  }

  /** The dossier's number in the register of its year. */
  interface Register {
    year: number;
    no: number;
    text: string;
  }

  /** A year's register: its rows by number, the last number, and whether it is closed. */
  interface RegisterPage {
    year: number;
    last: number;
    closed_at: string | null;
    closed_by: string | null;
    items: Array<RegisterRow>;
    total: number;
    volumes: number;
    closable: boolean;
  }

  /** One row of the register (sổ theo dõi). */
  interface RegisterRow {
    no: number;
    code: string;
    procedure_name: string | null;
    sets: number;
    applicant: NamedPerson | null;
    department: string | null;
    received_at: string;
    due_at: string | null;
    returned_at: string | null;
    status: number;
    status_name: string;
    standing: Standing;
    channel: number;
  }

  /** `POST /dossiers/{code}/attachments/{id}/remove`. */
  interface RemoveAttachment {
    reason: string;
  }

  /** `POST /cash/reopen`. */
  interface ReopenCash {
    officer: string;
    reason: string;
    day?: string | null;
  }

  /** Counts and times of a day or a period. */
  interface Report {
    centre: string;
    from: string;
    to: string;
    timezone: string;
    generated_at: string;
    total: Figures;
    by_queue: Array<QueueFigures>;
    by_counter: Array<CounterFigures>;
    by_hour: Array<HourFigures>;
    by_officer: Array<OfficerFigures>;
    dossiers: DossierFigures;
    checklists: ChecklistFigures;
    told: ToldFigures;
    appointments: AppointmentFigures;
  }

  /** A restart that was asked for; the screen's next report says when it started again (`detail.started`). */
  interface Restart {
    name: string;
    asked_at: string;
  }

  /** `POST /tickets/{id}/restore`. */
  interface Restore {
    place?: Place;
  }

  /** What every return holds. */
  interface Return {
    centre: string;
    subtitle: string;
    from: string;
    to: string;
    timezone: string;
    generated_at: string;
    rows: Array<ReturnRow>;
    by_field: Array<FieldLine>;
    by_channel: Array<ChannelLine>;
    total: ReturnLine;
  }

  /** One line of a return: carried over + received = resolved + pending. */
  interface ReturnLine {
    carried_over: number;
    received: number;
    resolved: number;
    resolved_early: number;
    resolved_on_time: number;
    resolved_late: number;
    pending: number;
    pending_in_time: number;
    pending_overdue: number;
  }

  /** The line of a field and a channel. */
  interface ReturnRow {
    carried_over: number;
    received: number;
    resolved: number;
    resolved_early: number;
    resolved_on_time: number;
    resolved_late: number;
    pending: number;
    pending_in_time: number;
    pending_overdue: number;
    field: string | null;
    name: string;
    channel: number;
    channel_name: string;
  }

  /** Who speaks to the server: people (the first three) and machines. */
  type Role = "admin" | "supervisor" | "officer" | "kiosk" | "display" | "integration";

  /** The ratings of a period, with the moment at which they were summed up. */
  interface Satisfaction {
    centre: string;
    from: string;
    to: string;
    total: RatingFigures;
    tickets: RatingFigures;
    dossiers: RatingFigures;
    indicators: Array<IndicatorFigures>;
    by_day: Array<DayRatings>;
    by_officer: Array<OfficerRatings>;
    by_counter: Array<CounterRatings>;
    by_field: Array<FieldRatings>;
    choices: Array<ChoiceFigures>;
    generated_at: string;
  }

  /** What a screen shows between calls, in its order. */
  type ScreenMedia = Array<ShownMedia>;

  /** A signed-in person. */
  interface Session {
    name: string;
    role: Role;
    counters: Array<number>;
    department: string | null;
    csrf: string;
    must_change_password: boolean;
  }

  /** A number that a kiosk gave alone and the server did not take, and the code of the reason if there was one. */
  interface SetAside {
    number: string;
    reason: string | null;
  }

  /** `POST /doubts/settle`: somebody has looked into it; the diary says who. */
  interface SettledDoubt {
    kind: DoubtKind;
    subject?: string;
  }

  /** A picture or video as a screen needs it; its file is `/media/{sha256}`. */
  interface ShownMedia {
    sha256: string;
    type: "image/png" | "image/jpeg" | "image/webp" | "video/mp4" | "video/webm";
    size: number;
    seconds: number;
    from_day: string | null;
    until_day: string | null;
  }

  /** A new bearer token, which can be read this one time. */
  interface ShownToken {
    token: string;
  }

  /** `POST /session`. */
  interface SignIn {
    name: string;
    password: string;
  }

  /** A time that can be booked, and how many more people it takes. */
  interface Slot {
    at: string;
    left: number;
  }

  /** A day of the coming week; a closed one has no slots. */
  interface SlotDay {
    day: string;
    open: boolean;
    slots: Array<Slot>;
  }

  /** The times that can be booked in a queue, today and on the days that follow. */
  interface Slots {
    queue: string;
    queue_name: string;
    enabled: boolean;
    now: string;
    slot_minutes: number;
    early_minutes: number;
    late_minutes: number;
    days: Array<SlotDay>;
  }

  /** Socket.IO `snapshot`; `calls` are the latest ones, newest first, one a ticket. */
  interface Snapshot {
    seq: number;
    now: string;
    centre: Centre;
    queues: Array<Queue>;
    counters: Array<HallCounter>;
    calls: Array<Call>;
    devices?: Array<Device> | null;
    renumbered?: Array<Fact> | null;
  }

  /** An appointment as the desk sees it; its telephone number is masked in lists. */
  interface StaffAppointment {
    id: number;
    code: string;
    day: string;
    at: string;
    queue: string;
    queue_name: string;
    procedures: Array<string>;
    matters: Array<string>;
    purpose: Purpose;
    state: AppointmentState;
    number: string | null;
    url: string | null;
    ticket: number | null;
    name: string | null;
    phone: string | null;
    booked_at: string;
    booked_by: string;
    changeable: boolean;
  }

  /** What a dossier's status means for its citizen, and so what they have to do; each of the ten statuses has one. */
  type Standing = "registered" | "accepted" | "working" | "supplement" | "payment" | "ready" | "papers" | "returned";

  /** One step of a ticket's history. */
  interface Step {
    seq: number;
    type: string;
    at: string;
    by: string;
    data: Record<string, unknown>;
  }

  /** The person who hands the papers in for the applicant, or who may fetch the result, and by what right. */
  interface Submitter {
    name: string;
    id_type?: "cccd" | "passport" | "other" | null;
    id_number?: string | null;
    phone?: string | null;
    address?: string | null;
    email?: string | null;
    relation?: string | null;
    authority?: string | null;
  }

  /** A cash book's sums: taken − refunded − voided = book = cash + transfer + card. */
  interface Sums {
    taken: number;
    refunded: number;
    voided: number;
    book: number;
    cash: number;
    transfer: number;
    card: number;
    receipts: number;
    refunds: number;
    voids: number;
  }

  /** A form's template, and since when an administrator's own is in force (null: the shipped one). */
  interface Template {
    pack: string;
    form: string;
    name: string;
    changed_at: string | null;
  }

  /** A template tried on an invented dossier: what is wrong with it, or a page of it as PNG in base64. */
  interface TemplateTrial {
    problem: string | null;
    pages: number;
    png: string | null;
  }

  /** `POST /forms/{pack}/{form}/preview`: a text that is not saved, or null for the template in force. */
  interface TemplateWish {
    template?: string | null;
    amount?: "ordinary" | "empty" | "overfull";
    page?: number;
    lang?: "vi" | "en";
  }

  /** All templates. */
  interface Templates {
    items: Array<Template>;
    present: string;
  }

  /** A ticket as staff and its own kiosk see it. */
  interface Ticket {
    id: number;
    number: string;
    queue: string;
    procedures: Array<string>;
    stop: number;
    purpose: Purpose;
    priority: string | null;
    lang: "vi" | "en";
    state: TicketState;
    ahead: number;
    estimate: Estimate | null;
    told: Estimate | null;
    delayed_until: string | null;
    counters: Array<number>;
    counter: number | null;
    calls: number;
    issued_at: string;
    called_at: string | null;
    started_at: string | null;
    finished_at: string | null;
    outcome: string | null;
    documents: Array<string>;
    held_reason: string | null;
    held_until: string | null;
    note: string | null;
    offline: boolean;
    kiosk: string | null;
    follow_url: string | null;
    dossiers: Array<string>;
    appointment_at: string | null;
    allowed?: Array<TicketMove> | null;
  }

  /** What staff do with a ticket; `allowed` names those that its state lets them do now. */
  type TicketMove = "call" | "recall" | "start" | "finish" | "no-show" | "hold" | "resume" | "put-back" | "transfer" | "priority" | "cancel" | "restore" | "undo" | "check-in" | "take-in" | "print-again";

  /** `POST /tickets/{id}/payments`: a service without a dossier, such as certified copies. */
  interface TicketPayment {
    method: "cash" | "transfer" | "card";
    lines: Array<NewFee>;
  }

  /** The states of a ticket; the moves between them are in queue_server.hall.rules.ticket. */
  type TicketState = "waiting" | "called" | "serving" | "held" | "done" | "no_show" | "cancelled" | "expired";

  /** Several tickets. */
  type Tickets = Array<Ticket>;

  /** Every step of a ticket or a dossier in order, oldest first. */
  interface Timeline {
    items: Array<TimelineStep>;
  }

  /** One line of a Diễn biến: what happened, when, by whom and why, with a sentence for people. */
  interface TimelineStep {
    at: string;
    kind: "ticket" | "dossier" | "money" | "paper" | "look";
    what: string;
    text: string;
    by: string;
    reason: string | null;
    ticket: number | null;
    dossier: string | null;
  }

  /** How many times were measured, and their mean, median and 90th percentile in minutes. */
  interface Times {
    count: number;
    mean: number | null;
    p50: number | null;
    p90: number | null;
  }

  /** What the tablet at a counter asks about; without a ticket it asks nothing now. */
  interface ToRate {
    counter: number;
    name: string;
    now: string;
    ticket: number | null;
    number: string | null;
    lang: "vi" | "en" | null;
    until: string | null;
  }

  /** A token without its secret. */
  interface Token {
    id: number;
    name: string;
    role: Role;
    counters: Array<number>;
    department: string | null;
    works_at: "every" | "named" | "none";
    created_at: string;
    revoked_at: string | null;
  }

  /** All tokens of the centre. */
  type Tokens = Array<Token>;

  /** The share in all and by queue. */
  interface ToldFigures {
    count: number;
    within: number;
    within_percent: number | null;
    by_queue: Array<ToldQueue>;
  }

  /** The share for one queue. */
  interface ToldQueue {
    count: number;
    within: number;
    within_percent: number | null;
    queue: string;
    name: string;
  }

  /** How many people were served who were told a range of their wait, and how many of them waited no longer than its end. */
  interface ToldShare {
    count: number;
    within: number;
    within_percent: number | null;
  }

  /** `POST /tickets/{id}/transfer`: to a queue or to one counter. */
  interface Transfer {
    queue?: string | null;
    counter?: number | null;
    place?: Place;
    note?: string | null;
  }

  /** The last deed that can still be taken back, and until when. */
  interface Undo {
    ticket: number;
    number: string;
    state: TicketState;
    label: string;
    until: string;
    blocked?: boolean;
  }

  /** Whether a due date was kept; early means on an earlier day. */
  type Verdict = "early" | "on_time" | "late";

  /** `POST /payments/{id}/void`. */
  interface Void {
    reason: string;
  }

  /** A queue's waiting tickets in the order in which they would be called now. */
  type WaitingLine = Array<WaitingTicket>;

  /** After how many minutes of waiting a number is marked on the panel. */
  interface WaitingMinutes {
    notice: number;
    alert: number;
  }

  /** Why a ticket has its place in line. */
  interface WaitingOrder {
    reason: OrderReason;
    text: string;
  }

  /** A code that waits for a supervisor; `counter` is the counter at which a rating tablet stands, null for a board. */
  interface WaitingPairing {
    code: string;
    created_at: string;
    expires_at: string;
    address: string | null;
    counter: number | null;
  }

  /** The codes that wait, oldest first. */
  type WaitingPairings = Array<WaitingPairing>;

  /** A ticket in its place in line. */
  interface WaitingTicket {
    id: number;
    number: string;
    queue: string;
    procedures: Array<string>;
    stop: number;
    purpose: Purpose;
    priority: string | null;
    lang: "vi" | "en";
    state: TicketState;
    ahead: number;
    estimate: Estimate | null;
    told: Estimate | null;
    delayed_until: string | null;
    counters: Array<number>;
    counter: number | null;
    calls: number;
    issued_at: string;
    called_at: string | null;
    started_at: string | null;
    finished_at: string | null;
    outcome: string | null;
    documents: Array<string>;
    held_reason: string | null;
    held_until: string | null;
    note: string | null;
    offline: boolean;
    kiosk: string | null;
    follow_url: string | null;
    dossiers: Array<string>;
    appointment_at: string | null;
    allowed?: Array<TicketMove> | null;
    order: WaitingOrder;
    waits_since: string;
    waited_minutes: number;
  }

  /** A checklist to be printed at a kiosk. */
  interface WantedChecklist {
    procedure: string;
    missing?: Array<string>;
  }

  /** `GET /kiosk/papers/{paper}`: what a kiosk is to print for somebody of the house. */
  interface WantedPaper {
    ticket: Ticket | null;
    checklist: PaperChecklist | null;
    lang: "vi" | "en";
    again: boolean;
    slip: boolean;
  }

  /** A form of a dossier to be printed at a kiosk as a slip, by the names of `GET /dossiers/{code}/forms`. */
  interface WantedSlip {
    dossier: string;
    form: string;
    receipt?: string | null;
  }

  /** A procedure with its documents. */
  interface WholeProcedure {
    id: string;
    code: string | null;
    name: string;
    short_name: string | null;
    field: string;
    time_limit: number | null;
    time_unit: string | null;
    same_day: boolean | null;
    fee_text: string | null;
    fee_vnd: number | null;
    queue: string | null;
    documents: Array<string>;
    synonyms: Array<string>;
    department: string | null;
  }

  /** A template with its text in force and the shipped one. */
  interface WholeTemplate {
    pack: string;
    form: string;
    name: string;
    changed_at: string | null;
    template: string;
    shipped: string;
  }

  /** A place whose work list somebody sees, null for the centre, and the stages that a dossier can be in there. */
  interface WorkPlace {
    place: string | null;
    stages: Array<"receive" | "work" | "citizen" | "result">;
  }

  /** The places whose work the person who asks sees; `own` is the place to which they belong, null for the centre. */
  interface WorkPlaces {
    items: Array<WorkPlace>;
    own: string | null;
  }

  /** What somebody wrote beside a rating. */
  interface WrittenReason {
    at: string;
    number: string | null;
    dossier: string | null;
    officer: string | null;
    counter: number | null;
    score: number;
    reason: string;
  }
}
