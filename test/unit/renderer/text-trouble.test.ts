import { describe, expect, it } from 'vitest'
import { type NoteTrouble, noteState, type OutboxNote } from '../../../electron/ipc/shapes.ts'
import { allowedActions } from '../../../renderer/note-actions.ts'
import { attemptsWords, noteNextWords, noteStateLabel, troubleWords } from '../../../renderer/text-trouble.ts'

const now = 1_000_000

function note(change: Partial<OutboxNote> = {}): OutboxNote {
  return {
    noteId: '0190a0b0-0000-7000-8000-000000000001',
    entryId: '0190a0b0-0000-7000-8000-000000000001',
    kind: 'create',
    accountId: 1,
    conversationId: 7,
    conversationName: 'Maria Hernandez',
    text: 'Call after six',
    form: { format: 'plain', visibility: null, isDraft: false, activity: null },
    attachments: [],
    editsActivityId: null,
    state: 'queued',
    trouble: null,
    attempts: 0,
    createdAtMs: now,
    nextTryAtMs: null,
    needsAnswer: false,
    savedToFileAtMs: null,
    takenOverAtMs: null,
    ...change,
  }
}

describe('what happens next with a note', () => {
  it('counts down while it can be taken back', () => {
    expect(noteNextWords(note({ state: 'held', nextTryAtMs: now + 4_200 }), now, null)).toBe('Saved. Sending in 5 s')
    expect(noteNextWords(note({ state: 'held', nextTryAtMs: now - 10 }), now, null)).toBe('Saved. Sending now…')
  })

  it('waits for the network when there is none, whatever the next try says', () => {
    const words = 'Saved here. It will be sent when you are back online.'
    expect(noteNextWords(note({ nextTryAtMs: now + 9_000 }), now, 'offline')).toBe(words)
    expect(noteNextWords(note({ trouble: { kind: 'offline' } }), now, null)).toBe(words)
  })

  it('waits for a new key when the account is signed out', () => {
    expect(noteNextWords(note({ trouble: { kind: 'unauthorized' } }), now, 'offline')).toContain('entered a new key')
    // It was written after the key was refused, and so was never tried.
    expect(noteNextWords(note({}), now, 'signed_out')).toContain('entered a new key')
  })

  it('waits for the user when the account is paused, whatever the next try says', () => {
    expect(noteNextWords(note({ nextTryAtMs: now + 9_000 }), now, 'paused')).toContain('when you resume the account')
  })

  it('names the moment of the next try', () => {
    expect(noteNextWords(note({ nextTryAtMs: now + 48_000 }), now, null)).toBe('Saved here. Next try in 48 s')
  })

  it('asks the user only when only the user can know', () => {
    expect(noteNextWords(note({ state: 'in_doubt' }), now, null)).toContain('not sent twice')
    expect(noteNextWords(note({ state: 'in_doubt', needsAnswer: true }), now, null)).toContain(
      'say whether it is there',
    )
  })
})

describe('the reason of a failure', () => {
  it("gives the CRM's own words for a refusal", () => {
    expect(troubleWords({ kind: 'rejected', status: 400, reason: 'Text is too long' })).toBe(
      'The CRM refused it: Text is too long.',
    )
    expect(troubleWords({ kind: 'rejected', status: 403, reason: '' })).toContain('error 403')
  })

  it('is a sentence for every kind', () => {
    const troubles: NoteTrouble[] = [
      { kind: 'offline' },
      { kind: 'timeout' },
      { kind: 'server', status: 503 },
      { kind: 'throttled' },
      { kind: 'unauthorized' },
      { kind: 'contract', reason: 'x' },
      { kind: 'interrupted' },
      { kind: 'ambiguous', candidates: 2 },
      { kind: 'unverifiable' },
      { kind: 'damaged' },
    ]
    const sentences = troubles.map(troubleWords)
    expect(new Set(sentences).size).toBe(troubles.length)
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z0-9].*\.$/)
  })

  it('counts attempts in words', () => {
    expect([0, 1, 2].map(attemptsWords)).toEqual(['Not tried yet', '1 attempt', '2 attempts'])
  })
})

describe('what may be done with a note', () => {
  it('leaves alone what is on its way', () => {
    for (const state of ['sending', 'delivered', 'discarded'] as const) {
      expect(Object.values(allowedActions(note({ state, needsAnswer: false })))).not.toContain(true)
    }
  })

  it('lets every other state be acted on, except while the CRM is being asked', () => {
    expect(allowedActions(note({ state: 'held', needsAnswer: false }))).toMatchObject({
      undo: true,
      edit: true,
      retry: false,
    })
    expect(allowedActions(note({ state: 'rejected', needsAnswer: false }))).toMatchObject({
      retry: true,
      edit: true,
      discard: true,
    })
    expect(allowedActions(note({ state: 'in_doubt', needsAnswer: false }))).toMatchObject({
      answer: false,
      discard: false,
    })
    expect(allowedActions(note({ state: 'in_doubt', needsAnswer: true }))).toMatchObject({
      answer: true,
      discard: true,
      edit: false,
    })
  })

  it('keeps the text of a note that is in a file for another computer', () => {
    for (const shared of [{ savedToFileAtMs: now }, { takenOverAtMs: now }]) {
      expect(allowedActions(note({ state: 'queued', ...shared }))).toMatchObject({ edit: false, discard: true })
      expect(allowedActions(note({ state: 'rejected', ...shared })).edit).toBe(true)
    }
  })

  it('never offers to answer for a note that is not in doubt', () => {
    for (const state of noteState.options.filter((each) => each !== 'in_doubt')) {
      expect(allowedActions(note({ state, needsAnswer: true })).answer).toBe(false)
    }
  })
})

describe('a change of a delivered note', () => {
  const edit = (change: Partial<OutboxNote> = {}) => note({ kind: 'edit', ...change })
  const conflict: NoteTrouble = { kind: 'conflict', theirs: 'Theirs' }

  it('is not in doubt to the user: it is looked at and repeated', () => {
    expect(noteStateLabel(edit())).toBe('Edited, waiting to be sent')
    expect(noteStateLabel(edit({ state: 'in_doubt' }))).toBe('Sending the change')
  })

  it('that met another one waits for the choice, and overwrites nothing', () => {
    const refused = edit({ state: 'rejected', trouble: conflict })
    expect(noteNextWords(refused, now, null)).toBe('Nothing is overwritten until you choose which one shall stay.')
    expect(allowedActions(refused)).toMatchObject({ retry: true, discard: true })
  })

  it('is dropped, not taken back: it leaves no draft', () => {
    expect(allowedActions(edit({ state: 'held' }))).toMatchObject({ undo: false, discard: true })
  })

  it('of a note that is no more can only be dropped', () => {
    const refused = edit({ state: 'rejected', trouble: { kind: 'gone' } })
    expect(allowedActions(refused)).toMatchObject({ retry: false, edit: false, discard: true })
    expect(troubleWords({ kind: 'gone' })).toContain('no longer in the CRM')
  })
})

describe('a file that the CRM does not take', () => {
  it('is named, with the reason and what to do', () => {
    const words = troubleWords({ kind: 'attachment_refused', fileName: 'setup.exe', reason: 'Not that kind' })
    expect(words).toContain('“setup.exe”, so nothing was sent: Not that kind. Send the note without it')
  })
})

describe('a file that waits', () => {
  it('is named, with what happens next', () => {
    const held = troubleWords({ kind: 'attachment_failed', fileName: 'roof.jpg', where: 'here' })
    expect(held).toContain('“roof.jpg” cannot be read on this computer at the moment')
    const stuck = troubleWords({ kind: 'attachment_failed', fileName: 'roof.jpg', where: 'crm' })
    expect(stuck).toContain('tries again by itself; you can also send the note without it')
  })
})

describe('a file that is missing', () => {
  it('is named, with what to do', () => {
    const words = troubleWords({ kind: 'attachment_missing', fileName: 'roof.png' })
    expect(words).toContain('“roof.png” is missing')
    expect(words).toContain('nothing was sent')
  })
})
