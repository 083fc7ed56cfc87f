/**
 * BUILD ONLY: names that never leave the first file, so that it may shorten them: private members, the words' names, and fields of the
 * screen's own state. Only names of two words or more ("retryTimer") and a few that are picked by hand: what the gateway speaks and the
 * browser stores has none such in these declarations, and a host, the page and the second file use none of them.
 */
import { readFileSync } from "node:fs";

/** @param {string} file @param {RegExp} block @param {RegExp} name */
function names(file, block, name) {
  const text = readFileSync(new URL(`../src/${file}`, import.meta.url), "utf8");
  return [...text.matchAll(block)].flatMap(([part]) => [...part.matchAll(name)].map((found) => found[1] ?? ""));
}

/** Private members of one word that nothing else is called by. */
const ONE_WORD = new Set("advance announce attending backoff explain floating generation hooks invited listeners outbox publish pump spare stopped syncing timeline troubled unsubscribe".split(" "));
const FIELD = /^ {2}(?:readonly )?(\w+)\??:/gm;
const PRIVATE = /private (?:static )?(?:readonly )?(?:async )?(?:get )?(\w+)/g;
const ALL = /[^]+/g;

export const OWN_NAMES = [
  ...names("strings.ts", /^export interface Strings [^]*?^}/gm, FIELD),
  ...names("store.ts", /^export interface Ui [^]*?^}/gm, FIELD),
  ...names("transport.ts", /^export interface Snapshot [^]*?^}/gm, FIELD),
  ...["api.ts", "outbox.ts", "stream.ts", "timeline.ts", "transport.ts", "store.ts", "storage.ts", "element.tsx", "backoff.ts", "plan/keeper.ts"].flatMap((file) =>
    names(file, ALL, PRIVATE),
  ),
].filter((name) => /[a-z][A-Z]/.test(name) || ONE_WORD.has(name));
