import { defineConfig } from "vitest/config";
import first from "./vite.config";

/** The second file: exercises, fetched when one is opened. It has its own Preact and shares no short names with the first. */
export default defineConfig({
  ...first,
  build: {
    ...first.build,
    emptyOutDir: false,
    terserOptions: { ...first.build?.terserOptions, mangle: true },
    lib: { entry: "src/exercises/index.tsx", formats: ["es"], fileName: () => "exercises.js" },
  },
});
