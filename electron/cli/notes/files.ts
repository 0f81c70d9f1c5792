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

export interface TakenFiles {
  readonly files: readonly Omit<Attachment, 'position'>[]
  /** Lets the copies go that no note came to carry. */
  drop(): void
}

/** Copies the files beside the journal, durable when this returns, once each of them is known to be one that all these accounts take. */
export function takeFiles(
  context: CommandContext,
  journal: Journal,
  paths: readonly string[],
  accounts: readonly NoteAccount[],
): Outcome<TakenFiles> {
  if (paths.length > maxAttachmentsOfNote) return failed('refused', words.manyFiles(maxAttachmentsOfNote))
  const limits = limitsOf(accounts)
  const named = paths.map((given) => {
    const path = resolve(context.workingFolder, given)
    return { path, fileName: basename(path), mediaType: mediaTypeOf(path) }
  })
  for (const file of named) {
    const problem = problemOf(file, limits)
    if (problem !== null) return failed('refused', problem)
  }
  const store = openAttachmentStore(context.folder)
  const files: Omit<Attachment, 'position'>[] = []
  const drop = () => {
    for (const { contentHash } of files) if (!isReferredTo(journal, contentHash)) store.remove(contentHash)
  }
  for (const { path, fileName, mediaType } of named) {
    const taken = store.addFile(path, limits.maxBytes)
    const problem = taken.ok
      ? files.some(({ contentHash }) => contentHash === taken.file.contentHash)
        ? words.sameFile(fileName)
        : null
      : // It was looked at a moment ago, and has changed since.
        words.missingFile(path)
    if (problem !== null || !taken.ok) {
      drop()
      return failed('refused', problem ?? words.missingFile(path))
    }
    files.push({ fileName, mediaType, ...taken.file, addedAtMs: context.clock.nowMs() })
  }
  return { ok: true, value: { files, drop } }
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
