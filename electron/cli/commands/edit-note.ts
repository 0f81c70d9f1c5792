import { z } from 'zod'
import { readAccount } from '../../../db/accounts.ts'
import { ownNote } from '../../../db/queries/own-note.ts'
import { activityTarget, conversationTarget } from '../../../db/queries/targets.ts'
import { maxNoteCharacters } from '../../ipc/limits.ts'
import { writeEdit } from '../../sync/outbox/user-actions.ts'
import { crmOf } from '../accounts/provider.ts'
import { defineCommand } from '../command.ts'
import { shownEntryOf } from '../notes/shown-entry.ts'
import { type CommandOutcome, failed } from '../outcome.ts'
import { type NoteSaved, noteSavedShape } from '../output-shapes.ts'
import { readNoteText } from '../read-text.ts'
import { shownNote } from '../shown.ts'
import type { CommandContext } from '../surroundings.ts'
import { oneLine } from '../table.ts'
import { text } from '../text.ts'
import { noteText } from '../text-notes.ts'
import { type Workspace, whileWriting } from '../workspace.ts'

export const editNote = defineCommand({
  name: 'edit-note',
  usage: 'ACTIVITY [TEXT|-]',
  summary: 'Changes a note of your own that the CRM has; a colleague’s change in the meantime is not overwritten',
  options: z.object({ html: z.boolean().default(false) }),
  help: { html: { value: null, help: 'TEXT is HTML' } },
  takes: [1, 2],
  shape: noteSavedShape,
  async run(context, { html }, [word = '', given]): Promise<CommandOutcome<NoteSaved>> {
    const words = await readNoteText(context, given, maxNoteCharacters)
    if (!words.ok) return words
    return whileWriting(context, (workspace) => change(context, workspace, { word, text: words.value, isHtml: html }))
  },
  lines: ({ note }) => [noteText.editSaved(note.id)],
})

interface Wanted {
  readonly word: string
  readonly text: string
  readonly isHtml: boolean
}

function change(context: CommandContext, workspace: Workspace, wanted: Wanted): CommandOutcome<NoteSaved> {
  const { replica, journal } = workspace
  const activityId = /^\d{1,16}$/.test(wanted.word) ? Number(wanted.word) : null
  const activity = activityId === null ? null : activityTarget(replica, activityId)
  const account = activity === null ? null : readAccount(journal, activity.accountId)
  if (activityId === null || account === null)
    return failed('unknown', noteText.unknownActivity(oneLine(wanted.word, 40)))
  const { note: can } = crmOf(account).capabilities
  const own = can.edits ? ownNote(replica, journal, activityId) : null
  const target = own === null ? null : conversationTarget(replica, own.conversationId)
  if (own === null || target === null) return failed('refused', noteText.notEditable(account.label))
  if (wanted.isHtml && !can.formats.includes('html')) {
    return failed('refused', noteText.unknownOption('--html', account.label))
  }
  const written = writeEdit(
    { journal, clock: context.clock, random: context.random, maxNoteCharacters },
    {
      target,
      noteRemoteId: own.remoteId,
      base: own.content,
      text: wanted.text,
      // Who sees it stays as it is.
      form: { format: wanted.isHtml ? 'html' : 'plain', visibility: null, isDraft: false, activity: null },
    },
    0,
  )
  if (!written.ok)
    return failed('refused', written.problem === 'empty' ? text.emptyText : text.inputTooLong(maxNoteCharacters))
  const { note } = written
  return { ok: true, data: { note: shownNote(workspace, note), entry: shownEntryOf(workspace, note.entryId) } }
}
