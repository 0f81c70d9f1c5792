import { z } from 'zod'
import { listOpenNotes, receiptsOf } from '../../../db/outbox.ts'
import { defineCommand } from '../command.ts'
import { findNote } from '../find.ts'
import { outboxListShape, outboxShowShape } from '../output-shapes.ts'
import { moment, shownNote } from '../shown.ts'
import { oneLine, printable, table } from '../table.ts'
import { noteWords, text } from '../text.ts'
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
    whileReading(context, (workspace) => ({
      ok: true as const,
      data: { notes: listOpenNotes(workspace.journal).map((row) => shownNote(workspace, row)) },
    })),
  lines: ({ notes }) =>
    notes.length === 0
      ? [text.emptyOutbox]
      : table(
          notes.map((note) => [
            note.id,
            oneLine(note.conversationName, 24),
            noteWords(note.state, note.trouble, note.needsAnswer),
            oneLine(note.text, 60),
          ]),
        ),
})

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
      const found = findNote(workspace, word)
      if (!found.ok) return found
      const receipts = receiptsOf(workspace.journal, found.value.noteId).map((receipt) => ({
        at: moment(receipt.atMs),
        from: receipt.from,
        to: receipt.to,
        cause: cause.parse(JSON.parse(receipt.cause)),
      }))
      return { ok: true as const, data: { note: shownNote(workspace, found.value), receipts } }
    }),
  lines: ({ note, receipts }) => [
    `${note.id}  ${oneLine(note.conversationName, 40)}`,
    noteWords(note.state, note.trouble, note.needsAnswer),
    '',
    ...printable(note.text)
      .split('\n')
      .map((line) => `    ${line}`),
    '',
    ...table(receipts.map((receipt) => [receipt.at, receipt.to, oneLine(JSON.stringify(receipt.cause), 120)])),
  ],
})
