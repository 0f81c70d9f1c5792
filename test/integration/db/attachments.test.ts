import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AttachmentStore, openAttachmentStore } from '../../../db/attachment-store.ts'
import {
  type AttachmentLimits,
  addAttachment,
  listAttachments,
  readUpload,
  recordUpload,
  removeAttachment,
} from '../../../db/attachments.ts'
import { clearUpAttachments } from '../../../db/clear-up-attachments.ts'
import { readDraft, saveDraft } from '../../../db/drafts.ts'
import { insertEntry, moveNote } from '../../../db/outbox.ts'
import { plainNote } from '../../../db/records.ts'
import { open, startMs, temporaryFolder, type Workspace, workspace } from './support.ts'

const dayMs = 86_400_000
const limits: AttachmentLimits = { maxBytes: 10, maxCount: 2, mediaTypes: null }

function setUp() {
  const space = workspace()
  return { ...space, store: openAttachmentStore(space.folder) }
}

type Space = Workspace & { readonly store: AttachmentStore }

function add(space: Space, text: string, content: { conversation?: string; limits?: Partial<AttachmentLimits> } = {}) {
  const { journal, store, accountId } = space
  const draft = { accountId, conversationRemoteId: content.conversation ?? 'c1' }
  const file = { fileName: `${text}.txt`, mediaType: 'text/plain', source: { bytes: Buffer.from(text) } }
  const newEntryId = `entry-of-${draft.conversationRemoteId}`
  const options = { limits: { ...limits, ...content.limits }, newEntryId, nowMs: startMs }
  return addAttachment(journal, store, draft, file, options)
}

function hashOf(added: ReturnType<typeof add>): string {
  if (!added.ok) throw new Error(added.problem)
  return added.attachment.contentHash
}

function noteOf({ journal, accountId }: Workspace, entryId: string, conversationRemoteId = 'c1') {
  const base = { accountId, conversationRemoteId, leadRemoteId: null, conversationName: 'Ada' }
  const [row] = insertEntry(journal, {
    entryId,
    targets: [{ ...base, noteId: entryId }],
    text: 'See attached.',
    form: plainNote,
    draftOf: { accountId, conversationRemoteId },
    heldUntilMs: null,
    nowMs: startMs,
  })
  if (row === undefined) throw new Error('expected a note')
  return row
}

/** As if everything in the store had been written at the start of the test's own time. */
function age({ folder, store }: Space): void {
  for (const { name } of store.list()) utimesSync(join(folder, 'attachments', name), startMs / 1_000, startMs / 1_000)
}

const filesIn = ({ store }: Space) => store.list().map(({ name }) => name)

describe('a file added to a draft', () => {
  it('is copied, so that the original may go', () => {
    const space = setUp()
    const original = join(temporaryFolder(), 'roof.jpg')
    writeFileSync(original, 'the roof')
    const draft = { accountId: space.accountId, conversationRemoteId: 'c1' }
    const file = { fileName: 'roof.jpg', mediaType: 'image/jpeg', source: { path: original } }
    const added = addAttachment(space.journal, space.store, draft, file, { limits, newEntryId: 'e1', nowMs: startMs })
    rmSync(original)
    expect(added).toMatchObject({
      ok: true,
      entryId: 'e1',
      attachment: { position: 1, bytes: 8, fileName: 'roof.jpg' },
    })
    expect(Buffer.from(space.store.read(hashOf(added)) ?? []).toString()).toBe('the roof')
    expect(readDraft(space.journal, space.accountId, 'c1')).toEqual({ text: '', form: null, entryId: 'e1', alsoTo: [] })
  })

  it('is refused beyond the limits, and nothing of it stays', () => {
    const space = setUp()
    expect(add(space, 'far too much')).toEqual({ ok: false, problem: 'too_large' })
    expect(add(space, '')).toEqual({ ok: false, problem: 'empty' })
    expect(add(space, 'a', { limits: { mediaTypes: ['image/png'] } })).toEqual({
      ok: false,
      problem: 'type_not_allowed',
    })
    const draft = { accountId: space.accountId, conversationRemoteId: 'c1' }
    const options = { limits, newEntryId: 'e1', nowMs: startMs }
    for (const [path, content, problem] of [
      ['none', null, 'unreadable'],
      ['large', 'far too much', 'too_large'],
      ['empty', '', 'empty'],
    ] as const) {
      const source = { path: join(space.folder, path) }
      if (content !== null) writeFileSync(source.path, content)
      const file = { fileName: path, mediaType: 'text/plain', source }
      expect(addAttachment(space.journal, space.store, draft, file, options)).toEqual({ ok: false, problem })
    }
    expect(filesIn(space)).toEqual([])
    expect(readDraft(space.journal, space.accountId, 'c1')).toBeNull()
    add(space, 'a')
    add(space, 'b')
    expect(add(space, 'c')).toEqual({ ok: false, problem: 'too_many' })
  })

  it('twice is there once, and content that two drafts share is kept until neither has it', () => {
    const space = setUp()
    const hash = hashOf(add(space, 'roof'))
    expect(add(space, 'roof')).toMatchObject({ ok: true, attachment: { position: 1 } })
    add(space, 'roof', { conversation: 'c2' })
    expect(filesIn(space)).toEqual([hash])
    const { journal, store, accountId } = space
    removeAttachment(journal, store, { accountId, conversationRemoteId: 'c1' }, 1, startMs)
    expect(store.has(hash)).toBe(true)
    expect(readDraft(journal, accountId, 'c1')).toBeNull()
    removeAttachment(journal, store, { accountId, conversationRemoteId: 'c2' }, 1, startMs)
    expect(store.has(hash)).toBe(false)
  })

  it('keeps the draft though its text is empty, and goes along with the note that it becomes', () => {
    const space = setUp()
    add(space, 'roof')
    saveDraft(space.journal, space.accountId, 'c1', '', startMs)
    expect(readDraft(space.journal, space.accountId, 'c1')).toMatchObject({ text: '', entryId: 'entry-of-c1' })
    noteOf(space, 'n1')
    expect(readDraft(space.journal, space.accountId, 'c1')).toBeNull()
    expect(listAttachments(space.journal, 'n1').map(({ fileName }) => fileName)).toEqual(['roof.txt'])
    expect(listAttachments(space.journal, 'entry-of-c1')).toEqual([])
  })

  it('that is not what was added is not there', () => {
    const space = setUp()
    const hash = hashOf(add(space, 'roof'))
    writeFileSync(join(space.folder, 'attachments', hash), 'rook')
    expect(space.store.has(hash)).toBe(true)
    expect(space.store.read(hash)).toBeNull()
    add(space, 'roof')
    expect(Buffer.from(space.store.read(hash) ?? []).toString()).toBe('roof')
  })
})

describe('an upload', () => {
  it('is known for its entry and account, and for no other', () => {
    const { journal, accountId } = setUp()
    const upload = { entryId: 'e1', accountId, contentHash: 'ab', remoteId: 'up-1', uploadedAtMs: startMs }
    recordUpload(journal, upload)
    expect(readUpload(journal, 'e1', accountId, 'ab')).toBe('up-1')
    expect(readUpload(journal, 'e2', accountId, 'ab')).toBeNull()
    expect(readUpload(journal, 'e1', accountId + 1, 'ab')).toBeNull()
  })
})

describe('clearing up', () => {
  it('lets go of the files of settled notes after 30 days, and never of what an entry may still need', () => {
    const space = setUp()
    const [settled, waiting, drafted] = [
      hashOf(add(space, 'settled')),
      hashOf(add(space, 'waiting', { conversation: 'c2' })),
      hashOf(add(space, 'drafted', { conversation: 'c3' })),
    ]
    moveNote(space.journal, noteOf(space, 'n1', 'c1'), { state: 'delivered' }, '{}', startMs + dayMs)
    noteOf(space, 'n2', 'c2')
    age(space)
    clearUpAttachments(space.journal, space.store, startMs + 30 * dayMs)
    expect(filesIn(space).toSorted()).toEqual([settled, waiting, drafted].toSorted())
    clearUpAttachments(space.journal, space.store, startMs + 32 * dayMs)
    expect(filesIn(space).toSorted()).toEqual([waiting, drafted].toSorted())
    expect(listAttachments(space.journal, 'n1')).toEqual([])
  })

  it('removes what nothing refers to once it is old, copies that were interrupted among it', () => {
    const space = setUp()
    const kept = hashOf(add(space, 'kept'))
    const stray = space.store.addBytes(Buffer.from('stray')).contentHash
    writeFileSync(join(space.folder, 'attachments', '1-1.part'), 'half')
    age(space)
    clearUpAttachments(space.journal, space.store, startMs + 29 * dayMs)
    expect(filesIn(space).toSorted()).toEqual([kept, stray, '1-1.part'].toSorted())
    clearUpAttachments(space.journal, space.store, startMs + 31 * dayMs)
    expect(filesIn(space)).toEqual([kept])
  })

  it('is part of opening the folder', () => {
    const folder = temporaryFolder()
    const store = openAttachmentStore(folder)
    store.addBytes(Buffer.from('stray'))
    open(folder, Date.now() + 31 * dayMs)
    expect(store.list()).toEqual([])
  })
})

describe('the store', () => {
  it('leaves no half a file where the disk takes no more', () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'attachments'))
    const store = openAttachmentStore(folder)
    const { contentHash } = store.addBytes(Buffer.from('roof'))
    // A folder in the place of the file: the last step, its renaming, is refused.
    store.remove(contentHash)
    mkdirSync(join(folder, 'attachments', contentHash, 'in-the-way'), { recursive: true })
    expect(() => store.addBytes(Buffer.from('roof'))).toThrow()
    expect(readdirSync(join(folder, 'attachments'))).toEqual([contentHash])
  })

  it('is readable by its user alone', () => {
    const folder = temporaryFolder()
    const { contentHash } = openAttachmentStore(folder).addBytes(Buffer.from('roof'))
    expect(statSync(join(folder, 'attachments', contentHash)).mode & 0o077).toBe(0)
  })
})
