import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { classifyStorageError } from '../../../db/storage-error.ts'
import { minPassphraseCharacters } from '../../ipc/contract.ts'
import { largestFileBytes } from '../../sync/outbox/portable/file-format.ts'
import { importNotes } from '../../sync/outbox/portable/import-notes.ts'
import { saveNotesToFile } from '../../sync/outbox/portable/save-to-file.ts'
import type { ShellContext } from '../context.ts'
import type { Handlers } from '../router.ts'

function refused<K extends string>(kind: K, detail: string | null = null) {
  return { ok: false as const, error: { kind, detail } }
}

/** Unsent notes to a file and from one. Paths never come from the page: the user chooses them in dialogs of the system. */
export function portableNoteHandlers(context: ShellContext) {
  const { journal, replica, clock, system, attachments } = context
  let chosenPath: string | null = null
  const outboxChanged = () => {
    context.refreshJournalBackup()
    context.engine.post({ kind: 'outbox_changed' })
    // Conversations show the notes too, and there may be many of them.
    context.announce([{ kind: 'everything' }])
  }
  return {
    'outbox.saveToFile': async ({ accountId, passphrase }) => {
      if ([...passphrase].length < minPassphraseCharacters) return refused('passphrase_too_short')
      const path = await system.chooseSavePath(fileNameAt(clock.nowMs()))
      if (path === null) return { ok: true, path, notes: 0, leftOut: [] }
      const saved = await saveNotesToFile({ ...context, minPassphraseCharacters }, { accountId, passphrase }, path)
      outboxChanged()
      if (!saved.ok) {
        return saved.problem === 'cannot_write'
          ? refused(writeProblemOf(saved.error), messageOf(saved.error))
          : refused(saved.problem)
      }
      return { ok: true, path, notes: saved.notes, leftOut: [...saved.leftOut] }
    },
    'outbox.chooseFile': async () => {
      const path = await system.chooseOpenPath()
      if (path !== null) chosenPath = path
      return { name: path === null ? null : basename(path) }
    },
    'outbox.takeOver': async ({ passphrase }) => {
      if (chosenPath === null) return refused('no_file')
      const file = readWhole(chosenPath)
      if (!file.ok) return refused(file.problem, file.detail)
      const taken = await importNotes({ journal, replica, clock, attachments }, { file: file.bytes, passphrase })
      if (!taken.ok) return refused(taken.problem)
      outboxChanged()
      const notes = taken.notes.map((note) => ({
        conversationName: note.conversationName,
        accountLabel: note.accountLabel,
        outcome: note.outcome,
        isConversationHere: note.outcome !== 'imported' || note.isConversationHere,
      }))
      return { ok: true, exportedAtMs: taken.exportedAtMs, notes }
    },
  } satisfies Partial<Handlers>
}

/** `unsent-notes-2026-11-21.fieldpost-notes` */
function fileNameAt(nowMs: number): string {
  return `unsent-notes-${new Date(nowMs).toISOString().slice(0, 10)}.fieldpost-notes`
}

type Read =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly problem: 'cannot_read' | 'too_large'; readonly detail: string | null }

function readWhole(path: string): Read {
  try {
    if (statSync(path).size > largestFileBytes) return { ok: false, problem: 'too_large', detail: null }
    return { ok: true, bytes: readFileSync(path) }
  } catch (error) {
    return { ok: false, problem: 'cannot_read', detail: messageOf(error) }
  }
}

/** The folder is the user's choice, so most that can go wrong there is told as it is. */
function writeProblemOf(error: unknown): 'cannot_write' | 'storage_full' {
  return classifyStorageError(error) === 'storage_full' ? 'storage_full' : 'cannot_write'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
