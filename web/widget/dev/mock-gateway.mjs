/**
 * DEVELOPMENT AND TESTS ONLY: a stand-in for the gateway's patient API, in memory, with faults on demand.
 * It is no part of Handrail and nothing of it is built into the widget.
 */
import { createServer } from "node:http";
import { randomUUID } from "node:crypto";
import { SELF_HELP } from "./self-help.mjs";

/**
 * @typedef {import("../src/types").Message} Message
 * @typedef {Partial<Message> & { text: string }} Draft
 */

/** @type {import("../src/types").HelpCard} */
export const HELP = {
  title: "Help now",
  intro: "If you are thinking of ending your life, or something feels dangerous, please talk to a person now.",
  emergency: { title: "In danger right now, or suddenly very ill?", text: "Call your local emergency number." },
  lines: [
    { name: "Example line (development)", detail: "Someone to listen, day and night", phone: "0800 000 0000", sms: "00000", url: "https://example.org/", hours: "Every day, 24 hours", checked_on: "2026-11-01" },
    { name: "Example service (development)", detail: "Medical advice when it is not an emergency", phone: "000", sms: null, url: null, hours: "Every day, 24 hours", checked_on: "2026-11-01" },
  ],
  not_emergency_service: "Handrail is not an emergency service. Nobody watches this chat around the clock.",
};

const STAFF = { id: "t1", role: "therapist", display_name: "Demo therapist", permissions: [], csrf: "the staff's", demo: true };

export class MockGateway {
  constructor() {
    /** @type {Message[]} */
    this.messages = [];
    /** @type {import("../src/types").LiveState} */
    this.state = { owner: "bot", owner_name: null, bot_ready: true, typing: false, case: null };
    /** Safety plans by person. @type {Map<string, import("../src/plan/types").Plan>} */
    this.plans = new Map();
    /** Codes and whose they are. */
    this.codes = new Map([["DEMO-PATIENT-1", "p1"], ["DEMO-PATIENT-2", "p2"]]);
    /** Cookie to person and CSRF token. @type {Map<string | undefined, { person: string, csrf: string }>} */
    this.logins = new Map();
    /** Whether somebody of the staff is logged in in the same browser. */
    this.staff = false;
    this.faults = { down: false, swallow: false, duplicate: false, captive: false, helpDown: false, statuses: /** @type {number[]} */ ([]), loseAnswer: 0, losePlan: 0, delay: 0 };
    /** What was asked, for tests: "METHOD path". @type {string[]} */
    this.asked = [];
    /** @type {Set<import("node:http").ServerResponse>} */
    this.streams = new Set();
    /** Called after a patient's message is stored. @type {(message: Message) => void} */
    this.onPatient = () => undefined;
    /** Called when nobody has said anything yet. @type {() => void} */
    this.onEmpty = () => undefined;
    /** Serves what is not the API. @type {import("node:http").RequestListener} */
    this.other = (_request, response) => void response.writeHead(404).end();
    this.server = createServer((request, response) => void this.route(request, response));
  }

  /** @param {number} port @returns {Promise<string>} the origin */
  async listen(port = 0) {
    await new Promise((resolve) => this.server.listen(port, "127.0.0.1", () => resolve(undefined)));
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : port}`;
  }

  async close() {
    this.dropStreams();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Store a message and tell every stream. @param {Draft} draft @param {{ silent?: boolean }} [how] @returns {Message} */
  say(draft, how = {}) {
    /** @type {Message} */
    const message = {
      id: randomUUID(),
      seq: (this.messages.at(-1)?.seq ?? 0) + 1,
      sender: "bot",
      sender_name: draft.sender === "system" ? "Handrail" : "Handrail assistant",
      content: {},
      client_id: null,
      in_reply_to: null,
      created_at: new Date().toISOString(),
      ...draft,
    };
    this.messages.push(message);
    if (!how.silent) this.deliver(message);
    return message;
  }

  /** @param {Message} message */
  deliver(message) {
    if (this.faults.swallow) return;
    for (const stream of this.streams) {
      stream.write(event("message", message, message.seq));
      if (this.faults.duplicate) stream.write(event("message", message, message.seq));
    }
  }

  /** @param {Partial<MockGateway["state"]>} change */
  setState(change) {
    Object.assign(this.state, change);
    for (const stream of this.streams) stream.write(event("state", this.state));
  }

  dropStreams() {
    for (const stream of this.streams) stream.destroy();
    this.streams.clear();
  }

  expireLogins() {
    this.logins.clear();
    this.dropStreams();
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  async route(request, response) {
    const url = new URL(request.url ?? "/", "http://mock");
    const path = `${request.method} ${url.pathname}`;
    if (!url.pathname.startsWith("/api/")) return this.other(request, response);
    this.asked.push(path);
    if (this.faults.down || (this.faults.helpDown && url.pathname.endsWith("/help"))) return void request.socket.destroy();
    if (this.faults.captive) return void response.writeHead(200, { "Content-Type": "text/html" }).end("<h1>Hotel guests, please pay</h1>");
    let body = "";
    for await (const part of request) body += String(part);
    if (this.faults.delay) await new Promise((resolve) => setTimeout(resolve, this.faults.delay));
    const data = body ? JSON.parse(body) : {};
    const cookie = /handrail_0=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
    const login = this.logins.get(cookie);
    // In a browser with a staff login too, who does not say which side would get the staff's.
    const own = url.searchParams.get("side") === "patient" || !this.staff;
    const status = path === "POST /api/patient/messages" ? this.faults.statuses.shift() : undefined;
    if (status) return refuse(response, status, "made_up", "The server could not take this.");

    if (path === "GET /api/patient/help") return answer(response, HELP);
    if (path === "GET /api/patient/self-help") return answer(response, SELF_HELP);
    if (path === "POST /api/auth/invitation") return this.login(response, data);
    if (path === "GET /api/me" && !own) return answer(response, STAFF);
    if (!login && this.staff && !url.searchParams.has("side")) return refuse(response, 403, "forbidden", "Not for you.");
    if (!login) return refuse(response, 401, "unauthenticated", "You are not logged in.");
    if (path === "GET /api/me") return answer(response, me(login));
    if (request.method === "POST" && request.headers["x-csrf-token"] !== login.csrf) return refuse(response, 403, "csrf", "Reload the page.");
    if (path === "POST /api/auth/logout") {
      if (own) this.logins.delete(cookie);
      else this.staff = false;
      return answer(response, {});
    }
    if (path === "GET /api/patient/plan") return answer(response, { plan: this.planOf(login.person) });
    if (path === "POST /api/patient/plan") {
      const saved = this.writePlan(login.person, data.base_version, data.parts);
      if (this.faults.losePlan-- > 0) return void request.socket.destroy();
      const now = Object.values(data.parts).some((text) => String(text).includes("tonight"));
      return saved ? answer(response, { plan: saved, about_now: now }) : refuse(response, 409, "plan_changed", "Somebody else changed this.");
    }
    if (path === "GET /api/patient/conversation") return this.page(response, url.searchParams);
    if (path === "POST /api/patient/messages") return this.receive(request, response, data);
    if (path === "GET /api/patient/events") return this.listenTo(request, response, url.searchParams);
    return refuse(response, 404, "not_found", "No such page.");
  }

  /** @param {string} person @returns {import("../src/plan/types").Plan} */
  planOf(person) {
    return this.plans.get(person) ?? { version: 0, parts: {} };
  }

  /** Like the real one: null where somebody else was faster. @param {string} person @param {number} base @param {Record<string, string>} texts */
  writePlan(person, base, texts, author = { author_name: "Demo patient 1", author_role: "patient" }) {
    const plan = structuredClone(this.planOf(person));
    const changed = Object.entries(texts).filter(([step, text]) => (plan.parts[step]?.text ?? "") !== text.trim());
    if (changed.some(([step]) => (plan.parts[step]?.version ?? 0) > base)) return null;
    if (changed.length > 0) plan.version += 1;
    for (const [step, text] of changed) plan.parts[step] = { text: text.trim(), version: plan.version, at: new Date().toISOString(), ...author };
    this.plans.set(person, plan);
    return plan;
  }

  /** @param {import("node:http").ServerResponse} response @param {{ code?: string }} data */
  login(response, data) {
    const person = this.codes.get(data.code ?? "");
    if (data.code === "TOO-MANY") return refuse(response, 429, "rate_limited", "Too many tries.", { "Retry-After": "60" });
    if (!person) return refuse(response, 401, "unknown_code", "This code is not known.");
    const cookie = randomUUID();
    const login = { person, csrf: randomUUID() };
    this.logins.set(cookie, login);
    return answer(response, me(login), 200, { "Set-Cookie": `handrail_0=${cookie}; Path=/; HttpOnly; SameSite=Lax` });
  }

  /** @param {import("node:http").ServerResponse} response @param {URLSearchParams} query */
  page(response, query) {
    if (this.messages.length === 0) setTimeout(() => this.messages.length === 0 && this.onEmpty(), 30);
    const limit = Number(query.get("limit") ?? 50);
    const after = query.get("after");
    const before = Number(query.get("before") ?? Infinity);
    const found = this.messages.filter((one) => (after === null ? one.seq < before : one.seq > Number(after)));
    const messages = after === null ? found.slice(-limit) : found.slice(0, limit);
    const conversation = { id: "c1", owner: this.state.owner, owner_name: this.state.owner_name, epoch: 1, bot_ready: this.state.bot_ready, case: this.state.case, last_seq: this.messages.at(-1)?.seq ?? 0 };
    return answer(response, { conversation, messages, has_more: found.length > messages.length });
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response @param {{ client_id: string, text: string, payload?: string }} data */
  receive(request, response, data) {
    const known = this.messages.find((one) => one.client_id === data.client_id);
    if (known) return answer(response, { message: known });
    if (data.payload === "/gone") return refuse(response, 422, "unknown_payload", "That answer is no longer open.");
    const message = this.say({ sender: "patient", sender_name: "Demo patient 1", text: data.text, client_id: data.client_id });
    this.onPatient(message);
    if (this.faults.loseAnswer > 0) {
      this.faults.loseAnswer -= 1;
      return void request.socket.destroy();
    }
    return answer(response, { message }, 201);
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response @param {URLSearchParams} query */
  listenTo(request, response, query) {
    const after = Number(request.headers["last-event-id"] ?? query.get("after") ?? this.messages.at(-1)?.seq ?? 0);
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(event("state", this.state));
    for (const message of this.messages) if (message.seq > after) response.write(event("message", message, message.seq));
    this.streams.add(response);
    const alive = setInterval(() => response.write(": alive\n\n"), 15_000);
    response.on("close", () => {
      clearInterval(alive);
      this.streams.delete(response);
    });
  }
}

/** @param {string} name @param {unknown} data @param {number} [id] */
function event(name, data, id) {
  return `event: ${name}\n${id ? `id: ${id}\n` : ""}data: ${JSON.stringify(data)}\n\n`;
}

/** @param {{ person: string, csrf: string }} login */
function me(login) {
  return { id: login.person, role: "patient", display_name: "Demo patient 1", permissions: [], csrf: login.csrf, demo: true };
}

/** @param {import("node:http").ServerResponse} response @param {unknown} data @param {number} status @param {Record<string, string>} headers */
function answer(response, data, status = 200, headers = {}) {
  response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(data));
}

/** @param {import("node:http").ServerResponse} response @param {number} status @param {string} code @param {string} message @param {Record<string, string>} headers */
function refuse(response, status, code, message, headers = {}) {
  answer(response, { error: { code, message, remedy: "", details: {} } }, status, headers);
}
