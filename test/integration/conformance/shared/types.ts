import { expect } from 'vitest'
import type { Proofs } from '../proof.ts'
import type { ConformanceSubject } from '../subject.ts'
import { inWorld, successOf } from '../world.ts'

export const types = {
  'knows the types of activity with their fields, their options and what must be filled in': {
    concerns: ({ note }) => note.activityTypes,
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async ({ connector, crm }) => {
        const expected = crm.notes.types?.() ?? []
        const told = successOf((await connector.activityTypes?.('on_demand')) ?? noTypes)
        expect(expected.length).toBeGreaterThan(0)
        expect(told.toSorted(byCode)).toEqual(expected.toSorted(byCode))
      }),
  },
} as const satisfies Proofs

const noTypes = { ok: false, failure: { kind: 'offline', reason: 'the connector knows no types' } } as const

function byCode(one: { readonly code: string }, other: { readonly code: string }): number {
  return one.code < other.code ? -1 : 1
}
