import { type FleetRun, limit } from './fleet.ts'
import type { Seen } from './shared-crm.ts'

export interface FleetFigures {
  readonly clients: number
  /** Requests granted to laptops, part of what was there for them. */
  readonly use: number
  /** 429s, part of the laptops' requests. */
  readonly refused: number
  /** (sum x)² / (n · sum x²) over the requests granted to laptops that were on throughout; 1: all the same. */
  readonly jain: number
  /** The least that one of them was granted, part of their mean. */
  readonly least: number
  readonly most: number
  readonly notes: number
  readonly noteDelayP95Ms: number
  readonly noteDelayWorstMs: number
}

const minuteMs = 60_000

/** The figures of a span of the run, from and to in minutes since its start. */
export function figuresOf(run: FleetRun, fromMinute: number, toMinute: number): FleetFigures {
  const fromMs = run.startMs + fromMinute * minuteMs
  const toMs = run.startMs + toMinute * minuteMs
  const inSpan = run.crm.seen.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
  const ours = inSpan.filter(({ laptop }) => laptop !== null)
  const granted = ours.filter(({ isGranted }) => isGranted)
  const grantedToOther = inSpan.filter(({ laptop, isGranted }) => laptop === null && isGranted).length
  const capacity = (limit.requests * (toMs - fromMs)) / limit.windowMs - grantedToOther
  const shares = sharesOf(run, granted)
  const mean = sum(shares) / shares.length
  const delaysMs = noteDelaysMs(run, fromMs, toMs)
  return {
    clients: run.plan.clients,
    use: granted.length / capacity,
    refused: (ours.length - granted.length) / ours.length,
    jain: sum(shares) ** 2 / (shares.length * sum(shares.map((share) => share ** 2))),
    least: Math.min(...shares) / mean,
    most: Math.max(...shares) / mean,
    notes: delaysMs.length,
    noteDelayP95Ms: delaysMs[Math.floor(delaysMs.length * 0.95)] ?? 0,
    noteDelayWorstMs: delaysMs.at(-1) ?? 0,
  }
}

/** Requests granted to each laptop that was on throughout, fewest first. */
export function sharesOf(run: FleetRun, granted: readonly Seen[]): number[] {
  const counts = new Map([...run.steady].map((laptop) => [laptop, 0]))
  for (const { laptop } of granted) {
    const count = laptop === null ? undefined : counts.get(laptop)
    if (laptop !== null && count !== undefined) counts.set(laptop, count + 1)
  }
  return [...counts.values()].sort((one, other) => one - other)
}

/** From "saved" to the server's having it, shortest first; a note that never came counts as the whole rest of the run. */
function noteDelaysMs(run: FleetRun, fromMs: number, toMs: number): number[] {
  return run.laptops
    .filter(({ index }) => run.steady.has(index))
    .flatMap(({ notes }) => notes)
    .filter(({ writtenAtMs }) => writtenAtMs >= fromMs && writtenAtMs < toMs)
    .map(({ text, writtenAtMs }) => (run.crm.notes.get(text) ?? Number.POSITIVE_INFINITY) - writtenAtMs)
    .sort((one, other) => one - other)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
