import { tryDamagedJournal } from '../../test/safety/journal-trial.ts'
import { tryDamagedReplica } from '../../test/safety/replica-trial.ts'
import { makeTemplate, type Template } from '../../test/safety/template.ts'
import type { TrialOptions } from './options.ts'

/** The folder that is damaged is the same in every run; where it is damaged is the trial's seed. */
const templateSeed = 5
const progressEvery = 50

/** True where nothing was violated. */
export async function runReplicaTrials(options: TrialOptions): Promise<boolean> {
  const found = { at_opening: 0, while_running: 0, not_at_all: 0 }
  let changedTexts = 0
  let slowestMs = 0
  const violations = await eachTrial('damage-replica', options, async (template, seed) => {
    const report = await tryDamagedReplica(template, seed)
    found[report.found] += 1
    changedTexts += report.changedTexts
    slowestMs = Math.max(slowestMs, report.openedInMs)
    return report
  })
  console.log(
    `damage-replica: ${options.count} trials; damage found at opening ${found.at_opening}, met while running ${found.while_running}, ` +
      `without effect ${found.not_at_all}; slowest opening ${Math.round(slowestMs)} ms; ${changedTexts} rows with bytes ` +
      `changed inside a text, which no check sees; ${violations} violations`,
  )
  return violations === 0
}

export async function runJournalTrials(options: TrialOptions): Promise<boolean> {
  const totals = {
    told: 0,
    withoutBackup: 0,
    readable: 0,
    whole: 0,
    fromBackup: 0,
    lost: 0,
    withLoss: 0,
    changed: 0,
    asked: 0,
  }
  const violations = await eachTrial('damage-journal', options, async (template, seed) => {
    const report = await tryDamagedJournal(template, seed)
    totals.told += report.told === null ? 0 : 1
    totals.withoutBackup += report.hasBackup ? 0 : 1
    totals.readable += report.readable
    totals.whole += report.lost === 0 ? 1 : 0
    totals.withLoss += report.lost === 0 ? 0 : 1
    totals.lost += report.lost
    totals.fromBackup += report.fromBackup
    totals.changed += report.garbled
    totals.asked += report.asked
    return report
  })
  console.log(
    `damage-journal: ${options.count} trials; the user was told in ${totals.told}; every note there in ${totals.whole}; ` +
      `${totals.readable} notes could still be read and were saved; ${totals.fromBackup} came from the backup, which was removed ` +
      `in ${totals.withoutBackup} trials; in ${totals.withLoss} trials notes were gone ` +
      `(${totals.lost} in all), none that was in the file or in a backup; ${totals.changed} with a changed text; ${totals.asked} left to the user; ` +
      `${violations} violations`,
  )
  return violations === 0
}

interface TrialReport {
  readonly damage: { readonly kind: string; readonly description: string }
  readonly ending: string
  readonly violations: readonly string[]
}

/** Runs the trials one after the other and prints what was violated. Returns how often. */
async function eachTrial(
  name: string,
  { seed, count }: TrialOptions,
  attempt: (template: Template, seed: number) => Promise<TrialReport>,
): Promise<number> {
  const template = await makeTemplate(templateSeed)
  let violations = 0
  try {
    for (let done = 0; done < count; done += 1) {
      for (const line of await outcomeOf(attempt, template, seed + done)) {
        violations += 1
        console.log(`  ${line}\n    again: npm run trials -- ${name} --count 1 --seed ${seed + done}`)
      }
      if ((done + 1) % progressEvery === 0) console.log(`${done + 1} trials, ${violations} violations`)
    }
    return violations
  } finally {
    template.remove()
  }
}

/** What a trial throws is a violation as well: the app did not open, or did not settle. */
async function outcomeOf(
  attempt: (template: Template, seed: number) => Promise<TrialReport>,
  template: Template,
  seed: number,
): Promise<string[]> {
  try {
    const { damage, ending, violations } = await attempt(template, seed)
    return violations.map((violation) => `${ending}, ${damage.kind} (${damage.description}): ${violation}`)
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  }
}
