import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tryDamagedJournal } from '../../safety/journal-trial.ts'
import { tryDamagedReplica } from '../../safety/replica-trial.ts'
import { makeTemplate, type Template } from '../../safety/template.ts'

/** A few of the trials that `npm run trials` makes by the thousand. */
const seeds = Array.from({ length: 12 }, (_, index) => 1_000 + index)

let template: Template

beforeAll(async () => {
  template = await makeTemplate(5)
})

afterAll(() => template.remove())

describe('a damaged replica', () => {
  it('leaves the outbox as it was and the app usable, and equals the CRM after a sync', async () => {
    const found = new Set<string>()
    // The last two change a few bytes inside a row, its id among them: every page still adds up.
    for (const seed of [...seeds, 278, 117]) {
      const report = await tryDamagedReplica(template, seed)
      expect(report.violations, `seed ${seed}: ${report.damage.kind}: ${report.damage.description}`).toEqual([])
      found.add(report.found)
    }
    expect(found).toContain('at_opening')
    expect(found).toContain('while_running')
  }, 180_000)
})

describe('a damaged journal', () => {
  it('yields what is readable, the rest comes from its backup, the user is told, and nothing is sent twice', async () => {
    let told = 0
    let readableWithoutBackup = 0
    // The last one cuts a delivered note off in the midst of its row.
    for (const seed of [...seeds, 1_104]) {
      const report = await tryDamagedJournal(template, seed)
      expect(report.violations, `seed ${seed}: ${report.damage.kind}: ${report.damage.description}`).toEqual([])
      told += report.told === null ? 0 : 1
      // There the notes can have come from nowhere but the damaged file.
      if (report.told !== null && !report.hasBackup) readableWithoutBackup += report.readable
    }
    expect(told).toBeGreaterThan(seeds.length / 2)
    expect(readableWithoutBackup).toBeGreaterThan(template.notes.length / 2)
  }, 180_000)
})
