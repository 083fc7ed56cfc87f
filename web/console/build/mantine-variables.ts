/**
 * Writes the theme's CSS variables into a style sheet at build time.
 *
 * MantineProvider would otherwise put them into a <style> element when it starts, which a page under
 * `style-src 'self'` must refuse.
 */
import { DEFAULT_THEME, convertCssVariables, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core';
import type { Plugin } from 'vite';
import { theme } from '../src/ui/theme.ts';

const id = 'virtual:mantine-variables.css';

/** The whole set, as the provider would write it. */
export function mantineVariablesCss(): string {
  const variables = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
  return convertCssVariables({
    ...variables,
    light: { ...variables.light, '--mantine-color-scheme': 'light' },
    dark: { ...variables.dark, '--mantine-color-scheme': 'dark' },
  });
}

export function mantineVariables(): Plugin {
  return {
    name: 'handrail-mantine-variables',
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load: (source) => (source === `\0${id}` ? mantineVariablesCss() : null),
  };
}
