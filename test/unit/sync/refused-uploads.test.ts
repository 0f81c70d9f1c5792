import { describe, expect, it } from 'vitest'
import type { NoteReceipt } from '../../../db/outbox.ts'
import { refusedUploads } from '../../../electron/sync/outbox/refusals.ts'

const receipt = (to: NoteReceipt['to'], kind: string): NoteReceipt => ({
  atMs: 0,
  from: null,
  to,
  cause: JSON.stringify({ kind }),
})

describe('what came of a note with files', () => {
  it('counts refusals since the user last had to do with it', () => {
    const before = [receipt('queued', 'written'), receipt('queued', 'uploads_refused')]
    expect(refusedUploads(before).refusals).toBe(1)
    const after = [...before, receipt('queued', 'user'), receipt('queued', 'uploads_refused')]
    expect(refusedUploads(after).refusals).toBe(1)
    expect(refusedUploads([...after, receipt('queued', 'uploads_refused')]).refusals).toBe(2)
  })

  it('remembers a doubt whatever the user did to the note since: none of it says whether the first attempt arrived', () => {
    const receipts = [receipt('sending', 'attempt_begins'), receipt('in_doubt', 'attempt_failed')]
    expect(refusedUploads([receipt('queued', 'written')]).wasInDoubt).toBe(false)
    expect(refusedUploads([...receipts, receipt('queued', 'absent'), receipt('queued', 'user')]).wasInDoubt).toBe(true)
  })
})
