import { describe, expect, it } from 'vitest'
import { description } from '../../../electron/connectors/leadsquared/description.ts'
import { actionFailureWords, atHome, connectFailureWords, storeFailureWords } from '../../../renderer/text-failure.ts'

const place = { ...description, addresses: [...(description.addresses ?? [])] }

describe('why something could not be done', () => {
  it.each(['storage_full', 'storage_read_only', 'unexpected'] as const)(
    'speaks of a text only where there is one: %s',
    (kind) => {
      expect(storeFailureWords({ kind, detail: null })).toContain('Your text is still here')
      expect(actionFailureWords({ kind, detail: null })).not.toContain('text')
      expect(actionFailureWords({ kind, detail: null })).toMatch(/try again\.$/i)
    },
  )

  it('puts a refused key down to the region only while the region is being chosen', () => {
    const refused = { kind: 'unauthorized', detail: null } as const
    expect(connectFailureWords(refused, place)).toContain('another region')
    expect(connectFailureWords(refused, atHome(place))).toMatch(/does not accept this key[^:]+try again\.$/)
  })
})
