import { describe, expect, it } from 'vitest'
import { runKills } from '../../safety/kill-run.ts'
import { runMigrationKills } from '../../safety/migration-kills.ts'

describe('a process that is killed again and again while it syncs and sends', () => {
  it('loses no note, sends none twice, keeps their order, and leaves two sound files', async () => {
    const report = await runKills({ seed: 20_260_302, kills: 12 })
    expect(report.violations).toEqual([])
    expect(report.kills).toBe(12)
    expect(report.notes).toBeGreaterThanOrEqual(5)
    expect(report.delivered + report.rejected).toBe(report.notes)
    expect(report.answersLost).toBeGreaterThan(0)
  }, 180_000)
})

describe('a process that is killed while it migrates the journal', () => {
  it('leaves the old journal or the new one, whole', async () => {
    const report = await runMigrationKills({ seed: 1, kills: 8 })
    expect(report.violations).toEqual([])
    expect(report.foundOld + report.foundNew).toBe(8)
  }, 180_000)
})
