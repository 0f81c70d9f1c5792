import { z } from 'zod'
import type { AccountRow } from '../../db/accounts.ts'
import { readCredential } from '../../db/accounts.ts'
import type { OutboxRow } from '../../db/outbox.ts'
import { outboxNoteOf } from '../../db/queries/outbox-note.ts'
import type { Coverage, OutboxNote } from '../../db/queries/shapes.ts'
import { conversationIdOf } from '../../db/queries/targets.ts'
import type { NoteForm } from '../../db/records.ts'
import type { NoteCapabilities } from '../connectors/connector.ts'
import { crmOf } from './accounts/provider.ts'
import type { accountShape, noteShape } from './output-shapes.ts'
import type { Workspace } from './workspace.ts'

/** From the replica's rows to what the command line prints. */

export function moment(atMs: number): string
export function moment(atMs: number | null): string | null
export function moment(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString()
}

export function shownAccount(workspace: Workspace, account: AccountRow): z.output<typeof accountShape> {
  const credential = readCredential(workspace.journal, account.accountId)
  const { description, capabilities } = crmOf(account)
  return {
    id: account.accountId,
    provider: account.provider,
    providerName: description.name,
    label: account.label,
    baseUrl: account.baseUrl,
    userName: account.userName,
    userEmail: account.userEmail,
    organizationName: account.organizationName,
    isPaused: account.isPaused,
    secret: credential === null ? 'not_kept' : credential.isPlainText ? 'data_folder' : 'app_keychain',
    abilities: account.abilities === null ? null : [...account.abilities],
    note: shownCapabilities(capabilities.note),
  }
}

function shownCapabilities({ formats, visibilities, attachments, ...rest }: NoteCapabilities) {
  const { drafts, manyTargets, activityTypes, edits } = rest
  return {
    formats: [...formats],
    visibilities: [...visibilities],
    drafts,
    manyTargets,
    attachments:
      attachments === null
        ? null
        : { maxBytes: attachments.maxBytes, mediaTypes: attachments.mediaTypes && [...attachments.mediaTypes] },
    activityTypes,
    edits,
  }
}

export function shownNote(workspace: Workspace, row: OutboxRow): z.output<typeof noteShape> {
  const conversationId = conversationIdOf(workspace.replica, row.accountId, row.conversationRemoteId)
  return shownOutboxNote(outboxNoteOf(workspace, row, conversationId))
}

export function shownOutboxNote(note: OutboxNote): z.output<typeof noteShape> {
  const { entryId, kind, accountId, conversationId, conversationName, text, editsActivityId, attachments } = note
  const { state, trouble, attempts, createdAtMs, nextTryAtMs, needsAnswer } = note
  return {
    id: note.noteId,
    entryId,
    kind,
    accountId,
    conversationId,
    conversationName,
    text,
    form: shownForm(note.form),
    attachments: attachments.map(({ fileName, mediaType, bytes, isUploaded }) => ({
      fileName,
      mediaType,
      bytes,
      isUploaded,
    })),
    editsActivityId,
    state,
    trouble,
    attempts,
    writtenAt: moment(createdAtMs),
    nextTryAt: moment(nextTryAtMs),
    needsAnswer,
  }
}

function shownForm({ format, visibility, isDraft, activity }: NoteForm): z.output<typeof noteShape>['form'] {
  return {
    format,
    visibility,
    isDraft,
    activity: activity && {
      typeCode: activity.typeCode,
      typeName: activity.typeName,
      occurredAt: moment(activity.occurredAtMs),
      fields: activity.fields.map(({ name, value }) => ({ name, value })),
      wantsLeadScore: activity.wantsLeadScore === true,
      skipsOptionCheck: activity.skipsOptionCheck === true,
      processesFilesAsync: activity.processesFilesAsync === true,
    },
  }
}

export function shownCoverage({ isComplete, completeSinceMs }: Coverage) {
  return { isComplete, completeSince: moment(completeSinceMs) }
}

const failureJson = z.object({ kind: z.string() }).catch({ kind: 'unknown' })

/** The kind of a stored failure, and nothing of what a CRM wrote into it. */
export function failureKind(json: string): string {
  return failureJson.parse(JSON.parse(json)).kind
}
