// @vitest-environment happy-dom
import { EventSource } from "eventsource";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MockGateway } from "../dev/mock-gateway.mjs";
import { LESSON, MOOD, PAIN, SAFETY } from "../dev/script.mjs";
import { HandrailChat } from "../src/element";
import { eventually, pause } from "./helpers";

/** The parts of happy-dom that stand for what a person does with the browser itself. */
const browser = (window as unknown as { happyDOM: { setURL: (url: string) => void; settings: { fetch: { disableSameOriginPolicy: boolean } } } }).happyDOM;

let gateway: MockGateway;
let server: string;
let chat: HandrailChat;

customElements.define("handrail-chat", HandrailChat);
globalThis.matchMedia = ((query: string) => ({ matches: false, media: query })) as typeof matchMedia;

beforeEach(async () => {
  gateway = new MockGateway();
  server = await gateway.listen();
  browser.setURL(`${server}/`);
  localStorage.clear();
  Object.assign(globalThis, { EventSource });
});

afterEach(async () => {
  chat.remove();
  await gateway.close();
});

function mount(attributes: Record<string, string> = {}): HandrailChat {
  chat = new HandrailChat();
  for (const [name, value] of Object.entries({ server, ...attributes })) chat.setAttribute(name, value);
  document.body.append(chat);
  return chat;
}

const shadow = (): ShadowRoot => {
  if (!chat.shadowRoot) throw new Error("no shadow");
  return chat.shadowRoot;
};
const all = (selector: string): Element[] => [...shadow().querySelectorAll(selector)];
const one = (selector: string): Element => {
  const found = shadow().querySelector(selector);
  if (!found) throw new Error(`no ${selector} in ${shadow().textContent}`);
  return found;
};
/** Write into a field as a person does. */
const write = (selector: string, words: string): void => {
  const field = one(selector) as HTMLInputElement | HTMLTextAreaElement;
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
const value = (selector: string): string => (one(selector) as HTMLInputElement | HTMLTextAreaElement).value;
const submit = (selector: string): void => (one(selector) as HTMLFormElement).requestSubmit();
const button = (words: string): HTMLButtonElement => {
  const found = all("button").find((each) => (each.getAttribute("aria-label") ?? each.textContent).includes(words));
  if (!found) throw new Error(`no button ${words}`);
  return found as HTMLButtonElement;
};
const sees = (words: string): Promise<void> => eventually(() => shadow().textContent.includes(words));

async function enter(): Promise<void> {
  await eventually(() => shadow().querySelector("#code") !== null);
  write("#code", "DEMO-PATIENT-1");
  submit(".login");
  await eventually(() => shadow().querySelector(".composer") !== null);
  await eventually(() => gateway.streams.size > 0);
}

describe("before the login", () => {
  test("help is there, with its numbers, in the place where it always is", async () => {
    mount();
    await eventually(() => shadow().querySelector("#code") !== null);
    expect(one("header .help-now").textContent).toContain("Help now");
    await eventually(() => gateway.asked.includes("GET /api/patient/help"));
    await pause(20);
    button("Help now").click();
    await sees("Example line (development)");
    expect(one(".way").getAttribute("href")).toBe("tel:08000000000");
    button("Back to the chat").click();
    await eventually(() => shadow().querySelector(".sheet") === null);
  });

  test("help without any line still says what to do", async () => {
    gateway.faults.down = true;
    mount();
    button("Help now").click();
    await sees("Call your local emergency number");
  });

  test("a wrong code is explained beside the field", async () => {
    mount();
    await eventually(() => shadow().querySelector("#code") !== null);
    write("#code", "WRONG");
    submit(".login");
    await sees("This code did not work");
    expect(one("#code").getAttribute("aria-invalid")).toBe("true");
    expect(one("#code").getAttribute("aria-describedby")).toContain("code-error");
  });

  test("an invitation in the address is taken from it and filled in", async () => {
    browser.setURL(`${server}/demo?x=1#invite=DEMO-PATIENT-2`);
    mount();
    await eventually(() => shadow().querySelector("#code") !== null);
    expect(value("#code")).toBe("DEMO-PATIENT-2");
    expect(location.href).toBe(`${server}/demo?x=1`);
  });

  test("somebody of the staff in the same browser changes nothing", async () => {
    gateway.staff = true;
    mount();
    await enter();
    button("About this chat").click();
    await sees("logged in as Demo patient 1");
    expect(shadow().textContent).not.toContain("Demo therapist");
  });
});

describe("the conversation", () => {
  test("has a log and, apart from it, a status", async () => {
    mount();
    await enter();
    gateway.say({ text: "Hello" });
    await sees("Hello");
    expect(one('[role="log"]').getAttribute("aria-live")).toBe("polite");
    expect(one('[role="log"]').contains(one('[role="status"]'))).toBe(false);
    expect(one('[role="status"]').textContent).toBe("With the assistant, a program");
    expect(one(".name").textContent).toContain("Handrail assistant · a program");
  });

  test("buttons answer once and are gone", async () => {
    mount();
    await enter();
    gateway.say({ text: "How are you?", content: { buttons: [{ title: "Fine", payload: "/fine" }] } });
    await sees("Fine");
    expect(one('[role="log"]').contains(button("Fine"))).toBe(false);
    button("Fine").click();
    await eventually(() => shadow().querySelector(".reply") === null);
    await sees("Saved");
    expect(gateway.messages.map(({ text }) => text)).toEqual(["How are you?", "Fine"]);
  });

  test("a slider has no number before one is chosen, and needs no dragging", async () => {
    mount();
    await enter();
    gateway.say(PAIN);
    await eventually(() => shadow().querySelector(".slider") !== null);
    expect(one("input[type=range]").getAttribute("aria-valuetext")).toBe("No number chosen yet");
    button("Choose a number first").click();
    await pause(20);
    expect(gateway.messages).toHaveLength(1);
    button("One more").click();
    button("One more").click();
    await eventually(() => one(".number").textContent === "7");
    expect(one("input[type=range]").getAttribute("aria-valuetext")).toContain("7 of 10");
    button("Send 7").click();
    await eventually(() => gateway.messages.at(-1)?.text === "7");
  });

  test("choices, lesson and safety look like what they are", async () => {
    mount();
    await enter();
    gateway.say(LESSON);
    await sees("Step 2 of 8");
    expect(one("progress").getAttribute("aria-label")).toBe("How pain works: Step 2 of 8");
    gateway.say(MOOD);
    await eventually(() => all(".choice svg").length === 5);
    expect(one(".choice").textContent).toBe("Very low");
    gateway.say(SAFETY);
    await eventually(() => all(".group.safety").length === 1);
    expect(one(".group.safety .name").textContent).toContain("for your safety");
    button("See who can help now").click();
    await eventually(() => shadow().querySelector(".sheet") !== null);
  });

  test("that a person was asked to read stands beside who is here, and is read out", async () => {
    mount();
    await enter();
    gateway.setState({ case: { due_at: new Date().toISOString(), claimed: false, overdue: false } });
    await eventually(() => one(".presence").textContent.includes("With the assistant, a program. A person was asked to read this chat by "));
    expect(one('[role="status"]').textContent).toContain("A person was asked to read");
    gateway.setState({ case: null });
    await eventually(() => !one(".presence").textContent.includes("asked"));
  });

  test("without a line it says that nobody can see one's words yet, and what to do in an emergency", async () => {
    mount();
    await enter();
    await eventually(() => gateway.asked.includes("GET /api/patient/help"));
    gateway.faults.down = true;
    gateway.dropStreams();
    write("textarea", "is anybody there");
    submit(".composer");
    await eventually(() => shadow().querySelector(".line-lost") !== null, 6_000);
    for (const place of [".line-lost", '[role="status"]']) {
      expect(one(place).textContent).toContain("Nobody can see your message until it is back.");
      expect(one(place).textContent).toContain("Call your local emergency number.");
    }
    expect(one(".presence").textContent).toContain("No connection");
    expect(one(".presence").textContent).not.toContain("assistant");
    gateway.faults.down = false;
    await eventually(() => one(".line-lost").textContent === "Connected again.", 6_000);
  });

  test("a therapist is named, above the words and at the top", async () => {
    mount();
    await enter();
    gateway.setState({ owner: "therapist", owner_name: "Demo therapist" });
    gateway.say({ sender: "therapist", sender_name: "Demo therapist", text: "I am here" });
    await sees("Demo therapist, your therapist, is here");
    await sees("Demo therapist · your therapist");
  });

  test("words are text: markup is shown, never obeyed; addresses can be followed", async () => {
    mount();
    await enter();
    gateway.say({ text: "<img src=x onerror=alert(1)> see https://example.org/a?b=1. javascript:alert(1)" });
    await sees("<img src=x");
    expect(all(".bubble img")).toEqual([]);
    expect(all(".bubble a").map((link) => link.getAttribute("href"))).toEqual(["https://example.org/a?b=1"]);
  });

  test("a refused message offers two ways on", async () => {
    mount();
    await enter();
    gateway.faults.statuses = [400];
    write("textarea", "too odd");
    submit(".composer");
    await sees("Not sent.");
    expect(button("Try again")).toBeTruthy();
    button("Edit").click();
    await eventually(() => value("textarea") === "too odd");
    expect(all(".failed")).toEqual([]);
  });

  test("nothing carries a style attribute or element", async () => {
    mount();
    await enter();
    gateway.say(PAIN);
    await eventually(() => shadow().querySelector(".slider") !== null);
    expect(all("[style], style, link")).toEqual([]);
    expect(shadow().adoptedStyleSheets).toHaveLength(1);
  });
});

describe("the host page", () => {
  test("hears what happened, never what was said", async () => {
    const heard: { type: string; detail: unknown }[] = [];
    for (const type of ["login", "ready", "message", "unread", "logout"])
      document.addEventListener(`handrail-${type}`, (event) => heard.push({ type, detail: (event as CustomEvent).detail }));
    mount();
    await enter();
    gateway.say({ text: "secret words" });
    await sees("secret words");
    expect(heard.map(({ type }) => type)).toEqual(expect.arrayContaining(["login", "ready", "message"]));
    expect(JSON.stringify(heard)).not.toContain("secret");
    button("About this chat").click();
    await sees("logged in as Demo patient 1");
    button("Log out").click();
    await eventually(() => heard.some(({ type }) => type === "logout"));
    await eventually(() => shadow().querySelector("#code") !== null);
  });

  test("may float it: a launcher that counts, a panel that opens and closes", async () => {
    mount({ mode: "bubble", heading: "Between sessions" });
    button("Open the chat").click();
    await enter();
    expect(one("h2").textContent).toBe("Between sessions");
    button("Close").click();
    await eventually(() => shadow().querySelector(".composer") === null);
    gateway.say({ text: "while closed" });
    await eventually(() => button("Open the chat").getAttribute("aria-label") === "Open the chat, 1 new message");
    chat.open();
    await sees("while closed");
  });

  test("may take it away and put it back", async () => {
    mount();
    await enter();
    gateway.say({ text: "still here" });
    await sees("still here");
    chat.remove();
    await eventually(() => gateway.streams.size === 0);
    document.body.append(chat);
    await sees("still here");
  });
});

describe("the safety plan and grounding", () => {
  const SUPPORT = { type: "support" as const, open_plan: "Open my safety plan", make_plan: "Make a safety plan", ground: "Ground myself" };

  test("open from the same place before the login too", async () => {
    mount();
    await eventually(() => shadow().querySelector("#code") !== null);
    await eventually(() => gateway.asked.includes("GET /api/patient/self-help"));
    button("My plan").click();
    await sees("Log in to see your safety plan");
    button("Ground myself").click();
    await sees("Five senses");
    button("Help now").click();
    await sees("Example line (development)");
  });

  test("is built one step at a time, with examples by a tap, and read with numbers to call", async () => {
    mount();
    await enter();
    button("My plan").click();
    await sees("A short list for hard moments.");
    button("Begin").click();
    await sees("Step 1 of 3");
    button("+ I lie awake").click();
    await eventually(() => value("#plan-text") === "I lie awake");
    button("Next").click();
    await sees("Step 2 of 3");
    button("Skip").click();
    await sees("Step 3 of 3");
    write("#plan-text", "My sister, 020 7946 0000");
    button("Done").click();
    await sees("I lie awake");
    expect(one(".plan .way").getAttribute("href")).toBe("tel:02079460000");
    expect(button("What I can do by myself")).toBeTruthy();
    await sees("Saved. Your therapist can see it.");
    await sees("Last changed by you");
    expect(gateway.planOf("p1").parts.warning_signs?.text).toBe("I lie awake");
    button("Change: My warning signs").click();
    await sees("Step 1 of 3");
    await eventually(() => value("#plan-text") === "I lie awake");
    expect(all("[style]")).toEqual([]);
  });

  test("two texts stand beside each other until one is chosen", async () => {
    mount();
    await enter();
    button("My plan").click();
    await sees("A short list for hard moments.");
    button("Begin").click();
    await sees("Step 1 of 3");
    write("#plan-text", "mine");
    gateway.writePlan("p1", 0, { warning_signs: "theirs" }, { author_name: "Demo therapist", author_role: "therapist" });
    await sees("Demo therapist changed this step while you did. Both texts are kept.");
    expect(value("#plan-text")).toBe("mine");
    button("Keep both").click();
    await eventually(() => gateway.planOf("p1").parts.warning_signs?.text === "theirs\nmine");
    await eventually(() => shadow().querySelector(".note") === null);
  });

  test("what sounds like now is answered at once, and tells a person by a message of the patient’s", async () => {
    mount();
    await enter();
    button("My plan").click();
    await sees("Begin");
    button("Begin").click();
    await eventually(() => shadow().querySelector("#plan-text") !== null);
    write("#plan-text", "all of them tonight");
    await eventually(() => all("button").some((each) => each.textContent === "Next"));
    button("Next").click();
    await sees("This sounds as if it is about now");
    expect(one(".sheet [role=alert]").textContent).toContain("Help now");
    expect(gateway.messages.some((message) => message.sender === "patient")).toBe(false);
    button("Tell a person now").click();
    await eventually(() => gateway.messages.some((message) => message.text === "I am not safe right now."));
    await eventually(() => shadow().querySelector(".sheet") === null);
    button("My plan").click();
    await eventually(() => shadow().querySelector(".sheet") !== null);
    expect(shadow().textContent).not.toContain("about now");
  });

  test("the page opens again when the answer comes after it was closed, and stays closed once it was read", async () => {
    mount();
    await enter();
    button("My plan").click();
    await sees("Begin");
    button("Begin").click();
    await eventually(() => shadow().querySelector("#plan-text") !== null);
    gateway.faults.delay = 150;
    write("#plan-text", "all of them tonight");
    button("Back to the chat").click();
    await eventually(() => shadow().querySelector(".sheet") === null);
    await sees("This sounds as if it is about now");
    button("Back to the chat").click();
    await pause(300);
    expect(shadow().querySelector(".sheet")).toBeNull();
  });

  test("a safety message leads to both, and knows whether there is a plan", async () => {
    mount();
    await enter();
    gateway.say({ sender: "system", text: "Thank you for telling me.", content: { kind: "safety", element: SUPPORT } });
    await sees("Make a safety plan");
    gateway.writePlan("p1", 0, { own_coping: "music" });
    button("Make a safety plan").click();
    await sees("music");
    button("Back to the chat").click();
    await sees("Open my safety plan");
    button("Ground myself").click();
    await sees("Ground yourself");
  });

  test("grounding goes screen by screen, and breathes by itself", async () => {
    mount();
    await enter();
    chat.ground();
    await sees("Slow breathing");
    button("Slow breathing").click();
    await sees("Sit well.");
    button("Next").click();
    await sees("Breathe in");
    await sees("Breathe out");
    await sees("You stayed with it.");
    button("Choose another").click();
    await sees("Five senses");
    button("Five senses").click();
    await sees("Five things you can see.");
    button("Next").click();
    await sees("Four things you can feel.");
    button("Finish").click();
    await sees("You stayed with it.");
  });
});

describe("exercises", () => {
  test("a button opens one here, and nothing is sent; what cannot be loaded says so beside crisis help", async () => {
    mount();
    gateway.say({ text: "Shall we?", content: { buttons: [{ title: "Open it", payload: '/do_exercise{"exercise": "breathing"}' }, { title: "In text", payload: '/do_exercise{"exercise": "breathing", "form": "text"}' }] } });
    await enter();
    button("Open it").click();
    await eventually(() => shadow().querySelector("dialog.sheet")?.textContent.includes("could not be loaded") ?? false);
    expect(one("dialog.sheet").textContent).toContain("Help now");
    expect(gateway.messages.filter(({ sender }) => sender === "patient")).toEqual([]);
    button("Back to the chat").click();
    await eventually(() => shadow().querySelector("dialog.sheet") === null);
    button("In text").click();
    await eventually(() => gateway.messages.some(({ sender }) => sender === "patient"));
  });
});
