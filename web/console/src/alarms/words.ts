/** Words about who is asked, who is reached, and drills. */
import type { DrillState, Rung } from './types';

/** What the ladder writes into a case's history; the note says whom. */
export const ladderActions: Record<string, string> = {
  asked: 'asked the first on call',
  warned: 'asked again, at half of the time',
  'passed on': 'asked the next on call',
  'supervisors asked': 'asked the supervisors',
  'administrators asked': 'asked the administrators',
  'holder told': 'told the holder that it is more urgent',
  'not reached': 'could not deliver a notification',
  'patient disabled': 'disabled the patient’s account, although this case was open',
};

const next: Record<Rung, string> = {
  asked: 'the first on call is asked',
  warned: 'the same person is asked again',
  passed_on: 'the next on call is asked',
  supervisors_asked: 'the supervisors are asked',
  administrators_asked: 'the administrators are asked',
  holder_told: 'the holder is told',
  drill_sent: 'a drill is sent',
};

const states: Record<DrillState, string> = {
  off: 'Drills are switched off.',
  pending: 'No drill has ended yet.',
  passed: 'The last drill went through.',
  unnotified: 'The last drill went as far as the queue; nobody was notified, because the administrators’ channel is not set.',
  degraded: 'The last drill went through only by the safety net: the assistant did not open the case in time.',
  failed: 'The last drill failed.',
  missing: 'No drill was run when one should have been. The worker may have stopped.',
};

const hops: Record<string, string> = {
  accepted: 'Message stored', screened: 'Flagged by the screen', opened: 'Case opened', asked: 'First step of the ladder', notified: 'Notification delivered',
};

export const words = {
  next,
  asked: (names: string) => `Asked: ${names}`,
  nobodyYet: 'Nobody was asked yet',
  then: (what: string, when: string) => `${what} ${when}`,
  soon: 'in a moment',
  at: (time: string) => `at ${time}`,
  drillAlarm: {
    failed: 'The last drill failed: a flagged message may not be told to anybody. Keep the queue open, and tell an administrator.',
    missing: 'No drill was run when one should have been: nobody may be asked about new cases. Keep the queue open, and tell an administrator.',
  },
  unreachable: 'Nobody can be reached outside this page. Keep it open, with sound.',
  reach: {
    title: 'Who is asked',
    lead: 'A case asks the patient’s own therapists first, then those on call, in this order. Each is told here and at their addresses.',
    onCall: 'On call',
    nobody: 'Nobody is on call: the patient’s own therapists are asked (all therapists where they have none), then the supervisors, then the administrators.',
    add: 'Put on call',
    up: (name: string) => `Move up: ${name}`,
    down: (name: string) => `Move down: ${name}`,
    off: (name: string) => `Take off call: ${name}`,
    choose: 'Choose…',
    contacts: 'Addresses',
    none: 'No address yet.',
    noMail: 'not delivered: no mail server is set',
    person: 'Person',
    address: 'Address',
    addressHint: 'A mail address, or a URL such as ntfy://topic. Its subject and text never name a patient.',
    addAddress: 'Add address',
    remove: (shown: string, name: string) => `Remove ${shown} of ${name}`,
    added: 'The address is added.',
    missing: 'Choose a person and give an address.',
    channel: 'The administrators’ channel (HANDRAIL_ALARM_URLS) is set.',
    noChannel: 'The administrators’ channel (HANDRAIL_ALARM_URLS) is not set: when nobody answers, nobody else is asked.',
  },
  drill: {
    title: 'Last drill',
    lead: 'A synthetic flagged message goes the whole way of a real one, and no patient or therapist sees it.',
    states,
    hops,
    when: (time: string) => `Begun ${time}.`,
    hop: 'Hop',
    took: 'Reached after',
    seconds: (value: number) => `${value.toFixed(1)} s`,
    notReached: 'not reached',
    run: 'Run a drill now',
    asked: 'A drill is asked for. It takes about a minute.',
    underWay: (time: string) => `A drill is under way, since ${time}. If it stays so for more than a few minutes, the worker has stopped.`,
    openedBy: (way: string) => `Its case was opened ${way}.`,
  },
  late: {
    title: 'Late cases',
    lead: 'Open cases that nobody took up in time, or that were brought to you. They leave this list when a therapist claims them.',
    called: (count: number) => (count === 1 ? 'A case needs somebody: find who can take it' : `${count} cases need somebody: find who can take them`),
    waiting: (count: number) => (count === 1 ? 'One case is late: nobody has it yet.' : `${count} cases are late: nobody has them yet.`),
    show: 'Show',
    arrived: (count: number) => (count === 1 ? 'One case is late' : `${count} cases are late`),
    none: 'No case is late',
    noneHint: 'When nobody takes a case up in time, it appears here at once. You need not reload.',
    brought: 'You were asked to find somebody',
    opened: (time: string) => `Opened ${time}`,
    therapists: (names: string) => `The patient’s therapists: ${names}`,
    noTherapist: 'No therapist guides this patient',
    open: 'Read the case',
    withoutText: 'You see how urgent and how late, and who was asked. Patients’ names and words are for therapists and supervisors.',
  },
};
