/** DEVELOPMENT AND TESTS ONLY: words of a safety plan and of grounding, as the gateway sends the clinic's. */

/** @param {string} step @param {string} title @param {string[]} examples */
const words = (step, title, examples = []) => ({ step, title, ask: `Ask: ${title}?`, hint: `A hint about ${title.toLowerCase()}.`, examples });

/** @type {import("../src/plan/types").SelfHelp} */
export const SELF_HELP = {
  plan: {
    title: "My safety plan",
    intro: "A short list for hard moments.",
    begin: "You can skip anything.",
    not_read: "It is not a message: nobody is told when you change it.",
    steps: [
      words("warning_signs", "My warning signs", ["I stop answering people", "I lie awake"]),
      words("own_coping", "What I can do by myself", ["Slow breathing"]),
      words("ask_for_help", "People I can ask for help"),
    ],
    words: {
      begin: "Begin", change: "Change", change_step: "Change: {title}", not_yet: "Not written yet", step: "Step {step} of {steps}",
      lines: "One thing on each line.", examples: "Examples: tap to add", back: "Back", next: "Next", skip: "Skip", done: "Done",
      overview: "See my plan", stop: "Stop", again: "Choose another", finish: "Finish", saved: "Saved. Your therapist can see it.",
      saving: "Saving…", offline: "No connection. This is your plan as it was last saved.", unsent: "No connection. Your changes are kept.",
      logged_out: "You are logged out. This is the plan kept on this device.", forget: "Remove it from this device",
      last: "Last changed by {who}, {when}", you: "you", crossed: "{who} changed this step while you did. Both texts are kept.",
      theirs: "By {who}", keep_mine: "Keep mine", take_theirs: "Take theirs", keep_both: "Keep both", choose: "Two texts: please choose",
      now: "This sounds as if it is about now. They get this:", now_tell: "Tell a person now", now_message: "I am not safe right now.",
    },
  },
  grounding: {
    title: "Ground yourself",
    intro: "Choose one.",
    end: "You stayed with it.",
    exercises: [
      { id: "breathing", title: "Slow breathing", about: "Two minutes", say: ["Sit well."], breath: { in: 0.02, out: 0.03, rounds: 2, in_words: "Breathe in", out_words: "Breathe out", note: "Stop if it makes you dizzy." } },
      { id: "senses", title: "Five senses", about: "Three minutes", say: ["Five things you can see.", "Four things you can feel."], breath: null },
    ],
  },
};
