import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import type { Schedule } from '../test/simulation/happenings.ts'
import { providerChoices, scenarioNames, scheduleOf } from '../test/simulation/schedule.ts'
import { playSeeds, simulationFolder } from '../test/simulation/seeds.ts'
import type { SeedReport } from '../test/simulation/seeds-worker.ts'
import { shrink } from '../test/simulation/shrink.ts'
import { type SimulationResult, simulate } from '../test/simulation/simulate.ts'

/**
 * `npm run simulate -- --seeds 1..100000 [--provider saleshandy] [--scenario outbox] [--workers N]` plays simulated days until the first ones that
 * break a promise; `-- --seed N [--trace]` replays one, and makes a failing one as small as it gets.
 */

const progressEveryMs = 5_000
/** A run that fails this often has a fault that more seeds say nothing new about. */
const mostFailures = 10

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1..2000' },
    seed: { type: 'string' },
    scenario: { type: 'string', default: 'all' },
    provider: { type: 'string', default: 'leadping' },
    workers: { type: 'string', default: String(availableParallelism()) },
    trace: { type: 'boolean', default: false },
  },
})

const providers =
  providerChoices.find((each) => each === values.provider) ??
  giveUp(`--provider is one of ${providerChoices.join(', ')}.`)
if (!scenarioNames.includes(values.scenario)) giveUp(`--scenario is one of ${scenarioNames.join(', ')}.`)
process.exitCode = values.seed === undefined ? await playMany() : await playOne(wholeNumber(values.seed))

function giveUp(sentence: string): never {
  console.error(sentence)
  process.exit(2)
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) giveUp(`"${text}" is not a whole number.`)
  return Number(text)
}

/** Seeds as `FROM..TO`, of which there is at least one. */
function rangeOf(text: string): { readonly from: number; readonly to: number } {
  const [, first, last] = /^(\d+)\.\.(\d+)$/.exec(text) ?? []
  const [from, to] = [Number(first), Number(last)]
  if (!(from <= to))
    giveUp(`--seeds is FROM..TO with whole numbers, the smaller one first, as in 1..2000; got "${text}".`)
  return { from, to }
}

async function playMany(): Promise<number> {
  const { from, to } = rangeOf(values.seeds)
  const total = to - from + 1
  const beganMs = performance.now()
  const failures: SeedReport[] = []
  const sums = { done: 0, notes: 0, changes: 0, files: 0, questions: 0, requests: 0, deaths: 0, days: 0 }
  let toldMs = beganMs
  const rate = () => Math.round(sums.done / ((performance.now() - beganMs) / 60_000))
  await playSeeds({
    from,
    to,
    scenario: values.scenario,
    providers,
    workers: Math.max(1, wholeNumber(values.workers)),
    isEnough: () => failures.length >= mostFailures,
    onReport(report) {
      sums.done += 1
      sums.notes += report.notes
      sums.changes += report.changes
      sums.files += report.files
      sums.questions += report.questions
      sums.requests += report.requests
      sums.deaths += report.deaths
      sums.days += report.simulatedMs / 86_400_000
      if (report.violations.length > 0) {
        failures.push(report)
        tellFailure(report)
      }
      if (performance.now() - toldMs < progressEveryMs) return
      toldMs = performance.now()
      console.log(`${sums.done} of ${total} schedules, ${rate()} a minute, ${failures.length} failed`)
    },
  })
  console.log(
    `${sums.done} schedules, ${rate()} a minute: ${sums.notes} notes (${sums.questions} the user was asked about), ${sums.changes} changes of notes, ${sums.files} files sent, ` +
      `${sums.requests} requests, ${sums.deaths} deaths of the process, ${Math.round(sums.days)} simulated days; ${failures.length} broke a promise`,
  )
  return failures.length === 0 ? 0 : 1
}

function tellFailure({ seed, violations }: SeedReport): void {
  console.log(`seed ${seed} FAILED`)
  for (const { invariant, detail } of violations.slice(0, 3)) console.log(`  ${invariant}: ${detail.slice(0, 400)}`)
  console.log(
    `  again, as small as it gets: npm run simulate -- --seed ${seed} --provider ${providers} --scenario ${values.scenario} --trace`,
  )
}

async function playOne(seed: number): Promise<number> {
  const folder = simulationFolder()
  const play = (schedule: Schedule, traces: boolean): Promise<SimulationResult> =>
    simulate(schedule, { folder, traces })
  try {
    const schedule = scheduleOf(seed, values.scenario, providers)
    const whole = await play(schedule, false)
    const broken = whole.violations[0]?.invariant
    const shown =
      broken === undefined
        ? schedule
        : await shrink(schedule, async (candidate) =>
            (await play(candidate, false)).violations.some(({ invariant }) => invariant === broken),
          )
    if (broken !== undefined) {
      console.log(
        `Seed ${seed} breaks a promise with ${shown.happenings.length} of ${schedule.happenings.length} happenings:`,
      )
      for (const happening of shown.happenings) console.log(`  ${JSON.stringify(happening)}`)
    }
    const { trace, violations } = await play(shown, values.trace)
    if (values.trace) console.log([`crms ${JSON.stringify(shown.crms)}`, ...trace].join('\n'))
    for (const { invariant, detail } of violations) console.log(`${invariant}: ${detail}`)
    if (violations.length === 0)
      console.log(`Seed ${seed} keeps every promise (${schedule.happenings.length} happenings).`)
    return violations.length === 0 ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
