import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectors } from './connectors.ts'
import { capabilitiesOf, connectorsPage } from './page.ts'
import { isConcerned } from './proof.ts'
import { shared } from './shared/all.ts'

const page = join(import.meta.dirname, '../../../docs/connectors.md')

describe.each(connectors)('what is documented of $name', (conformance) => {
  const { facts, own, subjects } = conformance
  const concerning = Object.entries(shared).filter(([, proof]) => isConcerned(capabilitiesOf(conformance), proof))
  const run = new Set([...concerning.map(([sentence]) => sentence), ...Object.keys(own)])

  it('is proved, every row of it, by tests that run for it', () => {
    expect(facts.length).toBeGreaterThan(0)
    for (const { endpoint, what, provedBy } of facts) {
      expect(
        provedBy.filter((sentence) => !run.has(sentence)),
        `${endpoint}: ${what}`,
      ).toEqual([])
    }
  })

  it('says each thing once', () => {
    const rows = facts.map(({ endpoint, what }) => `${endpoint}: ${what}`)
    expect(rows).toEqual([...new Set(rows)])
  })

  it('leaves out nothing that is proved for it alone', () => {
    const told = new Set(facts.flatMap(({ provedBy }) => provedBy))
    expect(Object.keys(own).filter((sentence) => !told.has(sentence))).toEqual([])
  })

  it('is the same in each of its moods', () => {
    for (const subject of subjects) expect(subject.capabilities).toEqual(capabilitiesOf(conformance))
  })
})

describe('docs/connectors.md', () => {
  it('is what the suite says: `npm run connectors-table` writes it', async () => {
    await expect(connectorsPage(connectors)).toMatchFileSnapshot(page)
  })

  it('tells of every proof that connectors share', () => {
    const text = connectorsPage(connectors)
    expect(Object.keys(shared).filter((sentence) => !text.includes(sentence))).toEqual([])
  })
})
