import { z } from 'zod'
import { listAttachments } from '../../../db/attachments.ts'
import { readNote } from '../../../db/outbox.ts'
import { maxNoteCharacters } from '../../ipc/limits.ts'
import {
  discardNote,
  editNote,
  resolveNote,
  retryNote,
  sendWithoutFile,
  type UserActionResult,
  type UserActionSurroundings,
} from '../../sync/outbox/user-actions.ts'
import { defineCommand } from '../command.ts'
import { findNotes } from '../find.ts'
import { shownEntryOf } from '../notes/shown-entry.ts'
import { type CommandOutcome, failed } from '../outcome.ts'
import { type NoteSaved, noteSavedShape } from '../output-shapes.ts'
import { readNoteText } from '../read-text.ts'
import { shownNote } from '../shown.ts'
import type { CommandContext } from '../surroundings.ts'
import { text } from '../text.ts'
import { noteText } from '../text-notes.ts'
import { whileWriting } from '../workspace.ts'

type Problem = 'gone' | 'wrong_state' | 'empty' | 'too_long' | 'no_such_file'
type Act = (surroundings: UserActionSurroundings, noteId: string) => UserActionResult<Problem>

export const outboxRetry = defineCommand({
  name: 'outbox retry',
  usage: 'NOTE',
  summary: 'Puts a note that waits or was refused first in line again',
  options: z.object({ 'without-file': z.string().optional() }),
  help: { 'without-file': { value: 'NAME', help: 'without this file, which is gone or was refused' } },
  takes: [1, 1],
  shape: noteSavedShape,
  run: (context, options, [word = '']) => {
    const fileName = options['without-file']
    return fileName === undefined
      ? act(context, word, 'retried', retryNote)
      : act(context, word, 'sent without a file', (surroundings, noteId) => withoutFile(surroundings, noteId, fileName))
  },
  lines: ({ note }) => [text.noteDone(note.id, 'is tried at the next sync')],
})

export const outboxEdit = defineCommand({
  name: 'outbox edit',
  usage: 'NOTE [TEXT|-]',
  summary: 'Changes the text of a note that has not left, or that was refused',
  options: z.object({}),
  help: {},
  takes: [1, 2],
  shape: noteSavedShape,
  async run(context, _options, [word = '', given]): Promise<CommandOutcome<NoteSaved>> {
    const words = await readNoteText(context, given, maxNoteCharacters)
    if (!words.ok) return words
    return act(context, word, 'edited', (surroundings, noteId) => editNote(surroundings, noteId, words.value))
  },
  lines: ({ note }) => [text.noteDone(note.id, 'is changed')],
})

export const outboxDiscard = defineCommand({
  name: 'outbox discard',
  usage: 'NOTE',
  summary: 'Gives a note up; its receipt stays',
  options: z.object({}),
  help: {},
  takes: [1, 1],
  shape: noteSavedShape,
  run: (context, _options, [word = '']) => act(context, word, 'discarded', discardNote),
  lines: ({ note }) => [text.noteDone(note.id, 'is discarded')],
})

function withoutFile(
  surroundings: UserActionSurroundings,
  noteId: string,
  fileName: string,
): UserActionResult<Problem> {
  const { journal } = surroundings
  const entryId = readNote(journal, noteId)?.entryId
  const files = entryId === undefined ? [] : listAttachments(journal, entryId)
  const file = files.find((each) => each.fileName === fileName)
  return file === undefined
    ? { ok: false, problem: 'no_such_file' }
    : sendWithoutFile(surroundings, noteId, file.position)
}

const answers = { 'is-there': 'is_there', 'send-again': 'send_again' } as const

export const outboxResolve = defineCommand({
  name: 'outbox resolve',
  usage: 'NOTE is-there|send-again',
  summary: 'Answers for a note that no look-up can settle',
  options: z.object({}),
  help: {},
  takes: [2, 2],
  shape: noteSavedShape,
  async run(context, _options, [word = '', given = '']): Promise<CommandOutcome<NoteSaved>> {
    const answer = given === 'is-there' || given === 'send-again' ? answers[given] : null
    if (answer === null) return failed('wrong_usage', text.badAnswer(given))
    return act(context, word, 'resolved', (surroundings, noteId) => resolveNote(surroundings, noteId, answer))
  },
  lines: ({ note }) => [text.noteDone(note.id, 'is settled')],
})

/** On one note, or on every note of an entry that lets it be done. */
function act(context: CommandContext, word: string, action: string, perform: Act): Promise<CommandOutcome<NoteSaved>> {
  return whileWriting(context, (workspace): CommandOutcome<NoteSaved> => {
    const found = findNotes(workspace, word)
    if (!found.ok) return found
    const { journal } = workspace
    const [first] = found.value
    const results = journal.write(() =>
      found.value.map(({ noteId }) => perform({ journal, clock: context.clock, maxNoteCharacters }, noteId)),
    )
    const done = results.find((result) => result.ok)
    const problem = results.find((result) => !result.ok)?.problem ?? 'gone'
    if (done === undefined) return failed('refused', refusal(problem, first.state, action))
    const note = shownNote(workspace, readNote(journal, done.note.noteId) ?? done.note)
    return { ok: true, data: { note, entry: shownEntryOf(workspace, note.entryId) } }
  })
}

function refusal(problem: Problem, state: string, action: string): string {
  switch (problem) {
    case 'gone':
      return text.gone
    case 'wrong_state':
      return text.wrongState(state, action)
    case 'empty':
      return text.emptyText
    case 'no_such_file':
      return noteText.noSuchFile
    case 'too_long':
      return text.inputTooLong(maxNoteCharacters)
    default:
      return problem satisfies never
  }
}
