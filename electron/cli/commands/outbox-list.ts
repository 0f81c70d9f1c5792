import { z } from 'zod'
import { listOpenNotes, receiptsOf } from '../../../db/outbox.ts'
import { defineCommand } from '../command.ts'
import { findNotes } from '../find.ts'
import { shownEntriesOf, shownEntryOf } from '../notes/shown-entry.ts'
import { type EntryShown, outboxListShape, outboxShowShape } from '../output-shapes.ts'
import { moment, shownNote } from '../shown.ts'
import { attachmentLines } from '../shown-conversation.ts'
import { oneLine, printable, table } from '../table.ts'
import { noteWords, text } from '../text.ts'
import { noteText } from '../text-notes.ts'
import { whileReading } from '../workspace.ts'

export const outboxList = defineCommand({
  name: 'outbox list',
  usage: '',
  summary: 'Lists the notes that the CRM has not confirmed, oldest first',
  options: z.object({}),
  help: {},
  takes: [0, 0],
  shape: outboxListShape,
  run: (context) =>
    whileReading(context, (workspace) => {
      const rows = listOpenNotes(workspace.journal)
      const notes = rows.map((row) => shownNote(workspace, row))
      return { ok: true as const, data: { notes, entries: shownEntriesOf(workspace, rows) } }
    }),
  lines: ({ entries }) =>
    entries.length === 0
      ? [text.emptyOutbox]
      : table(
          entries.flatMap((entry) =>
            entry.outcomes.map((outcome, index) => [
              outcome.noteId,
              oneLine(outcome.conversationName, 24),
              noteWords(outcome.state, outcome.trouble, outcome.needsAnswer),
              // The text of a note for several is said once.
              index === 0 ? `${oneLine(entry.text, 60)}${filesOf(entry)}` : '″',
            ]),
          ),
        ),
})

function filesOf({ attachments }: EntryShown): string {
  return attachments.length === 0 ? '' : ` + ${attachments.map(({ fileName }) => oneLine(fileName, 40)).join(', ')}`
}

const cause = z.record(z.string(), z.json())

export const outboxShow = defineCommand({
  name: 'outbox show',
  usage: 'NOTE',
  summary: 'Shows a note and its receipt: everything that happened to it. Delivered notes too',
  options: z.object({}),
  help: {},
  takes: [1, 1],
  shape: outboxShowShape,
  run: (context, _options, [word = '']) =>
    whileReading(context, (workspace) => {
      const found = findNotes(workspace, word)
      if (!found.ok) return found
      const [row] = found.value
      const receipts = receiptsOf(workspace.journal, row.noteId).map((receipt) => ({
        at: moment(receipt.atMs),
        from: receipt.from,
        to: receipt.to,
        cause: cause.parse(JSON.parse(receipt.cause)),
      }))
      const entry = shownEntryOf(workspace, row.entryId)
      return { ok: true as const, data: { note: shownNote(workspace, row), entry, receipts } }
    }),
  lines: ({ note, entry, receipts }) => [
    `${note.id}  ${oneLine(note.conversationName, 40)}`,
    noteWords(note.state, note.trouble, note.needsAnswer),
    '',
    ...printable(note.text)
      .split('\n')
      .map((line) => `    ${line}`),
    ...attachmentLines(note.attachments),
    '',
    ...(entry.outcomes.length > 1 ? [...outcomeLines(entry), ''] : []),
    ...table(receipts.map((receipt) => [receipt.at, receipt.to, oneLine(JSON.stringify(receipt.cause), 120)])),
  ],
})

function outcomeLines({ outcomes }: EntryShown): string[] {
  const delivered = outcomes.filter(({ state }) => state === 'delivered').length
  return [
    noteText.entryHead(outcomes.length, delivered),
    ...table(
      outcomes.map((outcome) => [
        `  ${outcome.noteId}`,
        oneLine(outcome.conversationName, 24),
        oneLine(outcome.accountLabel, 24),
        noteWords(outcome.state, outcome.trouble, outcome.needsAnswer),
      ]),
    ),
  ]
}
