import { rmSync } from 'node:fs'
import { providerChoices, scheduleOf } from '../schedule.ts'
import { simulationFolder } from '../seeds.ts'
import { simulate } from '../simulate.ts'

/** Plays one seed of a scenario and then those from 1 on until one breaks a promise, or `mostSeeds` have been kept; says on one line of JSON which it was. */
const mostSeeds = Number(process.argv[2])
const scenario = process.argv[3] ?? 'all'
const providers = providerChoices.find((each) => each === process.argv[4]) ?? 'leadping'
const tryFirst = Number(process.argv[5])
const folder = simulationFolder()
let caught: { seed: number; invariants: string[]; detail: string } | null = null
try {
  for (let played = 0; played <= mostSeeds && caught === null; played += 1) {
    const seed = played === 0 ? tryFirst : played
    const { violations } = await simulate(scheduleOf(seed, scenario, providers), { folder, traces: false })
    const [first] = violations
    if (first === undefined) continue
    caught = { seed, invariants: violations.map(({ invariant }) => invariant), detail: first.detail.slice(0, 300) }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(JSON.stringify(caught))
