import { type FleetFigures, figuresOf } from './figures.ts'
import type { FleetRun } from './fleet.ts'

/** Minutes after the other integration's first request in which the laptops learn of it; its figures begin then. */
const learnsOfOther = 30

/** The measured hour, and the time in which another integration takes its third. */
export function figuresOfRun(run: FleetRun): { readonly alone: FleetFigures; readonly withOther: FleetFigures } {
  const { warmUp, measured, withOther } = run.plan
  const otherFrom = warmUp + measured
  return {
    alone: figuresOf(run, warmUp, otherFrom),
    withOther: figuresOf(run, otherFrom + learnsOfOther, otherFrom + withOther),
  }
}

const head = [
  '| laptops | another integration | budget used | refused (429) | least / most, of a fair share | Jain | notes | note delay p95 / worst |',
  '| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
]

/** The figures as a Markdown table. */
export function fleetTable(runs: readonly FleetRun[]): string {
  const lines = runs.flatMap((run) => {
    const { alone, withOther } = figuresOfRun(run)
    return [row('no', alone), row('takes 30 %', withOther)]
  })
  return [...head, ...lines].join('\n')
}

function row(other: string, figures: FleetFigures): string {
  const { clients, use, refused, least, most, jain, notes, noteDelayP95Ms, noteDelayWorstMs } = figures
  const cells = [
    clients,
    other,
    `${(use * 100).toFixed(1)} %`,
    `${(refused * 100).toFixed(2)} %`,
    `${least.toFixed(2)} / ${most.toFixed(2)}`,
    jain.toFixed(2),
    notes,
    notes === 0 ? '–' : `${(noteDelayP95Ms / 1_000).toFixed(2)} / ${(noteDelayWorstMs / 1_000).toFixed(2)} s`,
  ]
  return `| ${cells.join(' | ')} |`
}
