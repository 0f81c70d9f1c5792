import { sharesOf } from './figures.ts'
import { type FleetRun, limit } from './fleet.ts'

/**
 * The runs as one picture: a column a fleet; rows for the use of the budget, the refusals, and what each laptop got. It follows the
 * reader's light or dark theme by itself, and is the same text for the same runs.
 */
export function fleetPlot(runs: readonly FleetRun[]): string {
  const width = margin.left + runs.length * (panel.width + panel.gap)
  const height = margin.top + rows.length * (panel.height + panel.below)
  const body = runs.flatMap((run, column) => {
    const x = margin.left + column * (panel.width + panel.gap)
    const title = `${run.plan.clients} laptops`
    return [
      `<text class="title" x="${x}" y="22">${title}</text>`,
      ...rows.map((row, index) => {
        const y = margin.top + index * (panel.height + panel.below)
        return `<g transform="translate(${x} ${y})">${column === 0 ? rowTitle(row.title) : ''}${row.draw(run)}</g>`
      }),
    ]
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    '<title>Use of one shared rate limit by fleets of laptops, refusals, and what each laptop got</title>',
    `<style>${style}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...body,
    '</svg>',
    '',
  ].join('\n')
}

const margin = { left: 52, top: 58 } as const
const panel = { width: 276, height: 130, gap: 56, below: 70 } as const
const minuteMs = 60_000
/** Refusals above this are drawn at the panel's edge; the axis says so. */
const mostRefused = 0.05
const mostShare = 2.5

const style = `
text { font: 12px system-ui, sans-serif; fill: #4a5261 } .title { font-size: 15px; font-weight: 600; fill: #1a1f29 } .row { font-weight: 600; fill: #1a1f29 }
.ground { fill: #ffffff } .axis { stroke: #c9ced8 } .mark { stroke: #7a8292; stroke-dasharray: 4 3 } .warm { fill: #eef0f4 }
.ours { fill: #3b6fd4 } .other { fill: #e0a33a } .refused { fill: #cf4444 } .share { fill: #3b6fd4 }
@media (prefers-color-scheme: dark) {
text { fill: #a6adbb } .title, .row { fill: #eceff4 } .ground { fill: #16181d } .axis { stroke: #3c424e } .mark { stroke: #8b93a3 } .warm { fill: #20242c }
.ours, .share { fill: #6c9bf2 } .other { fill: #e3b25c } .refused { fill: #ea6b6b }
}`.trim()

const rows = [
  { title: 'Budget used, requests granted a minute', draw: drawUse },
  { title: 'Refused (429), part of the requests in five minutes', draw: drawRefused },
  { title: 'What each laptop got in the measured hour, in fair shares', draw: drawShares },
] as const

function rowTitle(title: string): string {
  return `<text class="row" x="0" y="-10">${title}</text>`
}

function minutesOf(run: FleetRun): number {
  return run.plan.warmUp + run.plan.measured + run.plan.withOther
}

/** Requests in spans of so many minutes since the start. */
function counted(run: FleetRun, everyMinutes: number) {
  const spans = Array.from({ length: Math.ceil(minutesOf(run) / everyMinutes) }, () => ({
    ours: 0,
    other: 0,
    refused: 0,
  }))
  for (const { atMs, laptop, isGranted } of run.crm.seen) {
    const span = spans[Math.floor((atMs - run.startMs) / minuteMs / everyMinutes)]
    if (span === undefined) continue
    if (laptop === null) span.other += isGranted ? 1 : 0
    else if (isGranted) span.ours += 1
    else span.refused += 1
  }
  return spans
}

function drawUse(run: FleetRun): string {
  const minutes = counted(run, 1)
  const step = panel.width / minutes.length
  const yOf = (requests: number) => round(panel.height * (1 - requests / (limit.requests * 1.1)))
  const area = (upper: (minute: (typeof minutes)[number]) => number) =>
    `M0 ${panel.height}${minutes.map((minute, at) => `L${round((at + 0.5) * step)} ${yOf(upper(minute))}`).join('')}L${panel.width} ${panel.height}Z`
  const labels = [0, 150, 300].map((requests) => yLabel(String(requests), yOf(requests)))
  return [
    warmUp(run),
    `<path class="other" d="${area((minute) => minute.ours + minute.other)}"/>`,
    `<path class="ours" d="${area((minute) => minute.ours)}"/>`,
    line('mark', yOf(limit.requests)),
    ...labels,
    timeAxis(run),
    caption(run.plan.withOther > 0 ? 'blue: laptops, yellow: another integration' : 'blue: laptops'),
  ].join('')
}

function drawRefused(run: FleetRun): string {
  const everyMinutes = 5
  const spans = counted(run, everyMinutes)
  const step = panel.width / spans.length
  const yOf = (part: number) => round(panel.height * (1 - Math.min(part, mostRefused) / mostRefused))
  const bars = spans.map(({ ours, refused }, at) => {
    const y = yOf(ours + refused === 0 ? 0 : refused / (ours + refused))
    return `<rect class="refused" x="${round(at * step + 1)}" y="${y}" width="${round(step - 2)}" height="${round(panel.height - y)}"/>`
  })
  const labels = [yLabel('0', yOf(0)), yLabel('1 %', yOf(0.01)), yLabel('≥ 5 %', yOf(mostRefused))]
  return [
    warmUp(run),
    ...bars,
    line('mark', yOf(0.01)),
    ...labels,
    timeAxis(run),
    caption('dashed: one in a hundred'),
  ].join('')
}

function drawShares(run: FleetRun): string {
  const fromMs = run.startMs + run.plan.warmUp * minuteMs
  const toMs = fromMs + run.plan.measured * minuteMs
  const shares = sharesOf(
    run,
    run.crm.seen.filter(({ atMs, isGranted }) => isGranted && atMs >= fromMs && atMs < toMs),
  )
  const mean = shares.reduce((total, share) => total + share, 0) / shares.length
  const step = panel.width / shares.length
  const yOf = (share: number) => round(panel.height * (1 - Math.min(share, mostShare) / mostShare))
  const space = step > 6 ? 2 : 0
  const bars = shares.map((share, at) => {
    const y = yOf(share / mean)
    return `<rect class="share" x="${round(at * step + space / 2)}" y="${y}" width="${round(step - space)}" height="${round(panel.height - y)}"/>`
  })
  const labels = [0, 1, 2].map((share) => yLabel(String(share), yOf(share)))
  return [
    ...bars,
    line('axis', panel.height),
    line('mark', yOf(1)),
    ...labels,
    caption('each bar a laptop, least first; dashed: fair'),
  ].join('')
}

function warmUp(run: FleetRun): string {
  return `<rect class="warm" width="${round((panel.width * run.plan.warmUp) / minutesOf(run))}" height="${panel.height}"/>`
}

function timeAxis(run: FleetRun): string {
  const minutes = minutesOf(run)
  const ticks = Array.from({ length: Math.floor(minutes / 60) + 1 }, (_, hour) => hour * 60)
  const labels = ticks.map((minute) => {
    const x = round((panel.width * minute) / minutes)
    const anchor = minute === 0 ? 'start' : minute === minutes ? 'end' : 'middle'
    return `<text x="${x}" y="${panel.height + 16}" text-anchor="${anchor}">${minute === 0 ? 'warm-up' : `${minute} min`}</text>`
  })
  return line('axis', panel.height) + labels.join('')
}

function caption(text: string): string {
  return `<text x="${panel.width}" y="${panel.height + 32}" text-anchor="end">${text}</text>`
}

function yLabel(text: string, y: number): string {
  return `<text x="-6" y="${round(y + 4)}" text-anchor="end">${text}</text>`
}

function line(kind: 'axis' | 'mark', y: number): string {
  return `<line class="${kind}" x1="0" x2="${panel.width}" y1="${y}" y2="${y}"/>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
