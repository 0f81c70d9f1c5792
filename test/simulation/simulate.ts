import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../sandbox/random.ts'
import type { Schedule } from './happenings.ts'
import type { Violation } from './invariants/violation.ts'
import { type SimulationStatistics, World } from './world.ts'

export interface SimulationOptions {
  /** Where this run may make a folder of its own; on a RAM disk, if there is one. */
  readonly folder: string
  readonly traces: boolean
}

export interface SimulationResult {
  readonly violations: readonly Violation[]
  /** What happened, a line each, if asked for. */
  readonly trace: readonly string[]
  readonly statistics: SimulationStatistics
}

let runs = 0

/** Plays a schedule to its end and past it, until everything is at rest; stops at the first broken promise. */
export async function simulate(schedule: Schedule, options: SimulationOptions): Promise<SimulationResult> {
  runs += 1
  const folder = join(options.folder, `run-${process.pid}-${schedule.seed}-${runs}`)
  mkdirSync(folder, { recursive: true })
  const world = new World(schedule, seededRandom(schedule.seed * 13 + 1), { folder, traces: options.traces })
  try {
    await world.play()
  } finally {
    world.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { violations: world.violations, trace: world.lines, statistics: world.statistics }
}
