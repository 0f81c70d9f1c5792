import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeDatabases, openDatabases } from '../../../db/open.ts'
import { type SeededRandom, seededRandom } from '../../sandbox/random.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { Laptop } from './laptop.ts'
import { SharedCrm } from './shared-crm.ts'

/** One organization: how many laptops, and what happens to them. All times in minutes of virtual time. */
export interface FleetPlan {
  readonly clients: number
  readonly seed: number
  /** Laptops are switched on at random moments of this long a morning. */
  readonly morning: number
  /** Not counted in the figures: until shares are learnt. */
  readonly warmUp: number
  readonly measured: number
  /** After `measured`, another integration takes a third of the budget for this long. */
  readonly withOther: number
  /** Part of the laptops that joins, leaves or is restarted in each hour after the morning. */
  readonly churnAnHour: number
}

/** A morning, an hour and a half to settle, an hour that counts, and another integration at the end. */
export function ordinaryPlan(clients: number, seed: number): FleetPlan {
  return { clients, seed, morning: 10, warmUp: 90, measured: 60, withOther: 45, churnAnHour: 0.05 }
}

export const limit = { requests: 300, windowMs: 60_000 } as const
const otherRequestsAMinute = 90
const minuteMs = 60_000

export interface FleetRun {
  readonly plan: FleetPlan
  readonly startMs: number
  readonly crm: SharedCrm
  readonly laptops: readonly Laptop[]
  /** Laptops that were on from the warm-up's end to the run's end: the ones that fairness is measured over. */
  readonly steady: ReadonlySet<number>
}

/** Runs the plan on one virtual clock. The same plan gives the same run. */
export async function runFleet(plan: FleetPlan): Promise<FleetRun> {
  const folder = mkdtempSync(join(tmpdir(), 'fieldpost-fleet-'))
  const clock = new VirtualClock()
  const opened = openDatabases(folder, { role: 'owner', nowMs: clock.nowMs() })
  if (!opened.ok) throw new Error(`${opened.error.kind}: ${opened.error.detail}`)
  const databases = opened.value
  // Nothing here is about power cuts, and a commit to the disk for each request is most of the time of a run.
  databases.journal.raw.pragma('synchronous = OFF')
  databases.replica.raw.pragma('synchronous = OFF')
  try {
    const startMs = clock.monotonicMs()
    const random = seededRandom(plan.seed)
    const crm = new SharedCrm(clock, seededRandom(plan.seed + 1), limit)
    const laptops = Array.from(
      { length: plan.clients },
      (_, index) => new Laptop(index, { databases, clock, random: seededRandom(plan.seed * 1_000 + index), crm }),
    )
    const steady = arrange(plan, clock, random, laptops)
    scheduleOther(plan, clock, random, crm)
    await clock.advance((plan.warmUp + plan.measured + plan.withOther) * minuteMs)
    for (const laptop of laptops) void laptop.switchOff()
    await clock.advance(minuteMs)
    return { plan, startMs, crm, laptops, steady }
  } finally {
    closeDatabases(databases, { role: 'owner' })
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The day of each laptop; returns those that stay on throughout. */
function arrange(plan: FleetPlan, clock: VirtualClock, random: SeededRandom, laptops: readonly Laptop[]): Set<number> {
  const steady = new Set(laptops.map(({ index }) => index))
  const totalMinutes = plan.warmUp + plan.measured + plan.withOther
  const at = (minutes: number, task: () => void) => clock.schedule(minutes * minuteMs, task)
  const between = (from: number, to: number) => from + random.next() * (to - from)
  const churning = Math.round(plan.clients * plan.churnAnHour * ((totalMinutes - plan.morning) / 60))
  for (const laptop of laptops) {
    const churns = laptop.index < churning ? churnKinds[laptop.index % churnKinds.length] : undefined
    if (churns !== undefined) steady.delete(laptop.index)
    at(churns === 'joins' ? between(plan.morning, totalMinutes) : between(0, plan.morning), () => laptop.switchOn())
    if (churns === 'leaves') at(between(plan.morning, totalMinutes), () => void laptop.switchOff())
    if (churns === 'restarts') {
      const offAt = between(plan.morning, totalMinutes)
      at(offAt, () => void laptop.switchOff())
      at(offAt + between(0.1, 10), () => laptop.switchOn())
    }
    writeNotes(clock, random, laptop)
    lookAndLookAway(clock, random, laptop)
  }
  return steady
}

const churnKinds = ['restarts', 'leaves', 'joins'] as const

/** A note every twenty minutes or so. */
function writeNotes(clock: VirtualClock, random: SeededRandom, laptop: Laptop): void {
  const next = () =>
    clock.schedule(-Math.log(1 - random.next()) * 20 * minuteMs, () => {
      if (laptop.isOn) laptop.writeNote()
      next()
    })
  next()
}

/** Somebody looks at the window for some minutes, then at something else. */
function lookAndLookAway(clock: VirtualClock, random: SeededRandom, laptop: Laptop): void {
  let isActive = random.chance(0.5)
  const turn = () => {
    laptop.attend(isActive ? 'active' : 'idle')
    isActive = !isActive
    clock.schedule(random.int(2, 20) * minuteMs, turn)
  }
  turn()
}

function scheduleOther(plan: FleetPlan, clock: VirtualClock, random: SeededRandom, crm: SharedCrm): void {
  const fromMs = (plan.warmUp + plan.measured) * minuteMs
  const untilMs = fromMs + plan.withOther * minuteMs
  const everyMs = minuteMs / otherRequestsAMinute
  for (let atMs = fromMs; atMs < untilMs; atMs += everyMs * (0.5 + random.next()))
    clock.schedule(atMs, () => crm.requestByOther())
}
