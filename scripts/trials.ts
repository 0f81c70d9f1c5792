import { parseArgs } from 'node:util'
import { runJournalTrials, runReplicaTrials } from './trials/damage.ts'
import { runKillTrials } from './trials/kill.ts'
import { runMigrationTrials } from './trials/kill-migration.ts'

/**
 * `npm run trials -- kill|kill-migration|damage-replica|damage-journal --count N [--seed N] [--parallel N]`: what docs/safety.md claims, tried. Prints progress, each
 * violation with the command that tries it again, and a line of figures; the exit code is 1 where anything was violated.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string' },
    parallel: { type: 'string', default: '2' },
  },
})

function wholeNumber(name: string, text: string, least = 0): number {
  if (/^\d+$/.test(text) && Number(text) >= least) return Number(text)
  console.error(`--${name}: expected a whole number from ${least} on, got "${text}"`)
  process.exit(2)
}

const kinds = {
  kill: runKillTrials,
  'kill-migration': runMigrationTrials,
  'damage-replica': runReplicaTrials,
  'damage-journal': runJournalTrials,
} as const
const [name = ''] = positionals
const run = Object.entries(kinds).find(([kind]) => kind === name)?.[1]
if (run === undefined) {
  console.error(`Say which trials: ${Object.keys(kinds).join(', ')}`)
  process.exit(2)
}
const seed = values.seed === undefined ? Math.floor(Date.now() / 1_000) : wholeNumber('seed', values.seed)
console.log(`${name}: seed ${seed}`)
const isClean = await run({
  seed,
  count: wholeNumber('count', values.count, 1),
  parallel: wholeNumber('parallel', values.parallel, 1),
})
process.exitCode = isClean ? 0 : 1
