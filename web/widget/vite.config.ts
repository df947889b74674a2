import { defineConfig } from 'vite';
import { slim } from './slim';

// The server serves dist at /widget/; all addresses are relative, so that the
// loader also works from a company's own pages. The loader keeps its name for ever: it
// stands in the pages of companies; all else is named by its content.
export default defineConfig({
  base: './',
  plugins: [slim()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    manifest: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { demo: 'index.html', peal: 'src/loader.ts' },
      output: {
        // The loader must never pull in the demo page: what both use is a chunk of its own.
        codeSplitting: { groups: [{ name: 'preact', test: /node_modules\/preact/ }] },
        entryFileNames: (chunk) => (chunk.name === 'peal' ? 'peal.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
