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

/** The window and the command line run as they are built. */
const onBundles = { globalSetup: ['test/fresh-bundles.ts'] }

/** A browser on a busy machine may miss a beat; what is wrong is wrong twice. How many needed it is told at the end of CI. */
const e2e = { ...node('e2e', 180_000).test, ...onBundles, retry: 1, expect: { poll: { timeout: 15_000 } } }
/** These look at frames and at texts of megabytes: nothing else may run meanwhile. The others wait for a limit most of the time. */
const aloneOnly = ['test/e2e/instant.test.ts', 'test/e2e/bad-input.test.ts']

/** What becomes of notes and files: one that is sent twice now and then must not pass at a second try. */
const firstTryOnly = [
  'test/e2e/notes.test.ts',
  'test/e2e/notes-file.test.ts',
  'test/e2e/notes-three-crms.test.ts',
  'test/e2e/files-three-crms.test.ts',
]

export default defineConfig({
  test: {
    // Most tests wait for a limit, a process or a browser, and need less than half of a core meanwhile: four at a time suit two cores.
    maxWorkers: 4,
    projects: [
      node('unit', 20_000),
      { test: { ...node('integration', 60_000).test, ...onBundles } },
      // Pure computing: how long it takes says more of the machine than of the code.
      node('simulation', 900_000),
      { test: { ...e2e, exclude: [...aloneOnly, ...firstTryOnly] } },
      { test: { ...e2e, name: 'e2e-notes', include: firstTryOnly, retry: 0 } },
      { test: { ...e2e, name: 'e2e-alone', include: aloneOnly, fileParallelism: false } },
    ],
  },
})
