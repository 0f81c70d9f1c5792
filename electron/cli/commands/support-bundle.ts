import { z } from 'zod'
import { type AccountRow, listAccounts } from '../../../db/accounts.ts'
import { listActivityTypes } from '../../../db/activity-types.ts'
import { inspectDatabase } from '../../../db/inspect.ts'
import { readNote, receiptsOf } from '../../../db/outbox.ts'
import { type NoteOutline, recentNoteOutlines } from '../../../db/queries/note-history.ts'
import { quarantineCount } from '../../../db/queries/quarantine.ts'
import { countRows } from '../../../db/queries/targets.ts'
import { recentRuns } from '../../../db/runs.ts'
import { readSettings } from '../../../db/settings.ts'
import { readStreamStates } from '../../../db/streams.ts'
import { defineCommand } from '../command.ts'
import { hostOf } from '../host.ts'
import { supportBundleShape } from '../output-shapes.ts'
import { redactedCause } from '../redacted-cause.ts'
import { failureKind, moment, shownAccount, shownNote } from '../shown.ts'
import { type Workspace, whileReading } from '../workspace.ts'

const mostRuns = 100
const mostNotes = 500

export const supportBundle = defineCommand({
  name: 'support-bundle',
  usage: '',
  summary: 'Prints what support needs to know: no names, no texts, no keys, hosts only',
  options: z.object({}),
  help: {},
  takes: [0, 0],
  shape: supportBundleShape,
  run: (context) =>
    whileReading(context, (workspace) => {
      const { journal } = workspace
      return {
        ok: true as const,
        data: {
          madeAt: moment(context.clock.nowMs()),
          versions: context.versions,
          settings: readSettings(journal),
          files: (['journal', 'replica'] as const).map((file) => {
            const found = inspectDatabase(context.folder, file)
            return { file, condition: found.kind, bytes: found.kind === 'sound' ? found.bytes : null }
          }),
          accounts: listAccounts(journal).map((account) => accountFacts(workspace, account)),
          notes: recentNoteOutlines(journal, mostNotes).map((note) => noteFacts(workspace, note)),
        },
      }
    }),
  lines: (data) => JSON.stringify(data, null, 2).split('\n'),
})

function accountFacts(workspace: Workspace, account: AccountRow) {
  const { replica } = workspace
  const { accountId, provider, baseUrl, isPaused, createdAtMs } = account
  const have = countRows(replica, accountId)
  return {
    id: accountId,
    provider,
    host: hostOf(baseUrl),
    isPaused,
    secret: shownAccount(workspace, account).secret,
    // The CRM's own words on each may name people.
    abilities: account.abilities?.map(({ what, answer }) => ({ what, answer })) ?? null,
    activityTypes: listActivityTypes(replica, accountId).length,
    connectedAt: moment(createdAtMs),
    quarantined: quarantineCount(replica, accountId),
    streams: readStreamStates(replica, accountId).map((state) => ({
      stream: state.stream,
      backfill: state.backfill,
      hasCursor: state.backfillCursor !== null,
      watermark: moment(state.watermarkMs),
      completeSince: moment(state.coveredFromMs),
      freshAsOf: moment(state.freshAsOfMs),
      have: have[state.stream],
      total: state.total,
      lastSweepAt: moment(state.lastSweepAtMs),
    })),
    runs: recentRuns(replica, accountId, mostRuns).map((run) => ({
      stream: run.stream,
      mode: run.mode,
      startedAt: moment(run.startedAtMs),
      endedAt: moment(run.endedAtMs),
      pages: run.pages,
      rows: run.rows,
      failure: run.failure === null ? null : failureKind(run.failure),
    })),
  }
}

function noteFacts(workspace: Workspace, note: NoteOutline) {
  const { journal } = workspace
  const row = readNote(journal, note.noteId)
  const shown = row === null ? null : shownNote(workspace, row)
  return {
    id: note.noteId,
    accountId: note.accountId,
    state: note.state,
    attempts: note.attempts,
    writtenAt: moment(note.createdAtMs),
    characters: note.characters,
    entryId: shown?.entryId ?? note.noteId,
    kind: shown?.kind ?? 'create',
    format: shown?.form.format ?? 'plain',
    hasActivityForm: shown !== null && shown.form.activity !== null,
    attachments: (shown?.attachments ?? []).map(({ mediaType, bytes, isUploaded }) => ({
      mediaType,
      bytes,
      isUploaded,
    })),
    needsAnswer: note.needsAnswer === 1,
    receipts: receiptsOf(journal, note.noteId).map((receipt) => ({
      at: moment(receipt.atMs),
      from: receipt.from,
      to: receipt.to,
      cause: redactedCause(receipt.cause),
    })),
  }
}
