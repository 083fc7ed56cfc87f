// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError, NetworkError } from "../src/api";
import { check, filled, firstValues } from "../src/exercises/check";
import { Keeper, type Draft } from "../src/exercises/keeper";
import { WAITING } from "../src/exercises/load";
import { SheetForm } from "../src/exercises/SheetForm";
import { wordsFor } from "../src/exercises/strings";
import { clock, placeAt } from "../src/exercises/time";
import type { Field, Form } from "../src/exercises/types";
import { MemoryStorage } from "../src/storage";
import type { Transport } from "../src/transport";

const words = wordsFor("en-GB");

const field = (name: string, kind: Field["kind"], more: Partial<Field> = {}): Field => ({
  name, kind, label: `The ${name}`, ask: `What ${name}?`, hint: "", example: "", optional: false, low: 0, high: 10, low_label: "", high_label: "", options: [], most: 3, ...more,
});
const FORM: Form = {
  kind: "sheet", id: "record", title: "Record", about: "About it.", many: true, begin: "Begin here.", saved: "Kept.", care: "Take care.",
  fields: [field("day", "day"), field("thought", "text"), field("strength", "scale"), field("steps", "list", { optional: true }), field("minutes", "minutes", { high: 60 })],
};
const WHOLE = { day: "2026-03-02", thought: "it never ends", strength: 7, minutes: 10 };

/** The transport as the second file sees it. */
class Line {
  answer: unknown = { sheet: { id: "s1" }, saved: "Kept." };
  fails: Error | null = null;
  sent: { path: string; body: Record<string, unknown> }[] = [];
  readonly api = {
    address: (path: string) => `https://gateway${path}`,
    request: (_method: string, path: string): Promise<unknown> => this.reply(path, {}),
    unsafe: (path: string, body: Record<string, unknown>): Promise<unknown> => this.reply(path, body),
  };

  key(name: string): string {
    return `handrail:p1:${name}`;
  }

  private reply(path: string, body: Record<string, unknown>): Promise<unknown> {
    this.sent.push({ path, body });
    return this.fails ? Promise.reject(this.fails) : Promise.resolve(this.answer);
  }
}

let line: Line;
let storage: MemoryStorage;
let keeper: Keeper;

beforeEach(() => {
  line = new Line();
  storage = new MemoryStorage();
  keeper = new Keeper(line as unknown as Transport, storage);
});

describe("what is kept on the device", () => {
  const draft: Draft = { exercise: "record", values: WHOLE };

  test("every key is kept, and thrown away when the person says so", () => {
    keeper.write(keeper.write(draft, "thought", "a"), "thought", "ab");
    expect(keeper.draft("record")?.values.thought).toBe("ab");
    expect(keeper.draft("record", "s1")).toBeNull();
    keeper.discard("record");
    expect(keeper.draft("record")).toBeNull();
  });

  test("it waits for a line under one id, and is gone when it is kept", async () => {
    line.fails = new NetworkError("no line");
    expect(await keeper.keep(draft)).toEqual({ state: "waiting" });
    expect(keeper.waits("record")).toBe(true);
    expect(storage.keys(line.key(WAITING))).toHaveLength(1);
    line.fails = new ApiError(503, "", "", "", 0);
    await keeper.sendAll();
    expect(keeper.waits("record")).toBe(true);
    line.fails = null;
    await keeper.sendAll();
    expect(storage.keys("handrail:p1:sheet")).toEqual([]);
    const ids = new Set(line.sent.map(({ body }) => body.client_id));
    expect([line.sent.length, ids.size]).toEqual([3, 1]);
  });

  test("a login that ended keeps it", async () => {
    line.fails = new ApiError(401, "unauthenticated", "", "", 0);
    expect(await keeper.keep(draft)).toEqual({ state: "waiting" });
  });

  test("what is refused is a draft again, with the reason", async () => {
    line.fails = new ApiError(422, "invalid", "“The thought” is empty", "fill it in", 0);
    expect(await keeper.keep(draft)).toEqual({ state: "refused", reason: "“The thought” is empty fill it in" });
    expect(keeper.waits("record")).toBe(false);
    expect(keeper.draft("record")?.reason).toContain("The thought");
    expect(keeper.draft("record")?.client).toBeUndefined();
  });

  test("a change of a sheet that is gone becomes a new one", async () => {
    line.fails = new ApiError(404, "not_found", "no such sheet", "", 0);
    await keeper.keep({ ...draft, sheet: "s1" });
    expect(keeper.draft("record", "s1")).toBeNull();
    expect(keeper.draft("record")?.values).toEqual(WHOLE);
  });

  test("taken back into one's hands it gets another id", async () => {
    line.fails = new NetworkError("no line");
    await keeper.keep(draft);
    const held = keeper.hold(draft);
    expect(keeper.waits("record")).toBe(false);
    line.fails = null;
    await keeper.keep(held);
    expect(new Set(line.sent.map(({ body }) => body.client_id)).size).toBe(2);
  });

  test("an exercise opens from the copy of last time", async () => {
    line.answer = { exercise: FORM };
    await keeper.show("record");
    line.fails = new NetworkError("no line");
    expect(await keeper.show("record")).toEqual({ exercise: FORM });
    await expect(keeper.show("other")).rejects.toThrow();
  });
});

describe("what is filled in", () => {
  test("is looked at before it is sent", () => {
    expect(check(FORM, WHOLE, words)).toEqual({});
    expect(check(FORM, { ...WHOLE, thought: "  ", minutes: 61 }, words)).toEqual({ thought: words.needed, minutes: words.number(0, 60) });
    expect(check(FORM, {}, words)).toMatchObject({ minutes: words.number(0, 60), strength: words.needed });
    expect(check(FORM, { ...WHOLE, strength: 0 }, words)).toEqual({});
  });

  test("leaves out what is empty", () => {
    expect(filled({ ...WHOLE, thought: " ", steps: ["", "a", " "] })).toEqual({ day: "2026-03-02", strength: 7, minutes: 10, steps: ["a"] });
  });

  test("begins with today, by the calendar of the device", () => {
    expect(firstValues(FORM, new Date(2026, 2, 2, 0, 30))).toEqual({ day: "2026-03-02" });
  });
});

test("the place in a sequence is read off the clock", () => {
  const breath = [{ seconds: 4 }, { seconds: 6 }];
  expect([0, 3.9, 4, 9.9, 10, 99].map((elapsed) => placeAt(breath, elapsed)[0])).toEqual([0, 0, 1, 1, 2, 2]);
  expect(placeAt(breath, 5)).toEqual([1, 1]);
  expect(clock(125)).toBe("2:05");
});

describe("the form", () => {
  let place: HTMLElement;
  const kept = vi.fn();

  const draw = (): void => {
    void act(() => render(<SheetForm exercise={FORM} areas={{}} keeper={keeper} words={words} before={null} connected={() => line.fails === null} onKept={kept} onLeave={null} />, place));
  };
  const one = (selector: string): HTMLInputElement => {
    const found = place.querySelector<HTMLInputElement>(selector);
    if (!found) throw new Error(`no ${selector} in ${place.textContent}`);
    return found;
  };
  const write = (selector: string, text: string): void => {
    void act(() => {
      one(selector).value = text;
      one(selector).dispatchEvent(new Event("input", { bubbles: true }));
    });
  };
  const press = (selector: string): void => void act(() => one(selector).click());
  const submit = async (): Promise<void> => {
    await act(async () => {
      (one("form") as unknown as HTMLFormElement).requestSubmit();
      await Promise.resolve();
    });
  };

  beforeEach(() => {
    place = document.createElement("div");
    document.body.append(place);
    Element.prototype.scrollIntoView = () => undefined;
    kept.mockReset();
  });

  afterEach(() => {
    render(null, place);
    place.remove();
  });

  test("a mistake stands beside its field, and the focus goes there", async () => {
    draw();
    expect(one("label[for=f-thought]").textContent).toContain("What thought?");
    await submit();
    expect(line.sent).toEqual([]);
    expect(one("#f-thought-error").textContent).toBe(words.needed);
    expect(one("#f-thought").getAttribute("aria-describedby")).toBe("f-thought-error");
    expect(document.activeElement?.id).toBe("f-thought");
  });

  test("what was written is there again, and is sent without what is empty", async () => {
    draw();
    write("#f-thought", "it never ends");
    render(null, place);
    draw();
    expect(one("#f-thought").value).toBe("it never ends");
    press("#f-strength input");
    write("#f-minutes", "10");
    await submit();
    await vi.waitFor(() => expect(kept).toHaveBeenCalledWith("Kept."));
    expect(line.sent[0]?.body.values).toMatchObject({ thought: "it never ends", strength: 0, minutes: 10 });
    expect(keeper.draft("record")).toBeNull();
  });

  test("without a line it says that nobody sees it yet, and can be changed", async () => {
    draw();
    write("#f-thought", "x");
    press("#f-strength input");
    write("#f-minutes", "10");
    line.fails = new NetworkError("no line");
    await submit();
    await vi.waitFor(() => expect(place.textContent).toContain("Nobody can see it until then"));
    press("button");
    expect(one("#f-thought").value).toBe("x");
  });

  test("what the gateway does not take is told beside the field that it names", async () => {
    draw();
    write("#f-thought", "x");
    press("#f-strength input");
    write("#f-minutes", "10");
    line.fails = new ApiError(422, "invalid", "“The minutes” must be a whole number", "change it there", 0);
    await submit();
    await vi.waitFor(() => expect(one("#f-minutes-error").textContent).toContain("must be a whole number"));
  });
});
