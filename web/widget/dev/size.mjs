/** Fails when a built file is heavier than a slow phone line should carry. */
import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";

/** Bytes, gzipped at level 9: what every patient loads, and what is fetched when an exercise is opened. */
const LIMITS = { "handrail.js": 30 * 1000, "exercises.js": 25 * 1000 };
for (const [name, limit] of Object.entries(LIMITS)) {
  const size = gzipSync(readFileSync(new URL(`../dist/${name}`, import.meta.url)), { level: 9 }).length;
  console.log(`dist/${name}: ${size} bytes gzipped, limit ${limit}`);
  if (size > limit) {
    console.error(`${size - limit} bytes too many.`);
    process.exitCode = 1;
  }
}
