import { defineConfig } from 'vitest/config';
import react from '@vitejs/plugin-react';

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [react()],
        test: {
          name: 'desk',
          environment: 'happy-dom',
          include: ['desk/**/*.test.{ts,tsx}', 'packages/**/*.test.{ts,tsx}'],
          setupFiles: ['tests/setup.ts'],
          css: false,
        },
      },
      {
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
        test: { name: 'widget', environment: 'happy-dom', include: ['widget/**/*.test.{ts,tsx}'] },
      },
      { test: { name: 'workspace', environment: 'node', include: ['tests/*.test.ts'] } },
      { test: { name: 'screens', environment: 'node', include: ['tests/screens/*.test.ts'], fileParallelism: false } },
    ],
  },
});
