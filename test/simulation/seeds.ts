import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ProviderChoice } from './schedule.ts'
import type { SeedReport } from './seeds-worker.ts'

export interface SeedsOptions {
  readonly from: number
  readonly to: number
  readonly scenario: string
  readonly providers: ProviderChoice
  readonly workers: number
  readonly onReport: (report: SeedReport) => void
  /** True: no further seed is begun. */
  readonly isEnough: () => boolean
}

/** A folder for the files of simulated laptops: in memory where the machine has a RAM disk, since they are written a thousand times. */
export function simulationFolder(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'fieldpost-simulation-'))
}

/** Plays seeds `from` to `to`, both included, in worker threads. Rejects where a thread dies. */
export async function playSeeds(options: SeedsOptions): Promise<void> {
  const folder = simulationFolder()
  let next = options.from
  const take = (): number | null => {
    if (next > options.to || options.isEnough()) return null
    next += 1
    return next - 1
  }
  try {
    await Promise.all(Array.from({ length: options.workers }, () => runWorker(folder, take, options)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function runWorker(
  folder: string,
  take: () => number | null,
  { scenario, providers, onReport }: SeedsOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./seeds-worker.ts', import.meta.url), { workerData: { folder } })
    const order = (): void => {
      const seed = take()
      if (seed === null) void worker.terminate().then(() => resolve())
      else worker.postMessage({ seed, scenario, providers })
    }
    worker.on('message', (report: SeedReport) => {
      onReport(report)
      order()
    })
    worker.on('error', reject)
    order()
  })
}
