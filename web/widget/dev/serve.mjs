/**
 * DEVELOPMENT ONLY: shows the built widget on a page with the strict policy of the real one, against the stand-in gateway.
 *
 *     npm run build && npm run mock          then open the address that it prints, code DEMO-PATIENT-1
 *
 * POST /dev/do {"say"?: Draft | Draft[], "state"?: {...}, "faults"?: {...}, "drop"?: true, "expire"?: true, "reset"?: true,
 * "quiet"?: true} plays the other side. Listens on 127.0.0.1 alone.
 */
import { existsSync, readFileSync } from "node:fs";
import { MockGateway } from "./mock-gateway.mjs";
import { play } from "./script.mjs";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const PAGE_CSS = "html,body{height:100%;margin:0}body{background:#ece5da}handrail-chat{--handrail-height:100dvh;--handrail-radius:0;max-width:46rem;margin:auto}main>h1{position:absolute;clip-path:inset(50%);height:1px;width:1px;overflow:hidden}.words{max-width:40rem;margin:3rem auto;font:1.1rem/1.6 system-ui;padding:0 1rem}@media(prefers-color-scheme:dark){body{background:#100f0e;color:#eee}}";
const file = new URL("../dist/handrail.js", import.meta.url);
const port = Number(process.argv[2] ?? 8900);
const gateway = new MockGateway();
let quiet = false;
play(gateway, () => quiet);

/** @param {string} inside */
const page = (inside) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Widget, development</title><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="stylesheet" href="/page.css"><script src="/widget/handrail.js" async></script></head><body><main>${inside}</main></body></html>`;

/** @type {import("node:http").RequestListener} */
gateway.other = (request, response) => {
  const path = new URL(request.url ?? "/", "http://mock").pathname;
  /** @param {string} type @param {string | Buffer} body */
  const send = (type, body) => void response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": POLICY, "Cache-Control": "no-store" }).end(body);
  if (path === "/") return send("text/html", page("<h1>Demonstration page of the widget</h1><handrail-chat></handrail-chat>"));
  if (path === "/bubble") return send("text/html", page('<div class="words"><h1>A clinic’s own page</h1><p>The chat waits in the corner.</p></div><handrail-chat mode="bubble" heading="Between sessions"></handrail-chat>'));
  if (path === "/page.css") return send("text/css", PAGE_CSS);
  if (path === "/widget/handrail.js" && existsSync(file)) return send("text/javascript", readFileSync(file));
  if (path === "/dev/do" && request.method === "POST") {
    let body = "";
    request.on("data", (/** @type {Buffer} */ part) => (body += String(part)));
    request.on("end", () => {
      act(JSON.parse(body));
      send("application/json", "{}");
    });
    return;
  }
  response.writeHead(404).end();
};

/** @param {Record<string, any>} order */
function act(order) {
  if (order.reset) {
    gateway.messages = [];
    Object.assign(gateway.state, { owner: "bot", owner_name: null, bot_ready: true, typing: false });
    gateway.expireLogins();
  }
  if (order.quiet !== undefined) quiet = order.quiet;
  if (order.faults) Object.assign(gateway.faults, order.faults);
  if (order.expire) gateway.expireLogins();
  if (order.drop) gateway.dropStreams();
  if (order.state) gateway.setState(order.state);
  for (const draft of [order.say ?? []].flat()) gateway.say(draft);
}

console.log(`Stand-in gateway for development: ${await gateway.listen(port)}/ and /bubble; code DEMO-PATIENT-1`);
