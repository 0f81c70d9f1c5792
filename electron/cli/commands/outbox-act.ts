import { z } from 'zod'
import { readNote } from '../../../db/outbox.ts'
import { maxNoteCharacters } from '../../ipc/limits.ts'
import {
  discardNote,
  editNote,
  resolveNote,
  retryNote,
  type UserActionResult,
  type UserActionSurroundings,
} from '../../sync/outbox/user-actions.ts'
import { defineCommand } from '../command.ts'
import { findNote } from '../find.ts'
import { type CommandOutcome, failed } from '../outcome.ts'
import { noteResultShape } from '../output-shapes.ts'
import { noteText } from '../read-text.ts'
import { shownNote } from '../shown.ts'
import type { CommandContext } from '../surroundings.ts'
import { text } from '../text.ts'
import { whileWriting } from '../workspace.ts'

type Problem = 'gone' | 'wrong_state' | 'empty' | 'too_long'
type Act = (surroundings: UserActionSurroundings, noteId: string) => UserActionResult<Problem>
type Done = z.output<typeof noteResultShape>

export const outboxRetry = defineCommand({
  name: 'outbox retry',
  usage: 'NOTE',
  summary: 'Puts a note that waits or was refused first in line again',
  options: z.object({}),
  help: {},
  takes: [1, 1],
  shape: noteResultShape,
  run: (context, _options, [word = '']) => act(context, word, 'retried', retryNote),
  lines: ({ note }) => [text.noteDone(note.id, 'is tried at the next sync')],
})

export const outboxEdit = defineCommand({
  name: 'outbox edit',
  usage: 'NOTE [TEXT|-]',
  summary: 'Changes the text of a note that has not left, or that was refused',
  options: z.object({}),
  help: {},
  takes: [1, 2],
  shape: noteResultShape,
  async run(context, _options, [word = '', given]): Promise<CommandOutcome<Done>> {
    const words = await noteText(context, given, maxNoteCharacters)
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
  shape: noteResultShape,
  run: (context, _options, [word = '']) => act(context, word, 'discarded', discardNote),
  lines: ({ note }) => [text.noteDone(note.id, 'is discarded')],
})

const answers = { 'is-there': 'is_there', 'send-again': 'send_again' } as const

export const outboxResolve = defineCommand({
  name: 'outbox resolve',
  usage: 'NOTE is-there|send-again',
  summary: 'Answers for a note that no look-up can settle',
  options: z.object({}),
  help: {},
  takes: [2, 2],
  shape: noteResultShape,
  async run(context, _options, [word = '', given = '']): Promise<CommandOutcome<Done>> {
    const answer = given === 'is-there' || given === 'send-again' ? answers[given] : null
    if (answer === null) return failed('wrong_usage', text.badAnswer(given))
    return act(context, word, 'resolved', (surroundings, noteId) => resolveNote(surroundings, noteId, answer))
  },
  lines: ({ note }) => [text.noteDone(note.id, 'is settled')],
})

function act(context: CommandContext, word: string, action: string, perform: Act): Promise<CommandOutcome<Done>> {
  return whileWriting(context, (workspace): CommandOutcome<Done> => {
    const found = findNote(workspace, word)
    if (!found.ok) return found
    const { journal } = workspace
    const result = perform({ journal, clock: context.clock, maxNoteCharacters }, found.value.noteId)
    if (!result.ok) return failed('refused', refusal(result.problem, found.value.state, action))
    return { ok: true, data: { note: shownNote(workspace, readNote(journal, result.note.noteId) ?? result.note) } }
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
    case 'too_long':
      return text.inputTooLong(maxNoteCharacters)
    default:
      return problem satisfies never
  }
}
