import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { mantineVariables } from './build/mantine-variables.ts';

const backend = process.env.HANDRAIL_DEV_API ?? 'http://127.0.0.1:5199';

export default defineConfig({
  base: '/console/',
  plugins: [react(), mantineVariables()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { host: '127.0.0.1', proxy: { '/api': { target: backend } } },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}', 'build/**/*.test.ts'],
    css: false,
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
