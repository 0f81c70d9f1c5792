import { describe, expect, it } from 'vitest'
import { type LaneNote, planLanes } from '../../../electron/sync/outbox/lanes.ts'

const note = (
  laneSequence: number,
  conversationRemoteId: string,
  state: string,
  more: Partial<LaneNote> = {},
): LaneNote => ({
  noteId: `n${laneSequence}`,
  conversationRemoteId,
  laneSequence,
  state,
  createdAtMs: 0,
  heldUntilMs: null,
  notBeforeMs: null,
  needsAnswer: false,
  ...more,
})
const none = new Set<string>()
const noLookUps = () => 0
const steps = (notes: LaneNote[], busy: ReadonlySet<string> = none) =>
  planLanes(notes, 1_000, busy, noLookUps).steps.map((step) => `${step.kind} ${step.note.noteId}`)

describe('lanes', () => {
  it('send the oldest of each conversation, and conversations do not wait for each other', () => {
    expect(steps([note(1, 'a', 'queued'), note(2, 'a', 'queued'), note(3, 'b', 'queued')])).toEqual([
      'send n1',
      'send n3',
    ])
  })

  it('let nothing overtake a note that is on its way, in doubt or waiting for the user', () => {
    expect(steps([note(1, 'a', 'sending'), note(2, 'a', 'queued')], new Set(['a']))).toEqual([])
    expect(steps([note(1, 'a', 'in_doubt'), note(2, 'a', 'queued')])).toEqual(['look_up n1'])
    expect(steps([note(1, 'a', 'in_doubt', { needsAnswer: true }), note(2, 'a', 'queued')])).toEqual([])
  })

  it('put a note that nobody here is sending in doubt, since a process that died may have sent it', () => {
    expect(steps([note(1, 'a', 'sending'), note(2, 'a', 'queued')])).toEqual(['doubt n1'])
  })

  it('hold back what follows a note that is not due yet, and say when it will be', () => {
    const plan = planLanes(
      [note(1, 'a', 'queued', { notBeforeMs: 4_000 }), note(2, 'a', 'queued')],
      1_000,
      none,
      noLookUps,
    )
    expect(plan.steps).toEqual([])
    expect(plan.wakeInMs).toBe(3_000)
  })

  it('release each held note when its own time to undo is over', () => {
    expect(steps([note(1, 'a', 'held', { heldUntilMs: 900 }), note(2, 'a', 'held', { heldUntilMs: 1_500 })])).toEqual([
      'release n1',
    ])
  })

  it('wait no longer than was asked for, though the clock was set back by hours', () => {
    const hourMs = 3_600_000
    const held = note(1, 'a', 'held', { createdAtMs: 6 * hourMs, heldUntilMs: 6 * hourMs + 5_000 })
    const queued = note(2, 'b', 'queued', { createdAtMs: 6 * hourMs, notBeforeMs: 6 * hourMs + 60_000 })
    expect(steps([held, queued])).toEqual(['release n1', 'send n2'])
    expect(planLanes([held], 6 * hourMs + 1_000, none, noLookUps)).toEqual({ steps: [], wakeInMs: 4_000 })
  })
})
