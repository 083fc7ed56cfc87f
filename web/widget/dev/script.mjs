/** DEVELOPMENT ONLY: a few canned turns, so that every element of the widget can be looked at. Not Handrail's dialogue. */

import { HELP } from "./mock-gateway.mjs";

/** @typedef {import("./mock-gateway.mjs").MockGateway} MockGateway */
/** @typedef {import("./mock-gateway.mjs").Draft} Draft */

/** @type {Draft[]} */
export const WELCOME = [
  { text: "Hello, and welcome. I’m Handrail’s assistant: a program, not a person.", content: { kind: "welcome" } },
  { text: "I’m here between your sessions. Your therapist can read what we write. I’m not an emergency service; “Help now” at the top is always there.", content: { kind: "welcome" } },
  { text: "What would you like to do?", content: { buttons: [{ title: "Today’s check-in", payload: "/check_in" }, { title: "A short lesson", payload: "/lesson" }, { title: "I have a question", payload: "/ask" }] } },
];

/** @type {Draft} */
export const PAIN = {
  text: "How strong is your pain right now?",
  content: { element: { type: "slider", name: "pain", min: 0, max: 10, step: 1, low_label: "no pain", high_label: "worst imaginable", text_template: "{value}" } },
};

/** @type {Draft} */
export const MOOD = {
  text: "And your mood today?",
  content: {
    element: {
      type: "choices",
      name: "mood",
      options: [
        { title: "Very low", payload: "/mood1", icon: "very-low" },
        { title: "Low", payload: "/mood2", icon: "low" },
        { title: "In between", payload: "/mood3", icon: "middle" },
        { title: "Good", payload: "/mood4", icon: "good" },
        { title: "Very good", payload: "/mood5", icon: "very-good" },
      ],
    },
  },
};

/** @type {Draft} */
export const LESSON = {
  text: "Pain is an alarm, and alarms can become too sensitive.\n\nAfter months of pain, the nerves that carry warnings can turn themselves up: the alarm rings though nothing new is damaged.",
  content: { element: { type: "lesson", title: "How pain works", step: 2, steps: 8, progress: 0.25 }, buttons: [{ title: "Go on", payload: "/go_on" }, { title: "Stop for today", payload: "/stop" }] },
};

/** @type {Draft} */
export const SAFETY = {
  sender: "system",
  sender_name: "Handrail",
  text: "Thank you for telling me. It sounds as if things are very heavy right now, and you do not have to carry this alone.\n\nA person from your team has been asked to read this. If you might act on these thoughts, please call now.",
  content: { kind: "safety", buttons: [{ title: "Help me get through the next minutes", payload: "/grounding" }] },
};

/** @type {Draft} */
export const PEOPLE = { sender: "system", sender_name: "Handrail", text: "Here are people you can reach at any time.", content: { kind: "safety", element: { type: "help", card: HELP } } };

/** @param {MockGateway} gateway @param {() => boolean} quiet */
export function play(gateway, quiet) {
  /** @param {Draft[]} drafts */
  const later = (drafts) => {
    gateway.setState({ typing: true });
    setTimeout(() => {
      gateway.setState({ typing: false });
      for (const draft of drafts) gateway.say(draft);
    }, 700);
  };
  gateway.onEmpty = () => quiet() || WELCOME.forEach((draft) => gateway.say(draft));
  gateway.onPatient = ({ text }) => {
    if (quiet() || gateway.state.owner === "therapist") return;
    if (/check-in/i.test(text)) later([{ text: "Good. It takes about two minutes, and you can stop at any time." }, PAIN]);
    else if (/^\d+$/.test(text)) later([{ text: `Thank you, I noted ${text} out of 10.` }, MOOD]);
    else if (/lesson|go on/i.test(text)) later([LESSON]);
    else if (/point|end it/i.test(text)) {
      gateway.say(SAFETY);
      gateway.say(PEOPLE);
      gateway.setState({ owner: "queue" });
    } else later([{ text: "Thank you. Is there anything else you would like to do today?", content: WELCOME[2]?.content ?? {} }]);
  };
}
