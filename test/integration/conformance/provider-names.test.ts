import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  capabilitiesOf,
  descriptionOf,
  isMadeUp,
  providerDescriptions,
} from '../../../electron/connectors/descriptions.ts'
import { connectorFor } from '../../../electron/connectors/registry.ts'
import { provider } from '../../../electron/ipc/shapes-basics.ts'
import { connectors } from './connectors.ts'

const root = join(import.meta.dirname, '../../..')
const layers = [
  'electron/main',
  'electron/preload',
  'electron/browser-host',
  'electron/sync',
  'electron/cli',
  'electron/ipc',
  'renderer',
  'db',
]
/** The contract with the window imports nothing, so it has a list of its own; the last test holds it to the others. */
const contract = 'electron/ipc/shapes-basics.ts'

function sourcesIn(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

/** Comments may tell where something comes from; code may not ask whose it is. */
function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '')
}

describe('above the connectors', () => {
  it.each(layers)('no code in %s names a CRM: what they differ in is data', (folder) => {
    const real = provider.options.filter((name) => !isMadeUp(name)).join('|')
    const madeUp = provider.options.filter(isMadeUp).join('|')
    // The made-up one has the name of a thing: it may be spoken of, and not asked for.
    const names = new RegExp(`${real}|(===|!==|case)\\s*['"\`](${madeUp})`, 'i')
    const files = sourcesIn(folder).filter((file) => file !== contract)
    expect(files.length).toBeGreaterThan(0)
    const naming = files.filter((file) => names.test(withoutComments(readFileSync(join(root, file), 'utf8'))))
    expect(naming).toEqual([])
  })

  it('the contract knows the providers that can be connected to, and no others', () => {
    const described = providerDescriptions().map((description) => description.provider)
    expect(described.toSorted()).toEqual(provider.options.toSorted())
    for (const name of provider.options) {
      expect(connectorFor(name)).not.toBeNull()
      expect(descriptionOf(name)?.provider).toBe(name)
    }
  })

  it('every CRM that one can sign in to is proved, with the capabilities that the shells are shown', () => {
    const real = providerDescriptions().filter((description) => !description.isMadeUp)
    expect(connectors.map(({ name }) => name).toSorted()).toEqual(real.map(({ name }) => name).toSorted())
    for (const { name, subjects } of connectors) {
      const description = real.find((each) => each.name === name)
      if (description === undefined) throw new Error(`${name} is not described`)
      expect(subjects[0]?.capabilities).toEqual(capabilitiesOf(description.provider))
    }
  })
})
