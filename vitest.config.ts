import { defineConfig } from 'vitest/config'

const node = (name: string, testTimeout: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    environment: 'node' as const,
    testTimeout,
    hookTimeout: testTimeout,
  },
})

export default defineConfig({
  test: {
    projects: [
      node('unit', 20_000),
      node('integration', 60_000),
      node('simulation', 300_000),
      { test: { ...node('e2e', 180_000).test, fileParallelism: false, expect: { poll: { timeout: 15_000 } } } },
    ],
  },
})
