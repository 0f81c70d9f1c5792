import { runKills } from '../../test/safety/kill-run.ts'
import type { TrialOptions } from './options.ts'

/** How often one folder's process is killed before it may finish and is checked. */
const killsInOneRun = 25

/** Kills real processes, `count` in all, over many folders. True where nothing was violated. */
export async function runKillTrials({ seed, count, parallel }: TrialOptions): Promise<boolean> {
  const startedMs = performance.now()
  const totals = { kills: 0, opening: 0, notes: 0, delivered: 0, rejected: 0, lookedUp: 0, answersLost: 0 }
  const violations: string[] = []
  let nextSeed = seed
  let left = count
  const work = async () => {
    while (left > 0) {
      const kills = Math.min(killsInOneRun, left)
      left -= kills
      const runSeed = nextSeed
      nextSeed += 1
      const report = await runKills({ seed: runSeed, kills })
      totals.kills += report.kills
      totals.opening += report.killsWhileOpening
      totals.notes += report.notes
      totals.delivered += report.delivered
      totals.rejected += report.rejected
      totals.lookedUp += report.lookedUp
      totals.answersLost += report.answersLost
      for (const violation of report.violations) {
        violations.push(violation)
        console.log(`  ${violation}\n    again: npm run trials -- kill --count ${kills} --seed ${runSeed} --parallel 1`)
      }
      console.log(`${totals.kills} kills, ${totals.notes} notes, ${violations.length} violations`)
    }
  }
  await Promise.all(Array.from({ length: parallel }, work))
  const seconds = Math.round((performance.now() - startedMs) / 1_000)
  console.log(
    `kill: ${totals.kills} kills (${totals.opening} while opening) in ${seconds} s; ${totals.notes} notes saved, ` +
      `${totals.delivered} delivered, ${totals.rejected} refused by the CRM, ${totals.lookedUp} were in doubt, ` +
      `${totals.answersLost} answers lost or spoilt; ${violations.length} violations`,
  )
  return violations.length === 0
}
