import { defineConfig } from "vitest/config";
import { OWN_NAMES } from "./dev/own-names.mjs";

/** The licences of what ends up in the file must stay in the file. */
const BANNER = "/*! Handrail, Apache-2.0. Preact, (c) Jason Miller, MIT. */";

export default defineConfig({
  build: {
    target: "es2022",
    // What these know needs no spelling out for older ones: "color-scheme" and the like.
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    outDir: "dist",
    emptyOutDir: true,
    sourcemap: false,
    minify: "terser",
    terserOptions: {
      ecma: 2022,
      module: true,
      // "unsafe" in terser's sense: the code below relies on no exotic getter, and on no function's number of parameters.
      compress: {
        passes: 4,
        pure_getters: true,
        keep_fargs: false,
        unsafe: true,
        unsafe_arrows: true,
        unsafe_comps: true,
        unsafe_methods: true,
        unsafe_undefined: true,
      },
      mangle: { properties: { regex: new RegExp(`^(?:${OWN_NAMES.join("|")})$`) } },
      format: { comments: /^!/ },
    },
    lib: { entry: "src/main.ts", formats: ["iife"], name: "HandrailWidget", fileName: () => "handrail.js" },
    rolldownOptions: { treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false }, output: { banner: BANNER } },
  },
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    maxWorkers: 2,
    testTimeout: 10_000,
  },
});
