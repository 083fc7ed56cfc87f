import { defineConfig } from "vitest/config";

/** The licences of what ends up in the file must stay in the file. */
const BANNER = "/*! Handrail widget, Apache-2.0. Contains Preact, (c) Jason Miller, MIT licence. */";

export default defineConfig({
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: true,
    sourcemap: false,
    minify: "terser",
    terserOptions: { ecma: 2020, compress: { passes: 3 }, format: { comments: /^!/ } },
    lib: { entry: "src/main.ts", formats: ["iife"], name: "HandrailWidget", fileName: () => "handrail.js" },
    rolldownOptions: { output: { banner: BANNER } },
  },
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    maxWorkers: 2,
    testTimeout: 10_000,
  },
});
