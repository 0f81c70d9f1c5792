import { z } from 'zod'
import type { AccountRow } from '../../db/accounts.ts'
import { readCredential } from '../../db/accounts.ts'
import type { OutboxRow } from '../../db/outbox.ts'
import { outboxNoteOf } from '../../db/queries/outbox-note.ts'
import type { Coverage, OutboxNote } from '../../db/queries/shapes.ts'
import { conversationIdOf } from '../../db/queries/targets.ts'
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
  return {
    id: account.accountId,
    provider: account.provider,
    label: account.label,
    baseUrl: account.baseUrl,
    userName: account.userName,
    organizationName: account.organizationName,
    isPaused: account.isPaused,
    secret: credential === null ? 'not_kept' : credential.isPlainText ? 'data_folder' : 'app_keychain',
  }
}

export function shownNote(workspace: Workspace, row: OutboxRow): z.output<typeof noteShape> {
  return shownOutboxNote(
    outboxNoteOf(workspace, row, conversationIdOf(workspace.replica, row.accountId, row.conversationRemoteId)),
  )
}

export function shownOutboxNote(note: OutboxNote): z.output<typeof noteShape> {
  const { noteId, createdAtMs, nextTryAtMs, savedToFileAtMs: _, takenOverAtMs: __, ...rest } = note
  return { id: noteId, ...rest, writtenAt: moment(createdAtMs), nextTryAt: moment(nextTryAtMs) }
}

export function shownCoverage({ isComplete, completeSinceMs }: Coverage) {
  return { isComplete, completeSince: moment(completeSinceMs) }
}

const failureJson = z.object({ kind: z.string() }).catch({ kind: 'unknown' })

/** The kind of a stored failure, and nothing of what a CRM wrote into it. */
export function failureKind(json: string): string {
  return failureJson.parse(JSON.parse(json)).kind
}
