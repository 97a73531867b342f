import { defineConfig } from 'vite';

/**
 * One configuration for both apps: `--mode workstation` and `--mode ops` choose the page. The base is relative, so that a
 * program may serve the folder under any path.
 */
export default defineConfig(({ mode }) => ({
  root: new URL(`./${mode}/`, import.meta.url).pathname,
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: new URL(`../dist/ui/${mode}/`, import.meta.url).pathname,
    emptyOutDir: true,
    target: 'es2020',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
}));
