import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

/**
 * Prints `N passed, N failed` from vitest's JSON report, and before it the tests that passed at a second try only. Exits with 1 where a
 * test failed, or where none ran.
 */

const report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numFailedTestSuites: z.int(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
})

const path = process.argv[2]
if (!path || !existsSync(path)) {
  console.error(`There is no test report at ${path ?? '(no path given)'}.`)
  console.log('0 passed, 1 failed')
  process.exit(1)
}
const counts = report.parse(JSON.parse(readFileSync(path, 'utf8')))
// What passed and has a failure to tell of was tried again.
const triedAgain = counts.testResults
  .flatMap(({ assertionResults }) => assertionResults)
  .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
for (const { fullName, failureMessages } of triedAgain)
  console.log(`passed at a second try only: ${fullName}: ${failureMessages[0]?.split('\n')[0]}`)
// A file that could not even be loaded has no failed test of its own.
const failed = counts.numFailedTests || counts.numFailedTestSuites
const skipped = counts.numPendingTests > 0 ? `, ${counts.numPendingTests} skipped` : ''
const again = triedAgain.length > 0 ? `, ${triedAgain.length} at a second try only` : ''
console.log(`${counts.numPassedTests} passed, ${failed} failed${skipped}${again}`)
process.exit(failed > 0 || counts.numPassedTests === 0 ? 1 : 0)
