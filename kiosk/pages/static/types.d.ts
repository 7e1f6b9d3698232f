/* What the screens of the kiosk hand to each other. Named without an import: Kiosk.Screen. */

declare namespace Kiosk {
  /** What a template draws; nothing where there is none. */
  type Drawing = import("lit-html").TemplateResult | null;
  type Lang = "vi" | "en";
  type Paper = Agent.Ticket["paper"];
  type Purpose = Wire.Purpose | "look_up" | "status";
  type Method = "telex" | "vni" | "plain";
  type Painted = { moved?: boolean };

  /** A piece of a screen: in the upper half, in the lower one, or pinned above what scrolls. */
  interface Block {
    zone: "up" | "down" | "pin";
    node: Drawing;
  }

  interface Screen {
    /** What is missing keeps its place, so that what stands after it stays as it is. */
    blocks: Block[];
    /** Below what scrolls: never out of sight. */
    fixed?: Drawing[];
    keyboard?: Drawing;
    footer?: Drawing[];
    /** Without tools and ways back: there is nothing to be done here. */
    bare?: boolean;
    /** What has the focus at its beginning, in place of its heading. */
    begin?: () => HTMLElement | null;
    /** Four times a second. */
    tick?: () => void;
  }

  /** A step of the way through the screens, with what that screen is about. */
  interface Step {
    name: string;
    procedure?: string;
    queue?: string | null;
    lookUpOnly?: boolean;
    field?: string;
    text?: string;
    code?: string;
    next?: Agent.NoNumber["next"];
    number?: string;
    wish?: Agent.Wish;
    one?: Agent.WholeProcedure;
    sure?: boolean;
    asked?: boolean;
  }

  /** An appointment that is being booked. */
  interface Booking {
    procedure: string | null;
    queue: string | null;
    matter: string | null;
    days: Agent.SlotDay[] | null;
    state: Agent.Slots["state"] | null;
    day: string | null;
    at: Agent.Slot | null;
    phone: string;
    wish: string | null;
    refused: string | null;
    done: (Agent.BookedAppointment & { paper: Paper }) | null;
  }

  /** One citizen's visit, from the first touch until it is wiped. */
  interface Visit {
    lang: Lang;
    large: boolean;
    contrast: boolean;
    low: boolean;
    path: Step[];
    purpose: Purpose;
    query: string;
    method: Method;
    matters: string[];
    ticked: Set<string>;
    unfolded: boolean;
    priority: string | null;
    ticket: Agent.Ticket | null;
    code: string;
    card: string | null;
    found: Agent.FoundDossier | null;
    dossiers: string[];
    appointment: Agent.FoundAppointment | null;
    booking: Booking | null;
    returned: (Agent.Returned & { said: string | null; print?: Paper | "refused" }) | null;
    list: { id: number | null; paper: Paper } | null;
  }
}

/** From its own script, before the page's. */
interface Window {
  htmlToImage: typeof import("html-to-image");
}
