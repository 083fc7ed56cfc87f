import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MockGateway } from "../dev/mock-gateway.mjs";
import { BrowserStorage, MemoryStorage } from "../src/storage";
import { MAX_TEXT, Store } from "../src/store";
import { stringsFor } from "../src/strings";
import { eventually, until, Visitor } from "./helpers";

let gateway: MockGateway;
let server: string;
let visitor: Visitor;
let storage: MemoryStorage;
const opened: Store[] = [];

beforeEach(async () => {
  gateway = new MockGateway();
  server = await gateway.listen();
  visitor = new Visitor();
  storage = new MemoryStorage();
});

afterEach(async () => {
  vi.useRealTimers();
  for (const store of opened.splice(0)) {
    store.transport.stop();
    store.dispose();
  }
  await gateway.close();
});

function page(code = ""): Store {
  const transport = visitor.transport(server, storage);
  const store = new Store(transport, storage, { strings: stringsFor("en"), dates: "en-GB", open: true, code });
  opened.push(store);
  transport.start();
  return store;
}

async function chat(): Promise<Store> {
  const store = page();
  await until(store.transport, ({ phase }) => phase === "ready" || phase === "signed_out");
  if (store.view.snapshot.phase !== "ready") await store.login(" DEMO-PATIENT-1 ");
  await eventually(() => gateway.streams.size > 0);
  return store;
}

describe("the login form", () => {
  test.each([
    ["", "Please enter"],
    ["NO-SUCH", "did not work"],
    ["TOO-MANY", "wait 1 min"],
  ])("code %o", async (code, words) => {
    const store = page();
    await until(store.transport, ({ phase }) => phase === "signed_out");
    await store.login(code);
    expect(store.view.ui).toMatchObject({ loginBusy: false, loginError: expect.stringContaining(words) as string });
  });

  test("says that the line is down, and keeps the code", async () => {
    const store = page();
    await until(store.transport, ({ phase }) => phase === "signed_out");
    visitor.online = false;
    await store.login("DEMO-PATIENT-1");
    expect(store.view.ui).toMatchObject({ code: "DEMO-PATIENT-1", loginError: expect.stringContaining("No connection") as string });
  });
});

describe("what survives a reload", () => {
  test("half a sentence, until it is sent", async () => {
    const first = await chat();
    first.write("Today I walked to the");
    const second = await chat();
    expect(second.view.ui.draft).toBe("Today I walked to the");
    expect(second.sendDraft()).toBe(true);
    expect((await chat()).view.ui.draft).toBe("");
  });

  test("the reading place, with a mark before what is new", async () => {
    gateway.say({ text: "one" });
    const first = await chat();
    expect(first.view).toMatchObject({ unread: 0, ui: { unreadAfter: null } });
    first.attend(true);
    gateway.say({ text: "two" });
    await until(first.transport, ({ messages }) => messages.length === 2);
    first.transport.stop();
    first.dispose();
    gateway.say({ text: "three" });
    const second = await chat();
    expect(second.view).toMatchObject({ unread: 1, ui: { unreadAfter: 2 } });
    second.attend(true);
    expect(second.view).toMatchObject({ unread: 0, ui: { unreadAfter: 2 } });
    second.say("thanks");
    expect(second.view.ui.unreadAfter).toBeNull();
  });
});

describe("attention", () => {
  test("what comes while nobody looks is counted, and marked", async () => {
    const store = await chat();
    store.attend(true);
    store.setOpen(false);
    gateway.say({ text: "while closed" });
    await until(store.transport, ({ messages }) => messages.length === 1);
    expect(store.view).toMatchObject({ unread: 1, ui: { unreadAfter: 0 } });
    store.setOpen(true);
    store.attend(true);
    expect(store.view.unread).toBe(0);
  });
});

describe("sending", () => {
  test("nothing, and too much, is not sent", async () => {
    const store = await chat();
    store.write("   ");
    expect(store.sendDraft()).toBe(false);
    store.write("x".repeat(MAX_TEXT + 1));
    expect(store.sendDraft()).toBe(false);
    expect(store.view.snapshot.pending).toEqual([]);
  });

  test("a refused message comes back into the composer, after what is there", async () => {
    const store = await chat();
    gateway.faults.statuses = [400];
    store.say("refused");
    const { pending } = await until(store.transport, ({ pending }) => pending[0]?.state === "failed");
    store.write("new words");
    store.takeBack(pending[0]?.clientId ?? "");
    expect(store.view.ui.draft).toBe("new words\nrefused");
  });
});

describe("the line", () => {
  test("a blink is not mentioned, a loss is, and so is its end", async () => {
    const store = await chat();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    store.transport.offline();
    vi.advanceTimersByTime(2_000);
    expect(store.view.ui.lineLost).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(store.view.ui.lineLost).toBe(true);
    vi.useRealTimers();
    store.transport.wake();
    await eventually(() => store.view.ui.lineBack);
    expect(store.view.ui.lineLost).toBe(false);
  });
});

describe("logging out", () => {
  test("forgets draft and place, and shows the login", async () => {
    const store = await chat();
    store.write("private");
    store.show("about");
    await store.logout();
    expect(store.view).toMatchObject({ snapshot: { phase: "signed_out" }, ui: { draft: "", sheet: null } });
    expect(storage.keys("").some((key) => key.endsWith("draft"))).toBe(false);
  });

  test("says so when the server cannot be told", async () => {
    const store = await chat();
    visitor.online = false;
    await store.logout();
    expect(store.view).toMatchObject({ snapshot: { phase: "ready" }, ui: { logoutError: true } });
  });
});

describe("the browser's storage", () => {
  test("that is full or forbidden is replaced by memory", () => {
    const full = {
      length: 0,
      key: () => null,
      getItem: () => null,
      removeItem: () => undefined,
      clear: () => undefined,
      setItem: () => {
        throw new Error("QuotaExceededError");
      },
    };
    const kept = BrowserStorage.open(() => full);
    kept.set("a:b", "words");
    expect([kept.get("a:b"), kept.keys("a:")]).toEqual(["words", ["a:b"]]);
    const forbidden = BrowserStorage.open(() => {
      throw new Error("SecurityError");
    });
    forbidden.set("x", "1");
    expect(forbidden.get("x")).toBe("1");
  });
});
