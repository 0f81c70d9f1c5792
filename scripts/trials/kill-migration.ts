import { runMigrationKills } from '../../test/safety/migration-kills.ts'
import type { TrialOptions } from './options.ts'

/** True where nothing was violated. */
export async function runMigrationTrials({ seed, count }: TrialOptions): Promise<boolean> {
  const report = await runMigrationKills({ seed, kills: count })
  for (const violation of report.violations) console.log(`  ${violation}`)
  console.log(
    `kill-migration: ${report.kills} kills; the next start found the old journal ${report.foundOld} times and the new one ` +
      `${report.foundNew} times; ${report.violations.length} violations`,
  )
  return report.violations.length === 0
}
