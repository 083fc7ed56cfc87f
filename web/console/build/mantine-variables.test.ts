import { describe, expect, it } from 'vitest';
import { mantineVariablesCss } from './mantine-variables.ts';

describe('the theme’s variables', () => {
  it('are all there at build time, for both schemes', () => {
    const css = mantineVariablesCss();
    expect(css).toContain('--mantine-color-brand-7: #216f79');
    expect(css).toContain('--mantine-spacing-md');
    expect(css).toMatch(/data-mantine-color-scheme=.dark.\]\)?\s*\{[^}]*--mantine-color-scheme: dark/);
  });
});
