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

const e2e = { ...node('e2e', 180_000).test, expect: { poll: { timeout: 15_000 } } }
/** Looks at every frame: nothing else may run meanwhile. */
const watchesFrames = 'test/e2e/instant.test.ts'

export default defineConfig({
  test: {
    // Most tests wait for a limit, a process or a browser: two at a time take half as long, on two cores as well.
    maxWorkers: 2,
    projects: [
      node('unit', 20_000),
      node('integration', 60_000),
      node('simulation', 300_000),
      { test: { ...e2e, exclude: [watchesFrames] } },
      { test: { ...e2e, name: 'e2e-alone', include: [watchesFrames], fileParallelism: false } },
    ],
  },
})
