import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type FleetRun, ordinaryPlan, runFleet } from '../test/simulation/fleet/fleet.ts'
import { fleetPlot } from '../test/simulation/fleet/plot.ts'
import { fleetTable } from '../test/simulation/fleet/report.ts'
import { root } from './root.ts'

/**
 * `npm run fleet -- --clients 2,20,200 --seed N [--write docs]`: fleets of laptops on one rate limit, on a virtual clock. Prints the table of
 * docs/fleet.md; with `--write` also puts it there, and the plot into docs/images.
 */
const { values: flags } = parseArgs({
  options: {
    clients: { type: 'string', default: '2,20,200' },
    seed: { type: 'string', default: '1' },
    write: { type: 'string' },
  },
})

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  console.error(`--${name}: expected a whole number above 0, got ${text}`)
  process.exit(2)
}

const begin = '<!-- the table that `npm run fleet -- --write docs` writes -->'
const end = '<!-- end of the table -->'

function writeInto(folder: string, runs: readonly FleetRun[], table: string): void {
  const page = join(folder, 'fleet.md')
  const text = readFileSync(page, 'utf8')
  const [before, after] = [text.split(begin)[0], text.split(end)[1]]
  if (before === undefined || after === undefined) throw new Error(`${page} has lost the marks around its table`)
  writeFileSync(page, `${before}${begin}\n\n${table}\n\n${end}${after}`)
  writeFileSync(join(folder, 'images', 'fleet.svg'), fleetPlot(runs))
}

const seed = wholeNumber('seed', flags.seed)
const runs: FleetRun[] = []
for (const clients of flags.clients.split(',').map((text) => wholeNumber('clients', text))) {
  console.error(`${clients} laptops…`)
  runs.push(await runFleet(ordinaryPlan(clients, seed)))
}
const table = fleetTable(runs)
console.log(table)
if (flags.write !== undefined) writeInto(join(root, flags.write), runs, table)
