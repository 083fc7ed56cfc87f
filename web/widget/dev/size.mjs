/** Fails when the built widget is heavier than a slow phone line should carry. */
import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";

/** Bytes, gzipped at level 9. */
const LIMIT = 30 * 1000;
const file = new URL("../dist/handrail.js", import.meta.url);
const size = gzipSync(readFileSync(file), { level: 9 }).length;
console.log(`dist/handrail.js: ${size} bytes gzipped, limit ${LIMIT}`);
if (size > LIMIT) {
  console.error(`${size - LIMIT} bytes too many.`);
  process.exit(1);
}
