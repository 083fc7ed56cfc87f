// DEVELOPMENT ONLY: made-up data for dev/server.mjs. Nothing here is shipped or built.
export const MIN = 60_000;
const now = Date.now();
export const at = (minutesAgo) => new Date(now - minutesAgo * MIN).toISOString();
let counter = 0;
export const id = () => (++counter).toString(16).padStart(32, '0');

export const people = [
  { id: id(), role: 'therapist', display_name: 'Demo therapist', login: 'therapist@demo', disabled_at: null },
  { id: id(), role: 'therapist', display_name: 'Demo therapist 2', login: 'therapist2@demo', disabled_at: null },
  { id: id(), role: 'supervisor', display_name: 'Demo supervisor', login: 'supervisor@demo', disabled_at: null },
  { id: id(), role: 'administrator', display_name: 'Demo administrator', login: 'admin@demo', disabled_at: null },
  { id: id(), role: 'therapist', display_name: 'Demo therapist 3', login: 'therapist3@demo', disabled_at: at(9000) },
];
for (let n = 1; n <= 14; n += 1) people.push({ id: id(), role: 'patient', display_name: `Demo patient ${n}`, login: null, disabled_at: null });
for (const person of people) person.created_at = at(40000);

export const points = (text) => Array.from(text);
export function find(text, part, category, tier, rule, why) {
  const start = points(text.slice(0, text.indexOf(part))).length;
  return { start, end: start + points(part).length, text: part, category, tier, rule, why };
}
export const screening = (tier, evidence, extra = {}) => ({
  tier, categories: [...new Set(evidence.map((each) => each.category))], evidence, version: 'rules-2026.11.1',
  state: 'done', milliseconds: 3.1, notes: [], flagged: tier !== 'none', ...extra,
});

export const flags = [
  (() => {
    const text = 'I can’t feel anything between my legs since this morning, and I had trouble going to the toilet 😟';
    return { text, screening: screening('emergency', [
      find(text, 'can’t feel anything between my legs', 'red_flag', 'emergency', 'red_flag.saddle_numbness', 'Numbness between the legs can mean pressure on the nerves of the lower spine; it needs hospital care now.'),
      find(text, 'trouble going to the toilet', 'red_flag', 'emergency', 'red_flag.bladder_bowel', 'New bladder or bowel trouble together with back pain is an emergency sign.'),
    ]) };
  })(),
  (() => {
    const text = 'Honestly I have been thinking about ending it. I counted my tablets last night and I have enough of them.';
    return { text, screening: screening('high', [
      find(text, 'thinking about ending it', 'suicide', 'high', 'suicide.active_thoughts', 'Active thoughts of ending their life.'),
      find(text, 'I counted my tablets', 'suicide', 'high', 'suicide.preparation', 'Preparing a means is a sign of intent.'),
      find(text, 'my tablets last night and I have enough', 'medicine', 'high', 'medicine.stockpile', 'Counting a supply of medicine.'),
    ]) };
  })(),
  (() => {
    const text = 'Some days I don’t see the point in going on. My sister says I should just push through it, but the nights are the worst, I wake up at three and lie there until the alarm goes and then the whole day is already gone before it has begun, and I am so tired of explaining it.';
    return { text, screening: screening('moderate', [
      find(text, 'don’t see the point in going on', 'suicide', 'moderate', 'suicide.passive', 'Sounds like a passive wish not to live; ask directly.'),
    ], { notes: ['no negation or third person near the finding'] }) };
  })(),
  (() => {
    const text = 'I took two more oxycodone than prescribed because yesterday was unbearable';
    return { text, screening: screening('moderate', [
      find(text, 'took two more oxycodone than prescribed', 'medicine', 'moderate', 'medicine.above_dose', 'More opioid than prescribed.'),
    ]) };
  })(),
  { text: 'Can I talk to a real person please?', screening: screening('low', [find('Can I talk to a real person please?', 'talk to a real person', 'wants_human', 'low', 'wants_human.ask', 'Asks for a person.')]) },
  { text: 'it got worse again and nobody answers here', screening: screening('moderate', [], { state: 'late', categories: ['unscreened'] }) },
];

export const patients = people.filter((person) => person.role === 'patient');
export const conversations = new Map();
const [therapist, therapist2] = people;

const message = (conversation, sender, text, minutesAgo, more = {}) => {
  conversation.last_seq += 1;
  const names = { patient: conversation.patient.display_name, bot: 'Handrail', system: 'Handrail', therapist: 'Demo therapist' };
  const made = {
    id: id(), seq: conversation.last_seq, sender, sender_name: names[sender], text, content: {}, client_id: null, in_reply_to: null,
    created_at: at(minutesAgo), screening: sender === 'patient' ? screening('none', []) : null, understanding: null, drafts: [], ...more,
  };
  conversation.messages.push(made);
  return made;
};
const understood = (intent, confidence, actions, entities = []) => ({ intent, confidence, entities, actions: [...actions, 'action_listen'], model_id: 'handrail-3f9a1c20be47' });

patients.forEach((patient, index) => {
  const conversation = { id: id(), patient, owner: 'bot', owner_name: null, owner_id: null, epoch: 0, bot_ready: true, last_seq: 0, messages: [], changes: [] };
  conversations.set(conversation.id, conversation);
  patient.conversation_id = conversation.id;
  const days = index === 0 ? 30 : 3;
  for (let day = days; day >= 1; day -= 1) {
    const base = day * 24 * 60 + 120;
    message(conversation, 'bot', 'Good morning. Shall we do today’s check-in? It takes about a minute.', base, { content: { buttons: [{ title: 'Start', payload: '/check_in' }, { title: 'Not now', payload: '/deny' }] } });
    message(conversation, 'patient', 'Start', base - 2, { understanding: understood('check_in', 1, ['check_in_form']) });
    message(conversation, 'bot', 'How strong is your pain right now?', base - 2, { content: { element: { type: 'slider', name: 'pain', min: 0, max: 10, step: 1, low_label: 'none', high_label: 'worst' } } });
    message(conversation, 'patient', day % 3 ? 'about a 6 or 7' : '8/10', base - 3, { understanding: understood('inform', 0.96, ['check_in_form'], [{ entity: 'pain', value: day % 3 ? 7 : 8 }]) });
    message(conversation, 'bot', 'Thank you, I have noted 7. How is your mood today?', base - 3, { content: { element: { type: 'choices', name: 'mood', options: ['Very low', 'Low', 'So-so', 'Good', 'Very good'].map((title, value) => ({ title, payload: `/inform{"mood":${value + 1}}` })) } } });
    message(conversation, 'patient', 'Low', base - 4, { understanding: understood('inform', 1, ['check_in_form'], [{ entity: 'mood', value: 2 }]) });
    message(conversation, 'patient', 'why do you ask every day?', base - 5, { understanding: understood('ask_why', 0.83, ['utter_why', 'check_in_form']) });
    message(conversation, 'bot', 'So that you and your therapist can see how the days differ, and what helps.', base - 5);
  }
});
const checkIns = (n) => Array.from({ length: n }, (_, index) => ({
  day: new Date(now - (index + 1) * 24 * 60 * MIN).toISOString().slice(0, 10), pain: [7, 6, 8, 5, null, 7, 6][index], mood: [2, 2, 1, 3, 3, 2, 4][index],
  sleep: [1, 2, 2, 3, 2, null, 3][index], activity: index ? null : 'Walked to the shop and rested after', created_at: at((index + 1) * 1440),
}));

export const cases = [];
const history = (action, minutesAgo, actor, from, to, tier, note = '') => ({ at: at(minutesAgo), actor_name: actor?.display_name ?? 'action', actor_role: actor ? actor.role : 'system', action, from_status: from, to_status: to, tier, note });
export function openCase(patient, flag, minutesAgo, dueIn, more = {}) {
  const conversation = conversations.get(patient.conversation_id);
  const said = message(conversation, 'patient', flag.text, minutesAgo, { screening: flag.screening, understanding: flag.screening.state === 'done' ? understood('risk_flagged', 1, ['action_escalate']) : null });
  message(conversation, 'system', 'Thank you for telling me. This is important, and a person will read it. I am a program and cannot judge how urgent this is. If you are in danger now, call your local emergency number.', minutesAgo, { content: { kind: 'safety', element: { type: 'help', card: {} } }, in_reply_to: said.id });
  conversation.owner = 'queue';
  conversation.epoch += 1;
  const item = {
    id: id(), conversation_id: conversation.id, patient: { id: patient.id, display_name: patient.display_name }, status: 'open', tier: flag.screening.tier,
    categories: flag.screening.categories, opened_by: 'action', opened_at: at(minutesAgo), due_at: new Date(now + dueIn * MIN).toISOString(), overdue: dueIn < 0,
    claimed_by: null, claim_expires_at: null, version: 1, outcome: null, message_count: 1, ladder: { asked: [{ id: therapist.id, display_name: therapist.display_name, at: new Date(now).toISOString() }], last: null, next: { kind: 'warned', at: new Date(now + 5 * MIN).toISOString() } },
    trigger: { message_id: said.id, seq: said.seq, text: said.text, evidence: flag.screening.evidence, created_at: said.created_at }, ...more,
  };
  item.history = [history('opened', minutesAgo, null, null, 'open', item.tier)];
  item.check_ins = checkIns(7);
  item.flagged = [{ message: said, screening: flag.screening }];
  cases.push(item);
  conversation.changes.push({ ...item.history[0], case_id: item.id });
  return item;
}
openCase(patients[0], flags[0], 3, 4.2);
openCase(patients[1], flags[1], 12, 18, { opened_by: 'safety_net' });
openCase(patients[2], flags[2], 95, -14);
openCase(patients[3], flags[3], 60, 140);
openCase(patients[4], flags[4], 30, 1400);
openCase(patients[5], flags[5], 8, 100, { opened_by: 'reconciliation' });
const claimed = openCase(patients[6], { text: 'The pain is unbearable today, I cannot stop crying', screening: screening('low', [find('The pain is unbearable today, I cannot stop crying', 'cannot stop crying', 'distress', 'low', 'distress.crying', 'Strong distress.')]) }, 200, 900);
Object.assign(claimed, { status: 'claimed', claimed_by: { id: therapist2.id, display_name: therapist2.display_name }, claim_expires_at: new Date(now + 9 * MIN).toISOString(), version: 2 });
const mine = openCase(patients[7], { text: 'I feel so alone with this since I lost my job', screening: screening('low', [find('I feel so alone with this since I lost my job', 'so alone', 'distress', 'low', 'distress.alone', 'Feels alone.')]) }, 400, 700);
Object.assign(mine, { status: 'claimed', claimed_by: { id: therapist.id, display_name: therapist.display_name }, claim_expires_at: new Date(now + 9 * MIN).toISOString(), version: 2, message_count: 2 });
mine.history.push(history('claimed', 30, therapist, 'open', 'claimed', 'low'));
const done = openCase(patients[8], flags[4], 1500, 100);
Object.assign(done, { status: 'resolved', outcome: 'called_patient', claimed_by: { id: therapist.id, display_name: therapist.display_name }, version: 4 });
done.history.push(history('claimed', 1480, therapist, 'open', 'claimed', 'low'), history('resolved', 1400, therapist, 'claimed', 'resolved', 'low', 'called_patient: Spoke for ten minutes, safe at home, appointment moved to Thursday.'));
conversations.get(patients[8].conversation_id).owner = 'bot';
conversations.get(patients[8].conversation_id).changes = done.history.map((entry) => ({ ...entry, case_id: done.id }));
conversations.get(patients[0].conversation_id).messages.at(-2).drafts.push({ text: 'Thank you. How did you sleep last night?', reason: 'owner:queue', created_at: at(3) });

export const reviews = new Map([[patients[0].conversation_id, [{ id: id(), message_id: conversations.get(patients[0].conversation_id).messages.at(-1).id, rating: 4, comment: 'Clear and quick. Could name the hospital route first.', reviewer_name: 'Demo supervisor', created_at: at(2) }]]]);
const events = ['account:login:succeeded', 'message:patient:received', 'screening:message:done', 'case:opened', 'message:guidance:sent', 'transcript:read', 'transcript:searched', 'case:changed', 'conversation:owner:changed'];
export const audit = Array.from({ length: 60 }, (_, index) => ({
  seq: 1240 - index, at: at(index * 7), event: events[index % events.length], actor_name: index % 3 ? 'Demo therapist' : 'gateway', actor_role: index % 3 ? 'therapist' : 'system',
  object_type: index % 2 ? 'message' : 'case', object_id: cases[index % cases.length].id, facts: index % 2 ? { tier: 'high', version: 'rules-2026.11.1' } : { action: 'claimed', to: 'claimed' },
}));
const items = ['Interest', 'Feeling down', 'Sleep', 'Energy', 'Appetite', 'Feeling bad about yourself', 'Concentration', 'Slowed down or restless', 'Thoughts of death or self-harm'];
const values = [1, 2, 3, 3, 1, 1, 1, 0, 1];
export const measures = [{
  id: id(), measure: 'phq9', title: 'PHQ-9', score: 13, most: 27, threshold: 10, band: 'moderate', band_title: 'Moderate', subscales: [], content_version: 'phq9-3',
  since_last: { score: 6, at: at(20 + 14 * 1440), points: 7, movement: 'worse', reliable: true }, since_first: { score: 9, at: at(20 + 28 * 1440), points: 4, movement: 'same', reliable: false },
  trend: { slope: 1, rise: 4, count: 3, movement: 'same' }, created_at: at(20), changed_at: null,
  items: items.map((label, index) => ({ number: index + 1, name: `item${index + 1}`, label, text: label, value: values[index], answer: ['Not at all', 'Several days', 'More than half the days', 'Nearly every day'][values[index]], watched: index === 8 })),
}];
export { message, history };

export const reach = { on_call: [therapist.id], contacts: [], channel: true, anybody: true };
export const drill = {
  started_at: new Date(now - 60 * MIN).toISOString(), finished_at: new Date(now - 59 * MIN).toISOString(), outcome: 'passed', missing: null, opened_by: 'action',
  hops: { accepted: 0.02, screened: 0.21, opened: 0.43, asked: 1.9, notified: 2.4 },
};
