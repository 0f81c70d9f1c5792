import { z } from 'zod'
import { maxNoteCharacters } from '../../ipc/limits.ts'
import { writeNote } from '../../sync/outbox/user-actions.ts'
import { defineCommand } from '../command.ts'
import { findConversation } from '../find.ts'
import { failed } from '../outcome.ts'
import { noteResultShape } from '../output-shapes.ts'
import { noteText } from '../read-text.ts'
import { shownNote } from '../shown.ts'
import { oneLine } from '../table.ts'
import { text } from '../text.ts'
import { whileWriting } from '../workspace.ts'

export const note = defineCommand({
  name: 'note',
  usage: 'TARGET [TEXT|-]',
  summary: 'Saves a note on a conversation; the next sync sends it. Text comes from stdin for `-`',
  options: z.object({}),
  help: {},
  takes: [1, 2],
  shape: noteResultShape,
  async run(context, _options, [word = '', given]) {
    const words = await noteText(context, given, maxNoteCharacters)
    if (!words.ok) return words
    return whileWriting(context, (workspace) => {
      const found = findConversation(workspace, word)
      if (!found.ok) return found
      const { journal } = workspace
      const written = writeNote({ ...context, journal, maxNoteCharacters }, found.value, words.value, 0)
      if (written.ok) return { ok: true as const, data: { note: shownNote(workspace, written.note) } }
      return failed('refused', written.problem === 'empty' ? text.emptyText : text.inputTooLong(maxNoteCharacters))
    })
  },
  lines: ({ note: saved }) => [text.noteSaved(oneLine(saved.conversationName, 60), saved.id)],
})
