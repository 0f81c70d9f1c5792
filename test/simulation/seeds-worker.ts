import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import type { Violation } from './invariants/violation.ts'
import { providerChoices, scheduleOf } from './schedule.ts'
import { simulate } from './simulate.ts'
import type { SimulationStatistics } from './world.ts'

/** Plays the seeds that it is given, one after the other, and tells of each. */

export interface SeedReport extends SimulationStatistics {
  readonly seed: number
  readonly violations: readonly Violation[]
}

const { folder } = z.object({ folder: z.string() }).parse(workerData)
const order = z.object({ seed: z.int(), scenario: z.string(), providers: z.enum(providerChoices) })
const port = parentPort
if (port === null) throw new Error('test/simulation/seeds-worker.ts runs in a worker thread only.')

async function play(message: unknown): Promise<SeedReport> {
  const { seed, scenario, providers } = order.parse(message)
  const { violations, statistics } = await simulate(scheduleOf(seed, scenario, providers), { folder, traces: false })
  return { seed, violations, ...statistics }
}

// What is thrown ends the thread, and with it the run: a simulation that cannot go on proves nothing.
port.on('message', (message: unknown) => void play(message).then((report) => port.postMessage(report)))
