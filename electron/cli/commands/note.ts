import { maxNoteCharacters } from '../../ipc/limits.ts'
import { formAs } from '../../sync/outbox/note-fit.ts'
import { problemOf, type TextProblem, writeEntry } from '../../sync/outbox/write-note.ts'
import { defineCommand } from '../command.ts'
import { takeFiles } from '../notes/files.ts'
import { wantedForm } from '../notes/note-form.ts'
import { type NoteOptions, noteOptions, noteOptionsHelp } from '../notes/note-options.ts'
import { shownEntryOf } from '../notes/shown-entry.ts'
import { findTargets } from '../notes/targets.ts'
import { type CommandOutcome, failed } from '../outcome.ts'
import { type NoteSaved, noteSavedShape } from '../output-shapes.ts'
import { readNoteText } from '../read-text.ts'
import { shownNote } from '../shown.ts'
import type { CommandContext } from '../surroundings.ts'
import { oneLine } from '../table.ts'
import { text } from '../text.ts'
import { noteText } from '../text-notes.ts'
import { type Workspace, whileWriting } from '../workspace.ts'

const mostTargets = 200

export const note = defineCommand({
  name: 'note',
  usage: 'TARGET... [TEXT|-]',
  summary: 'Saves a note on a conversation, or on several; the next sync sends it. Text comes from stdin for `-`',
  options: noteOptions,
  help: noteOptionsHelp,
  takes: [1, mostTargets + 1],
  shape: noteSavedShape,
  async run(context, options, given): Promise<CommandOutcome<NoteSaved>> {
    // The last of several words is the text: several targets and a pipe need the `-`.
    const [targets, word] = given.length === 1 ? [given, undefined] : [given.slice(0, -1), given.at(-1)]
    const words = await readNoteText(context, word, maxNoteCharacters)
    if (!words.ok) return words
    return whileWriting(context, (workspace) => save(context, workspace, { targets, text: words.value, options }))
  },
  lines: ({ entry }) => [
    noteText.saved(
      entry.outcomes.map(({ conversationName }) => oneLine(conversationName, 60)),
      entry.outcomes[0]?.noteId ?? entry.id,
      entry.form.activity?.typeName ?? null,
    ),
  ],
})

interface Wanted {
  readonly targets: readonly string[]
  readonly text: string
  readonly options: NoteOptions
}

/** All or nothing: a note that one of its targets cannot have is saved for none. */
function save(context: CommandContext, workspace: Workspace, wanted: Wanted): CommandOutcome<NoteSaved> {
  const { journal } = workspace
  const found = findTargets(workspace, wanted.targets)
  if (!found.ok) return found
  const { targets, accounts, maxCharacters } = found.value
  const form = wantedForm(wanted.options, accounts)
  if (!form.ok) return form
  const most = Math.min(maxNoteCharacters, maxCharacters ?? maxNoteCharacters)
  // Looked at before any file is copied.
  const problem = problemOf(wanted.text, most)
  if (problem !== null) return refusedText(problem, most)
  const taken = takeFiles(context, journal, wanted.options.attach, accounts)
  if (!taken.ok) return taken
  const withForm = (target: (typeof targets)[number]) => {
    const account = accounts.find(({ accountId }) => accountId === target.accountId)
    return account === undefined ? target : { ...target, form: formAs(account.note, form.value) }
  }
  const written = writeEntry(
    { journal, clock: context.clock, random: context.random, maxNoteCharacters: most },
    // A draft that the user has begun in the app stays what it is.
    { targets: targets.map(withForm), text: wanted.text, form: form.value, files: taken.value, writtenIn: null },
    0,
  )
  if (!written.ok) return refusedText(written.problem, most)
  const entry = shownEntryOf(workspace, written.entryId)
  return { ok: true, data: { note: shownNote(workspace, written.note), entry } }
}

function refusedText(problem: TextProblem, most: number) {
  return failed('refused', problem === 'empty' ? text.emptyText : text.inputTooLong(most))
}
