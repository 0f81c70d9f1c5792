import { statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { openAttachmentStore } from '../../../db/attachment-store.ts'
import { type Attachment, isReferredTo } from '../../../db/attachments.ts'
import type { Journal } from '../../../db/connection.ts'
import { maxAttachmentsOfNote } from '../../ipc/limits.ts'
import { mediaTypeOf } from '../../sync/outbox/media-type.ts'
import { mebibytes } from '../megabytes.ts'
import { failed, type Outcome } from '../outcome.ts'
import type { CommandContext } from '../surroundings.ts'
import { noteText as words } from '../text-notes.ts'
import type { NoteAccount } from './note-form.ts'

interface NamedFile {
  readonly path: string
  readonly fileName: string
  readonly mediaType: string
}

interface FileLimits {
  readonly maxBytes: number
  /** Null: any. */
  readonly mediaTypes: readonly string[] | null
}

type NewFile = Omit<Attachment, 'position'>

/** Copies the files beside the journal, durable when this returns, once each of them is known to be one that all these accounts take. */
export function takeFiles(
  context: CommandContext,
  journal: Journal,
  paths: readonly string[],
  accounts: readonly NoteAccount[],
): Outcome<readonly NewFile[]> {
  if (paths.length > maxAttachmentsOfNote) return failed('refused', words.manyFiles(maxAttachmentsOfNote))
  const limits = limitsOf(accounts)
  const named = paths.map((given) => {
    const path = resolve(context.workingFolder, given)
    return { path, fileName: basename(path), mediaType: mediaTypeOf(path) }
  })
  for (const [index, file] of named.entries()) {
    const isTwice = named.findIndex(({ path }) => path === file.path) < index
    const problem = isTwice ? words.sameFile(file.fileName) : problemOf(file, limits)
    if (problem !== null) return failed('refused', problem)
  }
  const store = openAttachmentStore(context.folder)
  const files: NewFile[] = []
  for (const { path, fileName, mediaType } of named) {
    const taken = store.addFile(path, limits.maxBytes)
    const isTwice = taken.ok && files.some(({ contentHash }) => contentHash === taken.file.contentHash)
    if (taken.ok && !isTwice) {
      files.push({ fileName, mediaType, ...taken.file, addedAtMs: context.clock.nowMs() })
      continue
    }
    // The same content under two names, or a file that changed since it was looked at: no note will carry the copies.
    for (const { contentHash } of files) if (!isReferredTo(journal, contentHash)) store.remove(contentHash)
    return failed('refused', isTwice ? words.sameFile(fileName) : words.missingFile(path))
  }
  return { ok: true, value: files }
}

/** What every one of the accounts takes. */
function limitsOf(accounts: readonly NoteAccount[]): FileLimits {
  const limits = accounts.flatMap(({ note }) => note.attachments ?? [])
  const lists = limits.flatMap(({ mediaTypes }) => (mediaTypes === null ? [] : [mediaTypes]))
  const [first] = lists
  return {
    maxBytes: Math.min(...limits.map(({ maxBytes }) => maxBytes)),
    mediaTypes: first === undefined ? null : first.filter((type) => lists.every((list) => list.includes(type))),
  }
}

function problemOf({ path, fileName, mediaType }: NamedFile, { maxBytes, mediaTypes }: FileLimits): string | null {
  const bytes = sizeOf(path)
  if (bytes === null) return words.missingFile(path)
  if (bytes === 0) return words.emptyFile(fileName)
  if (bytes > maxBytes) return words.largeFile(fileName, mebibytes(bytes), mebibytes(maxBytes))
  return mediaTypes === null || mediaTypes.includes(mediaType) ? null : words.fileType(fileName, mediaType)
}

/** Null: there is no file there. */
function sizeOf(path: string): number | null {
  try {
    const found = statSync(path)
    return found.isFile() ? found.size : null
  } catch {
    return null
  }
}
