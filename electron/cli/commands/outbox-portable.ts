import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { openAttachmentStore } from '../../../db/attachment-store.ts'
import { minPassphraseCharacters } from '../../ipc/limits.ts'
import { largestFileBytes } from '../../sync/outbox/portable/file-format.ts'
import { importNotes } from '../../sync/outbox/portable/import-notes.ts'
import { saveNotesToFile } from '../../sync/outbox/portable/save-to-file.ts'
import { defineCommand } from '../command.ts'
import { findAccountId } from '../find.ts'
import { type CommandOutcome, failed, type Outcome } from '../outcome.ts'
import { outboxExportShape, outboxImportShape } from '../output-shapes.ts'
import { readInput } from '../read-text.ts'
import { moment } from '../shown.ts'
import type { CommandContext } from '../surroundings.ts'
import { oneLine, table } from '../table.ts'
import { text } from '../text.ts'
import { whileWriting } from '../workspace.ts'

const longestPassphrase = 1_000

export const outboxExport = defineCommand({
  name: 'outbox export',
  usage: 'FILE',
  summary:
    'Puts unsent notes into an encrypted file, for one other machine; they are still sent from here too, and once in all',
  options: z.object({ account: z.string().optional() }),
  help: { account: { value: 'ACCOUNT', help: 'of this account only' } },
  takes: [1, 1],
  shape: outboxExportShape,
  async run(context, { account }, [word = '']): Promise<CommandOutcome<z.output<typeof outboxExportShape>>> {
    const passphrase = await givenPassphrase(context)
    if (!passphrase.ok) return passphrase
    const path = resolve(context.workingFolder, word)
    return whileWriting(context, async (workspace): Promise<CommandOutcome<z.output<typeof outboxExportShape>>> => {
      const accountId = findAccountId(workspace, account)
      if (!accountId.ok) return accountId
      const attachments = openAttachmentStore(context.folder)
      const surroundings = { ...context, journal: workspace.journal, attachments, minPassphraseCharacters }
      const request = { accountId: accountId.value, passphrase: passphrase.value }
      const saved = await saveNotesToFile(surroundings, request, path)
      if (!saved.ok) {
        if (saved.problem === 'cannot_write') {
          const why = saved.error instanceof Error ? saved.error.message : ''
          return failed('refused', text.cannotWriteFile(path, why))
        }
        const words = {
          passphrase_too_short: text.passphraseTooShort(minPassphraseCharacters),
          nothing_to_save: text.nothingToExport,
        }
        return failed('refused', words[saved.problem])
      }
      return { ok: true, data: { file: path, notes: saved.notes, leftOut: saved.leftOut.length } }
    })
  },
  lines: ({ file, notes, leftOut }) => [text.exported(notes, file), ...(leftOut > 0 ? [text.leftOut(leftOut)] : [])],
})

export const outboxImport = defineCommand({
  name: 'outbox import',
  usage: 'FILE',
  summary: 'Takes over the notes of such a file; reading it again adds nothing',
  options: z.object({}),
  help: {},
  takes: [1, 1],
  shape: outboxImportShape,
  async run(context, _options, [word = '']): Promise<CommandOutcome<z.output<typeof outboxImportShape>>> {
    const file = readWhole(resolve(context.workingFolder, word))
    if (!file.ok) return file
    const passphrase = await givenPassphrase(context)
    if (!passphrase.ok) return passphrase
    return whileWriting(context, async (workspace): Promise<CommandOutcome<z.output<typeof outboxImportShape>>> => {
      const attachments = openAttachmentStore(context.folder)
      const surroundings = { ...workspace, clock: context.clock, attachments }
      const taken = await importNotes(surroundings, { file: file.value, passphrase: passphrase.value })
      if (!taken.ok) return failed('refused', text.unreadableNotes[taken.problem])
      const notes = taken.notes.map((note) => ({
        id: note.noteId,
        conversationName: note.conversationName,
        accountLabel: note.accountLabel,
        outcome: note.outcome,
      }))
      return { ok: true, data: { exportedAt: moment(taken.exportedAtMs), notes } }
    })
  },
  lines: ({ notes }) =>
    table(notes.map((note) => [note.id, oneLine(note.conversationName, 30), text.importOutcome[note.outcome]])),
})

/** From FIELDPOST_PASSPHRASE, else from stdin: an argument could be read by every user of the machine. */
async function givenPassphrase(context: CommandContext): Promise<Outcome<string>> {
  const fromEnvironment = context.environment.FIELDPOST_PASSPHRASE
  if (fromEnvironment) return { ok: true, value: fromEnvironment }
  if (context.input.isTerminal) return failed('wrong_usage', text.noPassphrase)
  const read = await readInput(context, longestPassphrase)
  if (!read.ok) return read
  return read.value === '' ? failed('wrong_usage', text.noPassphrase) : read
}

function readWhole(path: string): Outcome<Buffer> {
  try {
    if (statSync(path).size > largestFileBytes) return failed('refused', text.unreadableNotes.too_large)
    return { ok: true, value: readFileSync(path) }
  } catch (error) {
    return failed('refused', text.cannotReadFile(path, error instanceof Error ? error.message : ''))
  }
}
