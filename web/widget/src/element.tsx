import { render } from "preact";
import { scriptOrigin } from "./exercises/load";
import { BrowserStorage } from "./storage";
import planCss from "./plan/plan.css?inline";
import { Store } from "./store";
import { stringsFor } from "./strings";
import css from "./styles.css?inline";
import { Transport } from "./transport";
import { App } from "./ui/App";

let sheet: CSSStyleSheet | undefined;

/** One sheet for all instances; adopted rather than written into the page, as a strict policy demands. */
function styles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css + planCss);
  }
  return sheet;
}

/**
 * The patient's chat as one element.
 *
 * Attributes: ``server`` (origin of the gateway; default: the script's), ``mode`` ("inline", the default, or "bubble"),
 * ``lang``, ``heading``. Events, all bubbling, none with a patient's words in it: ``handrail-ready``, ``handrail-login``,
 * ``handrail-logout``, ``handrail-message`` {seq, sender}, ``handrail-unread`` {count}, ``handrail-connection``
 * {connected}, ``handrail-open`` {open}, ``handrail-help``. Methods: ``open()``, ``close()``, ``help()``, ``plan()``, ``ground()``,
 * ``exercises(id?)``.
 */
export class HandrailChat extends HTMLElement {
  static readonly observedAttributes = ["server", "mode", "lang", "heading"];

  private transport: Transport | undefined;
  private store: Store | undefined;
  private readonly root: ShadowRoot;
  private undo: (() => void)[] = [];
  private code = "";

  constructor() {
    super();
    this.root = this.attachShadow({ mode: "open" });
    this.root.adoptedStyleSheets = [styles()];
  }

  connectedCallback(): void {
    this.code = takeInvitation() || this.code;
    this.begin();
  }

  disconnectedCallback(): void {
    this.end();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.store) return;
    if (name === "heading") {
      this.draw();
    } else {
      this.end();
      this.begin();
    }
  }

  open(): void {
    this.store?.setOpen(true);
  }

  close(): void {
    if (this.floating) this.store?.setOpen(false);
  }

  help(): void {
    this.store?.show("help");
  }

  /** Open the safety plan. */
  plan(): void {
    this.store?.show("plan");
  }

  /** Open the grounding exercises. */
  ground(): void {
    this.store?.show("ground");
  }

  /** Open an exercise, or the list of all. */
  exercises(id = ""): void {
    this.store?.exercise(id);
  }

  private get floating(): boolean {
    return this.getAttribute("mode") === "bubble";
  }

  private get language(): string {
    return this.getAttribute("lang") ?? (document.documentElement.lang || "en");
  }

  /** How dates and times are written: as in the browser's own variety of the language, if it has one. */
  private get dates(): string {
    const short = this.language.toLowerCase().split("-")[0] ?? "";
    return navigator.languages.find((tag) => tag.toLowerCase().startsWith(short)) ?? this.language;
  }

  private begin(): void {
    const server = (this.getAttribute("server") ?? scriptOrigin()).replace(/\/+$/, "");
    const storage = BrowserStorage.open(() => localStorage);
    const crossOrigin = server !== location.origin;
    const transport = new Transport({
      server,
      storage,
      openSource: (url) => new EventSource(url, { withCredentials: crossOrigin }),
    });
    const store = new Store(transport, storage, {
      strings: stringsFor(this.language),
      dates: this.dates,
      open: !this.floating || this.code !== "",
      code: this.code,
    });
    this.transport = transport;
    this.store = store;
    this.listen(window, "online", () => transport.wake());
    this.listen(window, "offline", () => transport.offline());
    this.listen(window, "pageshow", () => transport.wake());
    this.listen(window, "hashchange", () => this.invited(takeInvitation()));
    this.listen(document, "visibilitychange", () => document.visibilityState === "visible" && transport.wake());
    this.undo.push(this.announce(store));
    this.draw();
    transport.start();
  }

  private end(): void {
    for (const undo of this.undo.splice(0)) undo();
    render(null, this.root);
    this.transport?.stop();
    this.store?.dispose();
    this.transport = this.store = undefined;
  }

  private draw(): void {
    if (!this.store) return;
    const heading = this.getAttribute("heading") ?? this.store.strings.heading;
    render(<App store={this.store} heading={heading} lang={this.language} mode={this.floating ? "bubble" : "inline"} />, this.root);
  }

  private invited(code: string): void {
    if (!code) return;
    this.code = code;
    this.end();
    this.begin();
  }

  private listen(target: EventTarget, type: string, listener: () => void): void {
    target.addEventListener(type, listener);
    this.undo.push(() => target.removeEventListener(type, listener));
  }

  /** Tell the host page what changed; never what was said. */
  private announce(store: Store): () => void {
    let before = store.view;
    return store.subscribe((view) => {
      const was = before;
      before = view;
      const [now, then] = [view.snapshot, was.snapshot];
      if (now.phase === "ready" && then.phase !== "ready") this.say("ready", {});
      if (now.phase === "loading" && then.phase !== "loading") this.say("login", {});
      if (now.phase === "signed_out" && then.me) this.say("logout", { expired: now.expired });
      if (now.connected !== then.connected) this.say("connection", { connected: now.connected });
      if (view.unread !== was.unread) this.say("unread", { count: view.unread });
      if (view.ui.open !== was.ui.open) this.say("open", { open: view.ui.open });
      if (view.ui.sheet === "help" && was.ui.sheet !== "help") this.say("help", {});
      if (now.phase === "ready" && then.phase === "ready" && now.messages !== then.messages) {
        const last = then.messages.at(-1)?.seq ?? 0;
        for (const { seq, sender } of now.messages) if (seq > last) this.say("message", { seq, sender });
      }
    });
  }

  private say(name: string, detail: Record<string, unknown>): void {
    this.dispatchEvent(new CustomEvent(`handrail-${name}`, { bubbles: true, detail }));
  }
}

/** An invitation in the page's address (``#invite=CODE``), removed from it at once: addresses are copied and logged. */
function takeInvitation(): string {
  const code = new URLSearchParams(location.hash.slice(1)).get("invite")?.trim() ?? "";
  if (code) history.replaceState(history.state, "", location.pathname + location.search);
  return code;
}
