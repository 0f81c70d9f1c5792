import { basename } from 'node:path'
import { readAccount } from '../../../db/accounts.ts'
import {
  type AttachmentLimits,
  addAttachment,
  type FileToAdd,
  listAttachments,
  removeAttachment,
  type Attachment as StoredAttachment,
} from '../../../db/attachments.ts'
import { readDraft } from '../../../db/drafts.ts'
import { type ConversationTarget, conversationTarget, draftPlace } from '../../../db/queries/targets.ts'
import { capabilitiesOf } from '../../connectors/descriptions.ts'
import { maxAttachmentsOfNote } from '../../ipc/limits.ts'
import { type Attachment, provider, type RefusedFile } from '../../ipc/shapes.ts'
import { mediaTypeOf } from '../../sync/outbox/media-type.ts'
import { newNoteId } from '../../sync/outbox/new-note-id.ts'
import type { ShellContext } from '../context.ts'
import type { Handlers } from '../router.ts'

interface Place {
  readonly target: ConversationTarget
  readonly limits: AttachmentLimits
}

function refused<K extends string>(kind: K) {
  return { ok: false as const, error: { kind, detail: null } }
}

/** Files of drafts. What is added is copied at once: the original may be moved or deleted before the note is sent. */
export function attachmentHandlers(context: ShellContext) {
  const { replica, journal, attachments, system, clock } = context

  function placeOf(conversationId: number): Place | 'gone' | 'not_supported' {
    const target = conversationTarget(replica, conversationId)
    const account = target === null ? null : readAccount(journal, target.accountId)
    if (target === null || account === null) return 'gone'
    const taken = capabilitiesOf(provider.parse(account.provider))?.note.attachments ?? null
    return taken === null ? 'not_supported' : { target, limits: { ...taken, maxCount: maxAttachmentsOfNote } }
  }

  function add({ target, limits }: Place, files: readonly FileToAdd[]) {
    const { accountId, remoteId } = target
    const hadDraft = readDraft(journal, accountId, remoteId) !== null
    const added: Attachment[] = []
    const notAdded: RefusedFile[] = []
    for (const file of files) {
      const nowMs = clock.nowMs()
      const options = { limits, newEntryId: newNoteId(nowMs, context.random), nowMs }
      const draft = { accountId, conversationRemoteId: remoteId }
      const result = addAttachment(journal, attachments, draft, file, options)
      if (result.ok) added.push(attachmentView(result.attachment))
      else notAdded.push({ fileName: file.fileName, problem: result.problem })
    }
    if (!hadDraft && added.length > 0) context.announce([{ kind: 'inbox', accountId }])
    return { ok: true as const, added, refused: notAdded }
  }

  return {
    'attachment.choose': async ({ conversationId }) => {
      const before = placeOf(conversationId)
      if (typeof before === 'string') return refused(before)
      const paths = await system.chooseFiles()
      // The dialog may have been open for long.
      const place = placeOf(conversationId)
      if (typeof place === 'string') return refused(place)
      return add(
        place,
        paths.map((path) => ({ fileName: basename(path), mediaType: mediaTypeOf(path), source: { path } })),
      )
    },
    'attachment.add': ({ conversationId, name, mediaType, bytes }) => {
      const place = placeOf(conversationId)
      if (typeof place === 'string') return refused(place)
      const fileName = basename(name.replaceAll('\\', '/'))
      const type = mediaType === '' ? mediaTypeOf(fileName) : mediaType
      return add(place, [{ fileName, mediaType: type, source: { bytes } }])
    },
    'attachment.remove': ({ conversationId, position }) => {
      const target = draftPlace(replica, conversationId)
      if (target === null) return refused('gone')
      const { accountId, remoteId } = target
      const draft = { accountId, conversationRemoteId: remoteId }
      removeAttachment(journal, attachments, draft, position, clock.nowMs())
      if (readDraft(journal, accountId, remoteId) === null) context.announce([{ kind: 'inbox', accountId }])
      return { ok: true }
    },
    'attachment.list': ({ conversationId }) => {
      const target = draftPlace(replica, conversationId)
      return target === null ? [] : draftFiles(context, target)
    },
  } satisfies Partial<Handlers>
}

/** The files of a conversation's draft, in the user's order. */
export function draftFiles(
  { journal }: Pick<ShellContext, 'journal'>,
  { accountId, remoteId }: Pick<ConversationTarget, 'accountId' | 'remoteId'>,
): Attachment[] {
  const entryId = readDraft(journal, accountId, remoteId)?.entryId ?? null
  return entryId === null ? [] : listAttachments(journal, entryId).map(attachmentView)
}

/** A draft's file is nowhere but here. */
function attachmentView({ position, fileName, mediaType, bytes, contentHash }: StoredAttachment): Attachment {
  return { position, fileName, mediaType, bytes, contentHash, isUploaded: false }
}
