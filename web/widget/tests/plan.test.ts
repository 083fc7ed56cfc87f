import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MockGateway } from "../dev/mock-gateway.mjs";
import { PlanKeeper } from "../src/plan/keeper";
import { MemoryStorage } from "../src/storage";
import type { Transport } from "../src/transport";
import { eventually, until, Visitor } from "./helpers";

const THERAPIST = { author_name: "Demo therapist", author_role: "therapist" };
const SIGNS = "warning_signs";

let gateway: MockGateway;
let server: string;
let storage: MemoryStorage;
let visitor: Visitor;
let open: { transport: Transport; plans: PlanKeeper }[];

beforeEach(async () => {
  gateway = new MockGateway();
  server = await gateway.listen();
  storage = new MemoryStorage();
  visitor = new Visitor();
  open = [];
});

afterEach(async () => {
  for (const { transport, plans } of open) {
    plans.dispose();
    transport.stop();
  }
  await gateway.close();
});

/** A page of the widget on this device; without a code, as it comes up after a reload. */
async function page(code?: string): Promise<{ transport: Transport; plans: PlanKeeper }> {
  const transport = visitor.transport(server, storage);
  const plans = new PlanKeeper(transport, storage);
  open.push({ transport, plans });
  transport.start();
  if (code) {
    await until(transport, ({ phase }) => phase === "signed_out");
    await transport.login(code);
  }
  return { transport, plans };
}

const cut = (): void => {
  visitor.online = false;
  gateway.dropStreams();
};
const stored = (): string => storage.keys("").map((key) => storage.get(key)).join();

describe("a safety plan on the device", () => {
  test("is saved as it is written, step by step", async () => {
    const { plans } = await page("DEMO-PATIENT-1");
    expect(plans.begun).toBe(false);
    plans.write(SIGNS, "I stop ");
    plans.write(SIGNS, "I stop answering");
    expect(plans.status).toBe("saving");
    expect(plans.begun).toBe(true);
    await plans.sync();
    await eventually(() => plans.status === "saved");
    expect(gateway.planOf("p1").parts[SIGNS]?.text).toBe("I stop answering");
    expect(plans.last?.author_role).toBe("patient");
  });

  test("opens and is written without a line, also after a reload, and is sent when the line is back", async () => {
    const first = await page("DEMO-PATIENT-1");
    first.plans.write(SIGNS, "one");
    await first.plans.sync();
    cut();
    first.transport.stop();
    const { transport, plans } = await page();
    await until(transport, ({ connected }) => !connected);
    expect(plans.text(SIGNS)).toBe("one");
    expect(plans.words?.plan.title).toBe("My safety plan");
    plans.write(SIGNS, "one\ntwo");
    await plans.sync();
    expect(plans.status).toBe("offline");
    expect(gateway.planOf("p1").version).toBe(1);
    visitor.online = true;
    transport.wake();
    await eventually(() => plans.status === "saved");
    expect(gateway.planOf("p1").parts[SIGNS]?.text).toBe("one\ntwo");
  });

  test("what a therapist writes at another step comes in beside it", async () => {
    const { plans } = await page("DEMO-PATIENT-1");
    await plans.sync();
    gateway.writePlan("p1", 0, { own_coping: "slow breathing" }, THERAPIST);
    plans.write(SIGNS, "mine");
    await plans.sync();
    await plans.sync();
    expect(plans.text("own_coping")).toBe("slow breathing");
    expect(Object.keys(gateway.planOf("p1").parts)).toEqual(["own_coping", SIGNS]);
    expect(plans.crossed(SIGNS)).toBeNull();
  });

  test("of two texts at one step neither is lost: the person chooses", async () => {
    const { plans } = await page("DEMO-PATIENT-1");
    await plans.sync();
    cut();
    plans.write(SIGNS, "mine");
    gateway.writePlan("p1", 0, { [SIGNS]: "theirs" }, THERAPIST);
    visitor.online = true;
    await eventually(() => plans.crossed(SIGNS) !== null || (void plans.sync(), false));
    await eventually(() => plans.status === "choose");
    expect(plans.crossed(SIGNS)?.author_name).toBe("Demo therapist");
    expect(plans.text(SIGNS)).toBe("mine");
    expect(gateway.planOf("p1").parts[SIGNS]?.text).toBe("theirs");
    plans.choose(SIGNS, "theirs\nmine");
    await eventually(() => gateway.planOf("p1").parts[SIGNS]?.text === "theirs\nmine");
    expect(plans.crossed(SIGNS)).toBeNull();
  });

  test("a saving whose answer was lost is no stranger's", async () => {
    const { plans } = await page("DEMO-PATIENT-1");
    await plans.sync();
    gateway.faults.losePlan = 1;
    plans.write(SIGNS, "one");
    await plans.sync();
    expect(gateway.planOf("p1").version).toBe(1);
    plans.write(SIGNS, "one and more");
    await plans.sync();
    await eventually(() => gateway.planOf("p1").parts[SIGNS]?.text === "one and more");
    expect(plans.crossed(SIGNS)).toBeNull();
  });

  test("goes when its person logs out", async () => {
    const { transport, plans } = await page("DEMO-PATIENT-1");
    plans.write(SIGNS, "kingfisher");
    await plans.sync();
    expect(stored()).toContain("kingfisher");
    await transport.logout();
    expect(stored()).not.toContain("kingfisher");
    expect(plans.known).toBe(false);
    expect(plans.text(SIGNS)).toBe("");
  });

  test("stays to be read when a login runs out, is no one else's, and can be taken off the device", async () => {
    const { transport, plans } = await page("DEMO-PATIENT-1");
    plans.write(SIGNS, "kingfisher");
    await plans.sync();
    gateway.expireLogins();
    await until(transport, ({ phase }) => phase === "signed_out");
    expect([plans.status, plans.text(SIGNS)]).toEqual(["logged_out", "kingfisher"]);
    await transport.login("DEMO-PATIENT-2");
    await eventually(() => plans.status === "saved");
    expect(plans.text(SIGNS)).toBe("");
    await transport.login("DEMO-PATIENT-1");
    await eventually(() => plans.status === "saved");
    expect(plans.text(SIGNS)).toBe("kingfisher");
    gateway.expireLogins();
    await until(transport, ({ phase }) => phase === "signed_out");
    plans.forget();
    expect(plans.known).toBe(false);
    expect(stored()).not.toContain("kingfisher");
  });

  test("no address that is asked for holds a word of it", async () => {
    const { plans } = await page("DEMO-PATIENT-1");
    plans.write(SIGNS, "kingfisher");
    await plans.sync();
    expect(gateway.asked.join()).not.toContain("kingfisher");
  });

  test("a damaged copy is no copy", async () => {
    storage.set(`handrail:${server}:self-help`, '{"plan": {}}');
    storage.set(`handrail:${server}:last`, "p1");
    storage.set(`handrail:${server}:p1:plan`, "{{");
    cut();
    const { plans } = await page();
    expect([plans.words, plans.begun, plans.known]).toEqual([null, false, true]);
  });
});
