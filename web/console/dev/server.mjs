#!/usr/bin/env node
/**
 * DEVELOPMENT ONLY. Serves the built console and an invented in-memory API on loopback, to look at screens without
 * the rest of Handrail. No password is checked, nothing is stored, and no test of the product uses it.
 *
 *   npm run build && npm run mock        then open http://127.0.0.1:5199/console/ and log in as therapist@demo, any password
 *
 * Besides the API: POST /dev/flag (a new case), /dev/say (the patient of the newest case writes), /dev/drop (cuts all
 * live lines for a few seconds), /dev/mode {"fail"|"empty"|"slow"|"ok"} (what the API answers).
 */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as data from './data.mjs';

const port = Number(process.env.PORT ?? 5199);
const dist = join(fileURLToPath(new URL('.', import.meta.url)), '..', 'dist');
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
// The strictest policy the console runs under: not even style attributes.
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

let mode = 'ok';
const plans = new Map();
const STEPS = ['Warning signs', 'What I can do by myself', 'People I can ask for help'];
let droppedUntil = 0;
const staff = new Set();
const lines = new Map();
const loggedIn = new Map();

const send = (response, status, body, headers = {}) => {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
};
const fail = (response, status, code, message, remedy, details = {}) => send(response, status, { error: { code, message, remedy, details } });
const read = async (request) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
};
const changed = () => staff.forEach((line) => line.write('event: cases\ndata: {}\n\n'));
const tell = (conversation, event, body, id) => (lines.get(conversation.id) ?? new Set()).forEach((line) => line.write(`event: ${event}\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(body)}\n\n`));
const state = ({ owner, owner_name, epoch, bot_ready }) => ({ owner, owner_name, epoch, bot_ready, typing: false });
const setOwner = (conversation, owner, name) => {
  Object.assign(conversation, { owner, owner_name: name, epoch: conversation.epoch + 1 });
  tell(conversation, 'state', state(conversation));
};
const stream = (request, response, set) => {
  if (Date.now() < droppedUntil) return void response.destroy();
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write('event: hello\ndata: {}\n\n');
  set.add(response);
  const alive = setInterval(() => response.write(': alive\n\n'), 15_000);
  request.on('close', () => {
    clearInterval(alive);
    set.delete(response);
  });
};
const caseOut = ({ history, flagged, check_ins, ...item }) => {
  const conversation = data.conversations.get(item.conversation_id);
  return { ...item, owner: conversation.owner, epoch: conversation.epoch, overdue: item.status === 'open' && Date.parse(item.due_at) < Date.now() };
};
const meta = ({ id, owner, owner_name, epoch, bot_ready, last_seq }) => ({ id, owner, owner_name, epoch, bot_ready, last_seq });
const page = (conversation, query, supervisor) => {
  const limit = Number(query.get('limit') ?? 50);
  const { messages } = conversation;
  let chosen = messages.slice(-limit);
  if (query.get('around')) {
    const index = messages.findIndex((each) => each.seq === Number(query.get('around')));
    chosen = messages.slice(Math.max(0, index - Math.floor(limit / 2)), index + Math.ceil(limit / 2));
  } else if (query.get('after')) chosen = messages.filter((each) => each.seq > Number(query.get('after'))).slice(0, limit);
  else if (query.get('before')) chosen = messages.filter((each) => each.seq < Number(query.get('before'))).slice(-limit);
  const { id, display_name } = conversation.patient;
  return {
    conversation: meta(conversation), patient: { id, display_name }, has_more: false,
    messages: supervisor ? chosen : chosen.map(({ drafts, ...message }) => message), ...(supervisor ? { changes: conversation.changes.map((change) => ({ kind: 'case', ...change })) } : {}),
  };
};
const say = (conversation, sender, text, name) => {
  const made = data.message(conversation, sender, text, 0, { created_at: new Date().toISOString(), ...(name ? { sender_name: name } : {}) });
  tell(conversation, 'message', made, made.seq);
  return made;
};
const note = (item, me, action, to, text = '') => {
  const entry = { ...data.history(action, 0, me, item.status, to, item.tier, text), at: new Date().toISOString() };
  item.history.push(entry);
  data.conversations.get(item.conversation_id).changes.push({ ...entry, case_id: item.id });
  item.status = to;
  item.version += 1;
};
const hold = (item, me) => {
  Object.assign(item, { claimed_by: { id: me.id, display_name: me.display_name }, claim_expires_at: new Date(Date.now() + 10 * data.MIN).toISOString() });
  if (item.status === 'open') note(item, me, 'claimed', 'claimed');
};
const invitation = () => ({ code: 'K7QF-3MWD-92HX', url: `http://127.0.0.1:${port}/demo`, expires_at: new Date(Date.now() + 7 * 1440 * data.MIN).toISOString() });

async function api(request, response, url, me) {
  const path = url.pathname.replace('/api', '');
  const body = request.method === 'POST' ? await read(request) : {};
  if (path === '/auth/login') {
    const person = data.people.find((each) => each.login === body.login && !each.disabled_at);
    if (!person) return fail(response, 401, 'unauthenticated', 'login or password is wrong', 'check both and try again');
    const key = data.id();
    loggedIn.set(key, person);
    return send(response, 200, who(person), { 'Set-Cookie': `handrail_dev=${key}; HttpOnly; SameSite=Lax; Path=/` });
  }
  if (!me) return fail(response, 401, 'unauthenticated', 'nobody is logged in', 'log in');
  if (path === '/me') return send(response, 200, who(me));
  if (path === '/auth/logout') return send(response, 200, {}, { 'Set-Cookie': 'handrail_dev=; Max-Age=0; Path=/' });
  if (path.endsWith('/events')) {
    const id = /conversations\/(\w+)/.exec(path)?.[1];
    if (!id) return stream(request, response, staff);
    if (!lines.has(id)) lines.set(id, new Set());
    stream(request, response, lines.get(id));
    const last = Number(request.headers['last-event-id'] ?? 0);
    for (const each of data.conversations.get(id)?.messages ?? []) if (each.seq > last) response.write(`event: message\nid: ${each.seq}\ndata: ${JSON.stringify(each)}\n\n`);
    return;
  }
  if (mode === 'slow') await new Promise((resolve) => setTimeout(resolve, 2500));
  if (mode === 'fail') return fail(response, 500, 'error', 'the database does not answer', 'try again in a moment; if it stays so, tell your administrator');
  const empty = mode === 'empty';

  const [, area, kind, id, verb] = path.split('/');
  const item = kind === 'cases' ? data.cases.find((each) => each.id === id) : undefined;
  const conversation = kind === 'conversations' ? data.conversations.get(id) : item && data.conversations.get(item.conversation_id);
  if (kind === 'cases' && !id) {
    const resolved = url.searchParams.get('status') === 'resolved';
    return send(response, 200, { cases: empty ? [] : data.cases.filter((each) => (each.status === 'resolved') === resolved).map(caseOut) });
  }
  if ((kind === 'cases' && !item) || (kind === 'conversations' && !conversation)) return fail(response, 404, 'not_found', 'there is no such thing in your caseload', 'go back to the list');
  if (item && !verb) return send(response, 200, { case: caseOut(item), flagged: item.flagged, history: item.history, check_ins: item.check_ins });
  if (item && verb) {
    if (item.claimed_by && item.claimed_by.id !== me.id) return fail(response, 409, 'already_claimed', 'somebody else has this case', 'choose another', { by: item.claimed_by.display_name });
    if (verb === 'claim') hold(item, me);
    if (verb === 'renew') item.claim_expires_at = new Date(Date.now() + 10 * data.MIN).toISOString();
    if (verb === 'takeover') {
      hold(item, me);
      note(item, me, 'took over', 'claimed');
      setOwner(conversation, 'therapist', me.display_name);
      say(conversation, 'system', `${me.display_name} has joined the conversation.`).content.kind = 'owner';
    }
    if (verb === 'hand-back') {
      note(item, me, 'handed back', 'claimed');
      setOwner(conversation, 'bot', null);
    }
    if (verb === 'release') {
      note(item, me, 'released', 'open', body.note);
      Object.assign(item, { claimed_by: null, claim_expires_at: null });
    }
    if (verb === 'resolve') {
      note(item, me, 'resolved', 'resolved', `${body.outcome}: ${body.note}`);
      item.outcome = body.outcome;
      setOwner(conversation, 'bot', null);
    }
    changed();
    return send(response, 200, { case: caseOut(item) });
  }
  if (kind === 'conversations' && verb === 'messages' && request.method === 'GET') return send(response, 200, page(conversation, url.searchParams, area === 'supervisor'));
  if (kind === 'conversations' && verb === 'messages') {
    if (conversation.owner !== 'therapist' || body.epoch !== conversation.epoch) return fail(response, 409, 'owner_changed', 'the conversation is no longer yours', 'take over again');
    return send(response, 201, { message: say(conversation, 'therapist', body.text, me.display_name) });
  }
  if (verb === 'typing') return send(response, 204);
  if (path === '/patient/self-help') return send(response, 200, { plan: { steps: STEPS.map((title, n) => ({ step: `step_${n}`, title, ask: `About ${title.toLowerCase()}?`, hint: 'In the patient’s words.' })) } });
  if (verb === 'plan') {
    const plan = plans.get(id) ?? { version: 0, parts: {}, changes: [] };
    if (request.method === 'POST') {
      const by = { version: (plan.version += 1), at: new Date().toISOString(), author_name: me.display_name, author_role: me.role };
      for (const [step, text] of Object.entries(body.parts)) plan.parts[step] = { text, ...by };
      plan.changes.unshift({ ...by, steps: Object.keys(body.parts) });
      plans.set(id, plan);
    }
    return send(response, 200, { plan });
  }
  if (kind === 'patients' && verb === 'measures') return send(response, 200, { measures: data.measures });
  if (kind === 'patients' && request.method === 'GET') {
    return send(response, 200, { patients: empty ? [] : data.patients.map((patient) => {
      const talk = data.conversations.get(patient.conversation_id);
      const open = data.cases.find((each) => each.patient.id === patient.id && each.status !== 'resolved');
      return { id: patient.id, display_name: patient.display_name, conversation_id: talk.id, last_message_at: talk.messages.at(-1)?.created_at ?? null, last_check_in: data.cases[0].check_ins[0], owner: talk.owner, open_case: open ? { id: open.id, tier: open.tier } : null };
    }) });
  }
  if (kind === 'patients' && id) return send(response, 200, { invitation: invitation() });
  if (kind === 'patients') return send(response, 201, { patient: { id: data.id(), display_name: body.display_name }, invitation: invitation() });
  if (kind === 'search') return send(response, 200, { results: empty ? [] : search(body), next_cursor: null });
  if (verb === 'reviews' && request.method === 'GET') return send(response, 200, { reviews: data.reviews.get(id) ?? [] });
  if (verb === 'reviews') {
    const review = { id: data.id(), message_id: null, ...body, reviewer_name: me.display_name, created_at: new Date().toISOString() };
    data.reviews.set(id, [review, ...(data.reviews.get(id) ?? [])]);
    return send(response, 201, { review });
  }
  if (kind === 'audit') {
    const wanted = url.searchParams.get('object_id');
    return send(response, 200, { entries: empty ? [] : data.audit.filter((each) => !wanted || each.object_id === wanted), chain: { ok: !empty, length: 1240, head: 'a91f0c77d2e54b1890aa3f6c1d0e' } });
  }
  if (kind === 'alarms') return send(response, 200, { reachable: mode !== 'fail', drill: 'passed' });
  if (kind === 'drills') return send(response, 200, { state: 'passed', last: data.drill });
  if (['reach', 'contacts', 'on-call'].includes(kind)) {
    if (kind === 'on-call') data.reach.on_call = body.people;
    if (kind === 'contacts' && verb === 'remove') data.reach.contacts = data.reach.contacts.filter((each) => each.id !== id);
    else if (kind === 'contacts') data.reach.contacts.push({ id: data.id(), person_id: body.person_id, shown: body.address, works: true });
    return send(response, 200, data.reach);
  }
  if (kind === 'people' && request.method === 'GET') return send(response, 200, { people: empty ? [] : data.people });
  if (kind === 'people' && verb === 'disable') data.people.find((each) => each.id === id).disabled_at = new Date().toISOString();
  else if (kind === 'people') data.people.push({ id: data.id(), ...body, created_at: new Date().toISOString(), disabled_at: null });
  return send(response, 200, {});
}

const who = (person) => ({ id: person.id, role: person.role, display_name: person.display_name, permissions: [], csrf: 'dev', demo: true });

function search({ words = '', flagged, tier, category }) {
  const found = [];
  for (const conversation of data.conversations.values()) {
    for (const each of conversation.messages) {
      const at = words ? each.text.toLowerCase().indexOf(words.toLowerCase()) : 0;
      const screening = each.screening;
      if (at === -1 || (flagged && !screening?.flagged) || (tier && screening?.tier !== tier) || (category && !screening?.categories.includes(category))) continue;
      if (!words && !screening?.flagged) continue;
      const end = at + words.length;
      found.push({
        conversation_id: conversation.id, patient: { id: conversation.patient.id, display_name: conversation.patient.display_name },
        message: { id: each.id, seq: each.seq, sender: each.sender, created_at: each.created_at },
        snippet: [{ text: each.text.slice(0, at), hit: false }, { text: each.text.slice(at, end), hit: true }, { text: each.text.slice(end), hit: false }].filter((part) => part.text),
        tier: screening?.tier ?? null, categories: screening?.categories ?? [], reviewed: false,
      });
    }
  }
  return found.sort((a, b) => b.message.created_at.localeCompare(a.message.created_at)).slice(0, 25);
}

async function dev(request, response, url) {
  const body = await read(request);
  const newest = data.cases.at(-1);
  if (url.pathname === '/dev/flag') data.openCase(data.patients[9 + (data.cases.length % 5)], data.flags[body.flag ?? 1], 0, 30);
  if (url.pathname === '/dev/say') say(data.conversations.get(body.conversation ?? newest.conversation_id), 'patient', body.text ?? 'Are you there?');
  if (url.pathname === '/dev/mode') mode = body.mode ?? 'ok';
  if (url.pathname === '/dev/drop') {
    droppedUntil = Date.now() + (body.seconds ?? 5) * 1000;
    for (const set of [staff, ...lines.values()]) set.forEach((line) => line.destroy());
  }
  changed();
  send(response, 200, {});
}

async function file(response, path) {
  const relative = normalize(path.replace(/^\/console\/?/, '')).replace(/^(\.\.[/\\])+/, '');
  const name = extname(relative) ? relative : 'index.html';
  try {
    const content = await readFile(join(dist, name));
    response.writeHead(200, { 'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream', 'Content-Security-Policy': POLICY });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}

createServer((request, response) => {
  const url = new URL(request.url, `http://127.0.0.1:${port}`);
  const key = /handrail_dev=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
  const work = url.pathname.startsWith('/api/') ? api(request, response, url, loggedIn.get(key))
    : url.pathname.startsWith('/dev/') ? dev(request, response, url)
      : file(response, url.pathname);
  work.catch((error) => fail(response, 500, 'error', String(error), 'look at the terminal'));
}).listen(port, '127.0.0.1', () => console.log(`DEVELOPMENT ONLY, invented data: http://127.0.0.1:${port}/console/`));
