import { defineConfig } from "vitest/config";

/** The licences of what ends up in the file must stay in the file. */
const BANNER = "/*! Handrail, Apache-2.0. Preact, (c) Jason Miller, MIT. */";

/** Names of private members of our classes, and of nothing else: no server, page or storage knows them, so that they may be short. */
const PRIVATE =
  /^(watchSilence|typingTimer|troubled|takeUp|takeState|syncing|showCachedHelp|retryTimer|readOn|quietTimer|personPrefix|lostTimer|helpKey|gapTimer|followLine|fetchWords|endLogin|checkLogin|catchUp|backTimer|attending)$/;

export default defineConfig({
  build: {
    target: "es2022",
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
      mangle: { properties: { regex: PRIVATE } },
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
