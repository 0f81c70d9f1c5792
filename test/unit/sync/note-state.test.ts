import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noteStates } from '../../../db/outbox.ts'
import type { Failure } from '../../../electron/connectors/connector.ts'
import { mayHaveLanded, type NoteEvent, nextNoteState } from '../../../electron/sync/outbox/note-state.ts'

const failure: fc.Arbitrary<Failure> = fc.oneof(
  fc.record({ kind: fc.constant('offline' as const), reason: fc.string() }),
  fc.record({ kind: fc.constant('timeout' as const), mayHaveLanded: fc.boolean(), reason: fc.string() }),
  fc.record({
    kind: fc.constant('server' as const),
    status: fc.integer({ min: 500, max: 599 }),
    mayHaveLanded: fc.boolean(),
    detail: fc.constant(null),
  }),
  fc.record({ kind: fc.constant('throttled' as const), retryAfterMs: fc.option(fc.nat()) }),
  fc.record({ kind: fc.constant('unauthorized' as const), detail: fc.constant(null) }),
  fc.record({ kind: fc.constant('rejected' as const), status: fc.constant(400), reason: fc.string() }),
  fc.record({ kind: fc.constant('contract' as const), issues: fc.array(fc.string()), mayHaveLanded: fc.boolean() }),
)
const event: fc.Arbitrary<NoteEvent> = fc.oneof(
  fc.constantFrom<NoteEvent>(
    { kind: 'hold_over' },
    { kind: 'attempt_begins', snapshot: null },
    { kind: 'accepted', remoteId: 'r' },
    { kind: 'process_died' },
    { kind: 'turn_over' },
    { kind: 'uploads_refused', reason: 'invalid attachment id' },
    { kind: 'found', remoteId: 'r' },
    { kind: 'absent', waitMs: 5 },
    { kind: 'never_taken', status: 500, times: 5 },
    { kind: 'ambiguous', candidates: 2, likeliestRemoteId: 'r' },
    { kind: 'cannot_verify' },
    { kind: 'attachment_missing', fileName: 'roof.jpg' },
    { kind: 'attachment_refused', fileName: 'roof.jpg', reason: 'Not that kind.' },
    { kind: 'edited' },
    { kind: 'conflict', theirs: 'Theirs.' },
    { kind: 'edit_target_gone' },
  ),
  fc.record({ kind: fc.constant('preparation_failed' as const), failure, waitMs: fc.nat() }),
  fc.record({
    kind: fc.constant('attachment_failed' as const),
    fileName: fc.constant('roof.jpg'),
    failure: fc.option(failure),
    waitMs: fc.nat(),
  }),
  fc.record({ kind: fc.constant('attempt_failed' as const), failure, waitMs: fc.nat() }),
)

const now = { wallMs: 1_000, server: { earliestMs: 7_201_000, latestMs: 7_202_000 } }

describe('a note', () => {
  it('is sent again only after a failure that cannot have landed, or after proof of absence', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let note: { kind: 'create'; state: string; attempts: number } = { kind: 'create', state: 'held', attempts: 0 }
        let mayBeInCrm = false
        for (const each of events) {
          const patch = nextNoteState(note, each, now)
          if (patch === null) continue
          if (each.kind === 'attempt_begins') expect(mayBeInCrm).toBe(false)
          if (each.kind === 'process_died') mayBeInCrm = true
          if (each.kind === 'attempt_failed' && mayHaveLanded(each.failure)) mayBeInCrm = true
          if (each.kind === 'absent' || each.kind === 'never_taken') mayBeInCrm = false
          note = { kind: 'create', state: patch.state, attempts: patch.attempts ?? note.attempts }
          if (mayBeInCrm) expect(['in_doubt', 'delivered']).toContain(note.state)
        }
      }),
    )
  })

  it('that changes one of the CRM is never in doubt, and ends only as it should', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let note: { kind: 'edit'; state: string; attempts: number } = { kind: 'edit', state: 'held', attempts: 0 }
        for (const each of events) {
          const patch = nextNoteState(note, each, now)
          if (patch === null) continue
          expect(patch.state).not.toBe('in_doubt')
          expect(patch.remoteActivityId).toBeUndefined()
          if (patch.state === 'delivered') expect(each.kind).toBe('edited')
          note = { kind: 'edit', state: patch.state, attempts: patch.attempts ?? note.attempts }
        }
      }),
    )
  })

  it('leaves only from `sending`, which only an attempt begins', () => {
    fc.assert(
      fc.property(fc.constantFrom('create', 'edit'), fc.constantFrom(...noteStates), event, (kind, state, each) => {
        const patch = nextNoteState({ kind, state, attempts: 1 }, each, now)
        if (patch === null) return
        expect(state).not.toMatch(/^(delivered|discarded|rejected)$/)
        if (patch.state === 'sending') expect([state, each.kind]).toEqual(['queued', 'attempt_begins'])
        if (/^(preparation|attachment)_/.test(each.kind)) expect(state).toBe('queued')
        if (patch.state === 'rejected') expect(patch.trouble).not.toBeNull()
      }),
    )
  })

  it('whose preparation failed has not left: it waits, or the user must act, whatever became of the request', () => {
    const queued = { kind: 'create', state: 'queued', attempts: 1 } as const
    const lost: Failure = { kind: 'timeout', mayHaveLanded: true, reason: 'reset' }
    const refused: Failure = { kind: 'rejected', status: 413, reason: 'Too large.' }
    expect(nextNoteState(queued, { kind: 'preparation_failed', failure: lost, waitMs: 9 }, now)).toEqual({
      state: 'queued',
      attempts: 2,
      notBeforeMs: 1_009,
      trouble: { kind: 'timeout' },
    })
    expect(nextNoteState(queued, { kind: 'preparation_failed', failure: refused, waitMs: 9 }, now)).toEqual({
      state: 'rejected',
      trouble: { kind: 'rejected', status: 413, reason: 'Too large.' },
    })
    expect(nextNoteState(queued, { kind: 'attachment_missing', fileName: 'roof.jpg' }, now)).toEqual({
      state: 'rejected',
      trouble: { kind: 'attachment_missing', fileName: 'roof.jpg' },
    })
    const notTaken = { kind: 'attachment_refused', fileName: 'roof.jpg', reason: 'Not that kind.' } as const
    expect(nextNoteState(queued, notTaken, now)).toEqual({ state: 'rejected', trouble: notTaken })
  })

  it('keeps what the record had right before its attempt', () => {
    const queued = { kind: 'create', state: 'queued', attempts: 0 } as const
    expect(nextNoteState(queued, { kind: 'attempt_begins', snapshot: ['a', 'b'] }, now)?.snapshot).toEqual(['a', 'b'])
    expect(nextNoteState(queued, { kind: 'attempt_begins', snapshot: null }, now)?.snapshot).toBeNull()
  })

  it.each([
    { event: { kind: 'edited' } as const, becomes: { state: 'delivered', trouble: null, needsAnswer: false } },
    {
      event: { kind: 'conflict', theirs: 'Theirs.' } as const,
      becomes: { state: 'rejected', trouble: { kind: 'conflict', theirs: 'Theirs.' } },
    },
    { event: { kind: 'edit_target_gone' } as const, becomes: { state: 'rejected', trouble: { kind: 'gone' } } },
    { event: { kind: 'process_died' } as const, becomes: { state: 'queued', trouble: { kind: 'interrupted' } } },
    { event: { kind: 'accepted', remoteId: 'r' } as const, becomes: null },
  ])('that changes one of the CRM: after $event.kind', ({ event: each, becomes }) => {
    const patch = nextNoteState({ kind: 'edit', state: 'sending', attempts: 1 }, each, now)
    if (becomes === null) expect(patch).toBeNull()
    else expect(patch).toMatchObject(becomes)
  })

  it('that a dead process left in sending is in doubt, never queued', () => {
    expect(nextNoteState({ kind: 'create', state: 'sending', attempts: 1 }, { kind: 'process_died' }, now)?.state).toBe(
      'in_doubt',
    )
  })

  it('that the CRM refuses steps aside with the reason', () => {
    const patch = nextNoteState(
      { kind: 'create', state: 'sending', attempts: 1 },
      { kind: 'attempt_failed', failure: { kind: 'rejected', status: 400, reason: 'Too long.' }, waitMs: 9 },
      now,
    )
    expect(patch).toMatchObject({ state: 'rejected', trouble: { kind: 'rejected', status: 400, reason: 'Too long.' } })
  })

  it('ignores an answer that comes after it moved on', () => {
    expect(
      nextNoteState({ kind: 'create', state: 'delivered', attempts: 1 }, { kind: 'absent', waitMs: 0 }, now),
    ).toBeNull()
    expect(
      nextNoteState({ kind: 'create', state: 'queued', attempts: 1 }, { kind: 'accepted', remoteId: 'r' }, now),
    ).toBeNull()
  })

  it('is timed by the CRM, whose clock may be hours from ours, and waits by ours', () => {
    const queued = { kind: 'create', state: 'queued', attempts: 0 } as const
    const sending = { kind: 'create', state: 'sending', attempts: 1 } as const
    const cut: Failure = { kind: 'timeout', mayHaveLanded: true, reason: 'reset' }
    const offline: Failure = { kind: 'offline', reason: 'no route' }
    expect(nextNoteState(queued, { kind: 'attempt_begins', snapshot: null }, now)?.sentAtMs).toBe(7_201_000)
    expect(nextNoteState(queued, { kind: 'attempt_begins', snapshot: null }, { ...now, server: null })?.sentAtMs).toBe(
      1_000,
    )
    expect(nextNoteState(sending, { kind: 'attempt_failed', failure: cut, waitMs: 9 }, now)?.gaveUpAtMs).toBe(7_202_000)
    expect(nextNoteState(sending, { kind: 'attempt_failed', failure: offline, waitMs: 9 }, now)?.notBeforeMs).toBe(
      1_009,
    )
  })
})
