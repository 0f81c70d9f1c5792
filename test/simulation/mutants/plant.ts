import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { mutants } from './catalogue.ts'

/**
 * Preloaded with `--import`: plants the bug named by FIELDPOST_MUTANT in the product's code as it is loaded. Nothing on the disk changes.
 */
const root = join(import.meta.dirname, '..', '..', '..')
const mutant = mutants.find(({ name }) => name === process.env.FIELDPOST_MUTANT)
if (mutant === undefined) throw new Error(`No mutant is called ${process.env.FIELDPOST_MUTANT}`)
const { file, find, replace } = mutant
const target = pathToFileURL(join(root, file)).href

registerHooks({
  load(url, context, nextLoad) {
    if (url !== target) return nextLoad(url, context)
    const source = readFileSync(join(root, file), 'utf8')
    const parts = source.split(find)
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places to plant "${mutant.name}" in`)
    return { format: 'module-typescript', source: parts.join(replace), shortCircuit: true }
  },
})
