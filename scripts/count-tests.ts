import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

/** Prints `N passed, N failed` from vitest's JSON report. Exits with 1 where a test failed, or where none ran. */

const report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numFailedTestSuites: z.int(),
})

const path = process.argv[2]
if (!path || !existsSync(path)) {
  console.error(`There is no test report at ${path ?? '(no path given)'}.`)
  console.log('0 passed, 1 failed')
  process.exit(1)
}
const counts = report.parse(JSON.parse(readFileSync(path, 'utf8')))
// A file that could not even be loaded has no failed test of its own.
const failed = counts.numFailedTests || counts.numFailedTestSuites
const skipped = counts.numPendingTests > 0 ? `, ${counts.numPendingTests} skipped` : ''
console.log(`${counts.numPassedTests} passed, ${failed} failed${skipped}`)
process.exit(failed > 0 || counts.numPassedTests === 0 ? 1 : 0)
