import { createTheme, type MantineColorsTuple } from '@mantine/core';

const brand: MantineColorsTuple = [
  '#eef7f7', '#d9eced', '#b3d8db', '#88c2c7', '#5fabb3', '#41969f', '#2c818b', '#216f79', '#195c65', '#114850',
];

const dark: MantineColorsTuple = [
  '#d3d9dd', '#b7c0c6', '#8f9aa2', '#66727b', '#3f4a53', '#313b43', '#252d34', '#1c2329', '#161c21', '#10151a',
];

const gray: MantineColorsTuple = [
  '#f6f8f8', '#edf0f1', '#e2e7e9', '#d3dadd', '#bcc5c9', '#98a4aa', '#6c7980', '#4a565d', '#313b41', '#1d2529',
];

/** The look of the console. Its CSS variables are written at build time: see `build/mantine-variables.ts`. */
export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 7 },
  colors: { brand, dark, gray },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'Inter, "Segoe UI", Roboto, "Noto Sans", system-ui, -apple-system, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.375rem' }, h2: { fontSize: '1.0625rem' }, h3: { fontSize: '0.9375rem' } } },
  components: {
    Tooltip: { defaultProps: { withArrow: true, openDelay: 350 } },
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end' } },
  },
});
