import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Mutant, mutants } from './mutants/catalogue.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')
const mostSeeds = 2_000
const caught = z.object({ seed: z.number(), invariants: z.array(z.string()), detail: z.string() }).nullable()

async function hunt({
  name,
  scenario = 'all',
  providers = 'leadping',
  tryFirst = 1,
}: Mutant): Promise<z.infer<typeof caught>> {
  const plant = join(import.meta.dirname, 'mutants', 'plant.ts')
  const child = join(import.meta.dirname, 'mutants', 'hunt-child.ts')
  const what = [String(mostSeeds), scenario, providers, String(tryFirst)]
  const { stdout } = await run(process.execPath, ['--import', plant, child, ...what], {
    env: { ...process.env, FIELDPOST_MUTANT: name },
  })
  return caught.parse(JSON.parse(stdout))
}

describe('the simulation catches a bug that is planted:', () => {
  it.each(mutants)('there is one place for it: $name', ({ file, find }) => {
    expect(readFileSync(join(root, file), 'utf8').split(find)).toHaveLength(2)
  })

  it('each of them, and by a promise that it breaks', async () => {
    const waiting = [...mutants]
    const results: { name: string; isCaught: boolean; how: string }[] = []
    const work = async () => {
      for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
        const found = await hunt(mutant)
        const isCaught = mutant.breaks.some((promise) => found?.invariants.includes(promise))
        const how = found === null ? 'not caught' : `seed ${found.seed}: ${found.invariants[0]}: ${found.detail}`
        results.push({ name: mutant.name, isCaught, how })
      }
    }
    await Promise.all(Array.from({ length: availableParallelism() }, work))
    expect(results.filter(({ isCaught }) => !isCaught)).toEqual([])
    expect(results).toHaveLength(mutants.length)
    expect(mutants.length).toBeGreaterThanOrEqual(20)
  }, 900_000)
})
