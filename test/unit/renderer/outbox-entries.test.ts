import { describe, expect, it } from 'vitest'
import type { NoteState, OutboxNote } from '../../../electron/ipc/shapes.ts'
import { entryCounts, outboxEntries } from '../../../renderer/outbox-entries.ts'

const first = '0190a0b0-0000-7000-8000-0000000000e1'
const second = '0190a0b0-0000-7000-8000-0000000000e2'

function note(entryId: string, noteId: string, state: NoteState = 'queued'): OutboxNote {
  return {
    noteId,
    entryId,
    kind: 'create',
    accountId: 1,
    conversationId: 1,
    conversationName: 'Ana',
    text: 'Hi',
    form: { format: 'plain', visibility: null, isDraft: false, activity: null },
    attachments: [],
    editsActivityId: null,
    state,
    trouble: null,
    attempts: 0,
    createdAtMs: 0,
    nextTryAtMs: null,
    needsAnswer: false,
    savedToFileAtMs: null,
    takenOverAtMs: null,
  }
}

describe('the entries of the outbox', () => {
  it('are one for what was saved at once, in the order of writing', () => {
    const notes = [note(first, 'a'), note(second, 'b'), note(first, 'c')]
    const entries = outboxEntries(notes)
    expect(entries.map(({ entryId, notes: of }) => [entryId, of.map(({ noteId }) => noteId)])).toEqual([
      [first, ['a', 'c']],
      [second, ['b']],
    ])
  })

  it('say how many targets have it, and how many need the user', () => {
    const inDoubt = { ...note(first, 'd', 'in_doubt'), needsAnswer: true }
    const [entry] = outboxEntries([
      note(first, 'a', 'delivered'),
      note(first, 'b', 'rejected'),
      note(first, 'c'),
      inDoubt,
    ])
    expect(entry && entryCounts(entry)).toEqual({ total: 4, delivered: 1, troubled: 2 })
  })

  it('are none where there are no notes', () => {
    expect(outboxEntries([])).toEqual([])
  })
})
