import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = join(import.meta.dirname, '..');

export default defineConfig({
  root,
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          root,
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'node_modules/**'],
          testTimeout: 60_000, // a slow machine is no failure
        },
      },
      {
        test: {
          name: 'e2e',
          root,
          include: ['test/e2e/**/*.test.ts', 'test/cluster/**/*.spec.ts'],
          testTimeout: 600_000,
          hookTimeout: 2_400_000, // the first time, Kubernetes itself is built
          retry: 2, // a real cluster has races of its own; a wrong verdict fails every time
          maxConcurrency: 10,
          fileParallelism: false,
        },
      },
    ],
  },
});
