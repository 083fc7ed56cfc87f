import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MockGateway } from "../dev/mock-gateway.mjs";
import { ApiError } from "../src/api";
import { MemoryStorage } from "../src/storage";
import type { Transport } from "../src/transport";
import { eventually, pause, texts, until, Visitor } from "./helpers";

let gateway: MockGateway;
let server: string;
let visitor: Visitor;
const started: Transport[] = [];

beforeEach(async () => {
  gateway = new MockGateway();
  server = await gateway.listen();
  visitor = new Visitor();
});

afterEach(async () => {
  for (const transport of started.splice(0)) transport.stop();
  await gateway.close();
});

function open(storage = new MemoryStorage(), more = {}): Transport {
  const transport = visitor.transport(server, storage, more);
  started.push(transport);
  transport.start();
  return transport;
}

async function ready(storage = new MemoryStorage(), more = {}): Promise<Transport> {
  const transport = open(storage, more);
  await until(transport, ({ phase }) => phase === "signed_out" || phase === "ready");
  if (transport.snapshot.phase !== "ready") await transport.login("DEMO-PATIENT-1");
  await until(transport, ({ phase }) => phase === "ready");
  await eventually(() => gateway.streams.size > 0);
  return transport;
}

describe("logging in", () => {
  test("a visitor without a login is asked for one, and has the help card", async () => {
    const transport = open();
    const state = await until(transport, ({ phase, help }) => phase === "signed_out" && help !== null);
    expect(state.expired).toBe(false);
    expect(state.help?.lines).toHaveLength(2);
  });

  test("a wrong code says so and changes nothing", async () => {
    const transport = open();
    await until(transport, ({ phase }) => phase === "signed_out");
    await expect(transport.login("NO-SUCH")).rejects.toMatchObject({ status: 401, code: "unknown_code" });
    await expect(transport.login("TOO-MANY")).rejects.toMatchObject({ status: 429, retryAfter: 60 });
    expect(transport.snapshot.phase).toBe("signed_out");
  });

  test("a reload finds the same conversation", async () => {
    gateway.say({ text: "Hello" });
    (await ready()).stop();
    const again = open();
    expect(texts(await until(again, ({ phase }) => phase === "ready"))).toEqual(["Hello"]);
  });

  describe("beside somebody of the staff in the same browser", () => {
    beforeEach(() => {
      gateway.staff = true;
    });

    test("asks for a code first, and is the patient's from then on, also after a reload", async () => {
      const storage = new MemoryStorage();
      const transport = open(storage);
      await until(transport, ({ phase }) => phase === "signed_out");
      await transport.login("DEMO-PATIENT-1");
      await until(transport, ({ phase }) => phase === "ready");
      transport.send("hello");
      await until(transport, ({ messages }) => messages.length === 1);
      const again = open(storage);
      expect((await until(again, ({ phase }) => phase === "ready")).me).toMatchObject({ id: "p1", role: "patient" });
    });

    test("logs out the patient and nobody else", async () => {
      const transport = await ready();
      await transport.logout();
      expect(transport.snapshot.phase).toBe("signed_out");
      expect([gateway.logins.size, gateway.staff]).toEqual([0, true]);
    });

    test("asks for a code again when only the staff's login is left", async () => {
      const transport = await ready();
      gateway.expireLogins();
      expect((await until(transport, ({ phase }) => phase === "signed_out")).expired).toBe(true);
    });

    test("keeps unsent words when the refusal is of the wrong role", async () => {
      const storage = new MemoryStorage();
      const transport = await ready(storage);
      gateway.logins.clear();
      transport.send("kept");
      await until(transport, ({ phase }) => phase === "signed_out");
      await transport.login("DEMO-PATIENT-1");
      expect(texts(await until(transport, ({ messages }) => messages.length === 1))).toEqual(["kept"]);
    });
  });

  test("a server that is down at the start is tried again", async () => {
    gateway.faults.down = true;
    const transport = open();
    await until(transport, ({ connected }) => !connected);
    gateway.faults.down = false;
    await until(transport, ({ phase }) => phase === "signed_out");
  });

  test("a login that ended is noticed through the stream, and its unsent words wait for the next one", async () => {
    const storage = new MemoryStorage();
    const transport = await ready(storage);
    gateway.faults.statuses = [503, 503, 503, 503, 503, 503, 503, 503, 503, 503];
    transport.send("kept");
    gateway.expireLogins();
    expect((await until(transport, ({ phase }) => phase === "signed_out")).expired).toBe(true);
    expect(transport.snapshot.pending).toEqual([]);
    gateway.faults.statuses = [];
    await transport.login("DEMO-PATIENT-1");
    expect(texts(await until(transport, ({ messages }) => messages.length === 1))).toEqual(["kept"]);
  });

  test("another person on the same device does not send or see the first one's words", async () => {
    const storage = new MemoryStorage();
    const transport = await ready(storage);
    gateway.faults.statuses = Array<number>(50).fill(503);
    transport.send("private");
    gateway.expireLogins();
    await until(transport, ({ phase }) => phase === "signed_out");
    gateway.faults.statuses = [];
    await transport.login("DEMO-PATIENT-2");
    await until(transport, ({ phase }) => phase === "ready");
    await pause(60);
    expect(transport.snapshot.pending).toEqual([]);
    expect(gateway.messages).toEqual([]);
  });

  test("logging out forgets every word on this device but the help card", async () => {
    const storage = new MemoryStorage();
    const transport = await ready(storage);
    storage.set(transport.key("draft"), "half a sentence");
    gateway.faults.statuses = [503, 503, 503];
    transport.send("unsent");
    await transport.logout();
    expect(transport.snapshot).toMatchObject({ phase: "signed_out", expired: false, pending: [] });
    expect(storage.keys("").map((key) => key.split(":").at(-1))).toEqual(["help"]);
  });

  test("a stale CSRF token is fetched anew, once", async () => {
    const transport = await ready();
    for (const login of gateway.logins.values()) login.csrf = "changed by another tab";
    transport.send("still arrives");
    await until(transport, ({ messages }) => messages.length === 1);
  });
});

describe("receiving", () => {
  test("messages arrive live, in order, with the state of the conversation", async () => {
    const transport = await ready();
    gateway.setState({ typing: true });
    await until(transport, ({ typing }) => typing);
    gateway.say({ text: "one" });
    gateway.say({ text: "two" });
    const state = await until(transport, ({ messages }) => messages.length === 2);
    expect(state.typing).toBe(false);
    gateway.setState({ owner: "therapist", owner_name: "Demo therapist" });
    expect((await until(transport, ({ conversation }) => conversation?.owner === "therapist")).conversation?.owner_name).toBe("Demo therapist");
  });

  test("what was said while the line was down comes exactly once", async () => {
    const transport = await ready();
    gateway.say({ text: "before" });
    await until(transport, ({ messages }) => messages.length === 1);
    gateway.faults.down = true;
    gateway.dropStreams();
    await until(transport, ({ connected }) => !connected);
    gateway.say({ text: "during 1" });
    gateway.say({ text: "during 2" });
    await pause(50);
    gateway.faults.down = false;
    const state = await until(transport, ({ messages, connected }) => connected && messages.length === 3);
    expect(texts(state)).toEqual(["before", "during 1", "during 2"]);
  });

  test("twenty drops in the middle of forty messages lose and double nothing", async () => {
    const transport = await ready();
    gateway.faults.duplicate = true;
    for (let index = 1; index <= 40; index += 1) {
      gateway.say({ text: String(index) });
      if (index % 2 === 0) gateway.dropStreams();
      await pause(index % 7);
    }
    const state = await until(transport, ({ messages }) => messages.length >= 40);
    expect(texts(state)).toEqual(Array.from({ length: 40 }, (_, index) => String(index + 1)));
  });

  test("duplicates and disorder on the stream are put right", async () => {
    const transport = await ready();
    const [one, two, three] = [1, 2, 3].map((n) => gateway.say({ text: String(n) }, { silent: true }));
    for (const message of [two, two, one, three, one]) if (message) gateway.deliver(message);
    const state = await until(transport, ({ messages }) => messages.length === 3);
    expect(texts(state)).toEqual(["1", "2", "3"]);
    await pause(20);
    expect(texts(transport.snapshot)).toEqual(["1", "2", "3"]);
  });

  test("a gap is asked for when the stream does not fill it", async () => {
    const transport = await ready();
    gateway.say({ text: "lost" }, { silent: true });
    gateway.say({ text: "seen" });
    await until(transport, ({ messages }) => messages.length === 1);
    expect(texts(await until(transport, ({ messages }) => messages.length === 2))).toEqual(["lost", "seen"]);
  });

  test("a stream that is open and dead is found out by asking, and replaced", async () => {
    const transport = await ready(new MemoryStorage(), { silence: [80, 80] });
    const [first] = gateway.streams;
    gateway.faults.swallow = true;
    gateway.say({ text: "swallowed" });
    await until(transport, ({ messages }) => messages.length === 1);
    await eventually(() => gateway.streams.size > 0 && !gateway.streams.has(first as never));
    gateway.faults.swallow = false;
    gateway.say({ text: "live again" });
    expect(texts(await until(transport, ({ messages }) => messages.length === 2))).toEqual(["swallowed", "live again"]);
  });

  test("waking up after a long sleep fetches more than one page", async () => {
    const transport = await ready();
    gateway.faults.swallow = true;
    for (let index = 1; index <= 450; index += 1) gateway.say({ text: String(index) });
    transport.wake();
    const state = await until(transport, ({ messages }) => messages.length === 450);
    expect(state.messages.at(-1)?.seq).toBe(450);
  });

  test("history pages backwards without a hole or a double", async () => {
    for (let index = 1; index <= 120; index += 1) gateway.say({ text: String(index) });
    const transport = await ready();
    expect(transport.snapshot).toMatchObject({ hasOlder: true });
    expect(transport.snapshot.messages).toHaveLength(50);
    await Promise.all([transport.loadOlder(), transport.loadOlder()]);
    expect(transport.snapshot.messages).toHaveLength(100);
    await transport.loadOlder();
    expect(transport.snapshot.hasOlder).toBe(false);
    expect(texts(transport.snapshot)).toEqual(Array.from({ length: 120 }, (_, index) => String(index + 1)));
  });

  test("nonsense on the stream is passed over", async () => {
    const transport = await ready();
    for (const stream of gateway.streams) stream.write("event: message\ndata: {not json\n\nevent: state\ndata: null\n\n");
    gateway.say({ text: "sense" });
    expect(texts(await until(transport, ({ messages }) => messages.length > 0))).toEqual(["sense"]);
  });
});

describe("sending", () => {
  test("is shown at once and confirmed once", async () => {
    const transport = await ready();
    gateway.faults.delay = 30;
    transport.send("hello");
    expect(transport.snapshot.pending).toMatchObject([{ text: "hello", state: "sending" }]);
    const state = await until(transport, ({ messages }) => messages.length === 1);
    expect(state.pending).toEqual([]);
  });

  test("no snapshot ever shows a message twice, or not at all", async () => {
    const transport = await ready();
    const seen: string[] = [];
    transport.subscribe(({ messages, pending }) => {
      const count = messages.filter(({ text }) => text === "once").length + pending.filter(({ text }) => text === "once").length;
      seen.push(String(count));
    });
    transport.send("once");
    await until(transport, ({ messages }) => messages.length === 1);
    await pause(30);
    expect(new Set(seen)).toEqual(new Set(["1"]));
  });

  test("an answer lost on the way back is stored once", async () => {
    const transport = await ready();
    gateway.faults.loseAnswer = 2;
    gateway.faults.swallow = true;
    transport.send("only once");
    await until(transport, ({ messages }) => messages.length === 1);
    expect(gateway.messages).toHaveLength(1);
    expect(gateway.asked.filter((path) => path === "POST /api/patient/messages").length).toBeGreaterThan(1);
  });

  test("words written without a line go out in order when it is back", async () => {
    const transport = await ready();
    visitor.online = false;
    gateway.dropStreams();
    for (const text of ["one", "two", "three"]) transport.send(text);
    await until(transport, ({ connected }) => !connected);
    expect(transport.snapshot.pending).toHaveLength(3);
    visitor.online = true;
    transport.wake();
    const state = await until(transport, ({ messages, pending }) => messages.length === 3 && pending.length === 0);
    expect(texts(state)).toEqual(["one", "two", "three"]);
  });

  test("words written without a line survive a reload", async () => {
    const storage = new MemoryStorage();
    const first = await ready(storage);
    visitor.online = false;
    first.send("one");
    first.send("two");
    first.stop();
    visitor.online = true;
    const second = open(storage);
    expect(texts(await until(second, ({ messages }) => messages.length === 2))).toEqual(["one", "two"]);
    expect(storage.keys("").filter((key) => key.includes(":out:"))).toEqual([]);
  });

  test("a server in trouble is tried again; what it refuses is not", async () => {
    const transport = await ready();
    gateway.faults.statuses = [503, 429, 500, 400];
    transport.send("refused");
    const state = await until(transport, ({ pending }) => pending[0]?.state === "failed");
    expect(state.pending[0]?.reason).toContain("could not take this");
    transport.send("goes past it");
    await until(transport, ({ messages }) => messages.length === 1);
    transport.retry(state.pending[0]?.clientId ?? "");
    expect(texts(await until(transport, ({ messages }) => messages.length === 2))).toEqual(["goes past it", "refused"]);
  });

  test("a refused message can be taken back", async () => {
    const transport = await ready();
    gateway.faults.statuses = [413];
    transport.send("too much");
    const { pending } = await until(transport, ({ pending }) => pending[0]?.state === "failed");
    expect(transport.takeBack(pending[0]?.clientId ?? "")).toBe("too much");
    expect(transport.snapshot.pending).toEqual([]);
  });

  test("an answer by a button that is no longer open goes as typed words", async () => {
    const transport = await ready();
    transport.send("Good", "/gone");
    expect(texts(await until(transport, ({ messages }) => messages.length === 1))).toEqual(["Good"]);
  });

  test("a hotel's login page is no confirmation", async () => {
    const transport = await ready();
    gateway.faults.captive = true;
    transport.send("careful");
    await until(transport, ({ connected }) => !connected);
    expect(transport.snapshot.pending).toHaveLength(1);
    gateway.faults.captive = false;
    await until(transport, ({ messages }) => messages.length === 1);
  });

  test("a request that nobody answers is given up and repeated", async () => {
    const transport = await ready(new MemoryStorage(), { patience: 60 });
    gateway.faults.delay = 400;
    transport.send("slow");
    await until(transport, ({ connected }) => !connected);
    gateway.faults.delay = 0;
    await until(transport, ({ pending }) => pending.length === 0);
    expect(gateway.messages.filter(({ text }) => text === "slow")).toHaveLength(1);
  });

  test("the same words in two tabs are stored once", async () => {
    const storage = new MemoryStorage();
    const first = await ready(storage);
    visitor.online = false;
    first.send("from one tab");
    await until(first, ({ connected }) => !connected);
    visitor.online = true;
    const second = open(storage);
    first.wake();
    await until(second, ({ messages, pending }) => messages.length === 1 && pending.length === 0);
    await until(first, ({ messages, pending }) => messages.length === 1 && pending.length === 0);
    expect(gateway.messages).toHaveLength(1);
  });
});

describe("the help card", () => {
  test("is there without a line when it was there before", async () => {
    const storage = new MemoryStorage();
    const first = open(storage);
    await until(first, ({ help }) => help !== null);
    gateway.faults.down = true;
    const second = open(storage);
    expect(second.snapshot.help?.title).toBe("Help now");
  });

  test("a damaged copy is replaced", async () => {
    const storage = new MemoryStorage();
    storage.set(`handrail:${server}:help`, "{broken");
    const transport = open(storage);
    await until(transport, ({ help }) => help !== null);
  });
});

test("errors of the API carry what a person can do", () => {
  const error = new ApiError(409, "x", "This is so.", "Do that.", 0);
  expect([error.message, error.remedy, error.passing]).toEqual(["This is so.", "Do that.", false]);
});
