import { describe, expect, it } from 'vitest'
import { listAccounts, readAccount } from '../../../db/accounts.ts'
import { listActivityTypes, saveActivityTypes } from '../../../db/activity-types.ts'
import { appendAttachment, forgetUploads, isReferredTo, listAttachments, readUpload } from '../../../db/attachments.ts'
import type { Connection } from '../../../db/connection.ts'
import { countDrafts, entryOfDraft, readDraft, saveDraft } from '../../../db/drafts.ts'
import { adoptDelivered, ingestPages, saveEventDetail } from '../../../db/ingest.ts'
import { saveLeadScore } from '../../../db/lead-score.ts'
import {
  countOpenNotes,
  deliveredNotesInReplica,
  firstOpenNotes,
  laneNotes,
  listOpenNotes,
  matchedRemoteIds,
  notesOfEntry,
  openEditsOf,
  openNotesOf,
  openNotesOfAccount,
  placeOfWriting,
  receiptsOf,
} from '../../../db/outbox.ts'
import { conversationById } from '../../../db/queries/conversation.ts'
import { eventDetailOf } from '../../../db/queries/event-detail.ts'
import { inboxCounts, inboxPage } from '../../../db/queries/inbox.ts'
import { joinPeople, noteTargetOf, samePerson, separatePeople } from '../../../db/queries/people.ts'
import { quarantineCount } from '../../../db/queries/quarantine.ts'
import { search } from '../../../db/queries/search.ts'
import {
  activityIdOf,
  activityTarget,
  conversationIdOf,
  conversationTarget,
  countRows,
  draftPlace,
  prefetchCandidates,
  removeAccountRows,
  someActivityRemoteId,
} from '../../../db/queries/targets.ts'
import { timelinePage } from '../../../db/queries/timeline.ts'
import { setRead, setStarred } from '../../../db/read-marks.ts'
import { rekeyPeople, rekeyStart } from '../../../db/rekey-people.ts'
import { recentRuns, recordRun } from '../../../db/runs.ts'
import { finishSweep, forgetSweepMarks, purgeRemoved, readStreamStates } from '../../../db/streams.ts'
import { insertNote } from '../../support/insert-note.ts'
import { activity, conversation, detail, lead, page, startMs, stream, type Workspace, workspace } from './support.ts'

/** Tables that grow with the account; the rest holds a handful of rows. */
const growing =
  /^SCAN (a|c|l|d|row|seen|activities|conversations|leads|event_details|sweep_seen|sweep_missed|sweep_held|separated_people|quarantine|sync_runs|notes_outbox|note_receipts|note_attachments|attachment_uploads)\b/

/** Scans that are meant: whole partial indexes that hold only what is open or removed, or a full-text match. */
const meant = [
  /^SCAN notes_outbox USING (COVERING )?INDEX notes_outbox_(open|lanes)$/,
  /^SCAN (activities|conversations|leads) USING (COVERING )?INDEX (activities|conversations|leads)_removed$/,
  /^SCAN c USING INDEX conversations_unread$/,
]

/** Lists enter their index at the cursor. */
const entered = [
  'SEARCH c USING INDEX conversations_list (list_state=? AND recency_key>?)',
  'SEARCH c USING INDEX conversations_account_list (account_id=? AND list_state=? AND recency_key>?)',
  'SEARCH c USING INDEX conversations_unread (recency_key>?)',
  'SEARCH c USING INDEX conversations_account_unread (account_id=? AND recency_key>?)',
  'SEARCH activities USING INDEX activities_timeline (conversation_id=? AND rowid>?)',
]

/** Runs everything that screens and engine ask, on data that gives each statement something to do. */
function askEverything({ replica, journal, accountId }: Workspace): void {
  const ids = Array.from({ length: 40 }, (_, index) => String(index))
  ingestPages(replica, [
    page(accountId, {
      leads: ids.map((id) => lead(`l${id}`, { firstName: 'Kim' })),
      conversations: ids.map((id) =>
        conversation(`c${id}`, { leadRemoteId: `l${id}`, firstName: 'Kim', isUnread: true }),
      ),
      activities: ids.map((id) => activity(`a${id}`, { conversationRemoteId: `c${id}`, summary: 'kim', type: 'Note' })),
      quarantined: [{ stream: 'leads', remoteId: 'bad', issues: ['id'], payload: '{}' }],
      streamState: stream('activities'),
    }),
  ])
  const later = { lastEventAtMs: startMs + 9, firstName: 'Kim' }
  ingestPages(replica, [
    page(accountId, { conversations: [conversation('c1', later)], leads: [lead('l1', { updatedAtMs: startMs })] }),
  ])
  ingestPages(replica, [
    page(accountId, { activities: [activity('a1', { createdAtMs: startMs + 9, summary: 'kim' })] }),
  ])
  saveEventDetail(replica, accountId, detail('a1', { description: 'kim' }), startMs)
  adoptDelivered(replica, accountId, activity('a1', { summary: 'kim' }), 'n1', startMs)
  const base = { accountId, conversationRemoteId: 'c1', leadRemoteId: null, conversationName: 'Kim', text: 'kim' }
  const note = insertNote(journal, { ...base, noteId: 'n2', heldUntilMs: null, nowMs: startMs })
  journal.raw.exec(`UPDATE notes_outbox SET state = 'in_doubt', sent_at_ms = ${startMs}`)
  const conversationId = conversationIdOf(replica, accountId, 'c1') ?? -1
  const asked = { cursor: null, limit: 20 }
  for (const account of [null, accountId]) {
    for (const filter of ['active', 'unread', 'archived'] as const)
      inboxPage(replica, journal, { ...asked, accountId: account, filter })
    inboxCounts(replica, journal, { accountId: account })
    search(replica, journal, { ...asked, accountId: account, text: 'kim' })
  }
  askAboutPeople({ replica, journal, accountId })
  conversationById(replica, journal, conversationId)
  timelinePage(replica, journal, { ...asked, conversationId })
  const key = prefetchCandidates(replica, accountId, 5)[0]?.activityId ?? -1
  eventDetailOf(replica, key)
  activityTarget(replica, key)
  conversationTarget(replica, conversationId)
  someActivityRemoteId(replica, accountId)
  countRows(replica, accountId)
  quarantineCount(replica, accountId)
  setRead(replica, journal, accountId, 'c1', true, startMs)
  setStarred(replica, journal, accountId, 'c1', true, startMs)
  recordRun(replica, {
    accountId,
    stream: 'leads',
    mode: 'sweep',
    startedAtMs: 0,
    endedAtMs: 1,
    pages: 1,
    rows: 1,
    failure: null,
  })
  recentRuns(replica, accountId, 5)
  readStreamStates(replica, accountId)
  for (const generation of [1, 2]) {
    for (const name of ['conversations', 'activities', 'leads'] as const) {
      const rows = { activities: ids.slice(2).map((id) => activity(`a${id}`, { summary: 'kim' })) }
      ingestPages(replica, [page(accountId, { ...rows, sweptStream: name, sweepGeneration: generation })])
      finishSweep(replica, accountId, name, generation, startMs)
      forgetSweepMarks(replica, accountId, name, generation)
    }
  }
  purgeRemoved(replica, startMs * 2)
  listOpenNotes(journal)
  firstOpenNotes(journal)
  openNotesOfAccount(journal, accountId)
  countOpenNotes(journal)
  countDrafts(journal, accountId)
  draftPlace(replica, conversationId)
  openNotesOf(journal, accountId, 'c1')
  laneNotes(journal, accountId)
  matchedRemoteIds(journal, accountId, 'c1')
  receiptsOf(journal, note.noteId)
  deliveredNotesInReplica(replica, ['n1'])
  notesOfEntry(journal, note.entryId)
  openEditsOf(journal, accountId, 'c1', 'a1')
  placeOfWriting(journal, note)
  saveDraft(journal, accountId, 'c1', 'kim', startMs)
  entryOfDraft(journal, accountId, 'c1', 'e1', startMs)
  appendAttachment(journal, 'e1', {
    fileName: 'kim.jpg',
    mediaType: 'image/jpeg',
    bytes: 1,
    contentHash: 'ab',
    addedAtMs: startMs,
  })
  listAttachments(journal, 'e1')
  isReferredTo(journal, 'ab')
  readUpload(journal, 'e1', accountId, 'ab')
  forgetUploads(journal, 'e1', accountId)
  saveLeadScore(replica, accountId, 'l1', 7)
  readDraft(journal, accountId, 'c1')
  listAccounts(journal)
  readAccount(journal, accountId)
  removeAccountRows(replica, accountId)
}

/** People who are in many rows, rows of each kind that another stream than their own decides over, and derived last events. */
function askAboutPeople({ replica, journal, accountId }: Pick<Workspace, 'replica' | 'journal' | 'accountId'>): void {
  const ids = Array.from({ length: 40 }, (_, index) => String(index))
  const contact = { email: 'kim@kim.test', phone: '+14155552671' }
  ingestPages(replica, [
    page(accountId, {
      leads: ids.map((id) => lead(`p${id}`, contact)),
      conversations: [
        ...ids.map((id) =>
          conversation(`p${id}`, {
            ...contact,
            leadRemoteId: `p${id}`,
            sweptBy: 'leads',
            lastEventFrom: 'timeline',
            isArchived: id === '3',
          }),
        ),
        conversation('thread', { ...contact, takesNotes: false }),
      ],
      activities: ids.map((id) =>
        activity(`m${id}`, {
          conversationRemoteId: `p${id}`,
          sweptBy: 'conversations',
          createdAtMs: startMs + 9,
          summary: 'kim',
        }),
      ),
    }),
  ])
  const thread = conversationIdOf(replica, accountId, 'thread') ?? -1
  const person = conversationIdOf(replica, accountId, 'p1') ?? -1
  samePerson(replica, journal, thread)
  noteTargetOf(replica, journal, thread)
  separatePeople(replica, journal, thread, person, startMs)
  joinPeople(replica, journal, thread, person)
  activityIdOf(replica, accountId, 'm1')
  for (const position of [rekeyStart, { ...rekeyStart, table: 'leads' } as const]) rekeyPeople(replica, 'DE', position)
  rekeyPeople(replica, 'US', rekeyStart)
  saveActivityTypes(replica, accountId, [{ code: '1', name: 'Call', isWritable: true, fields: [] }], startMs)
  saveActivityTypes(replica, accountId, [{ code: '1', name: 'Call', isWritable: true, fields: [] }], startMs)
  listActivityTypes(replica, accountId)
  for (const generation of [1, 2]) {
    const rows = {
      leads: ids.slice(1).map((id) => lead(`p${id}`, contact)),
      activities: ids.slice(1).map((id) => activity(`m${id}`, { sweptBy: 'conversations', summary: 'kim' })),
    }
    for (const name of ['leads', 'conversations'] as const) {
      ingestPages(replica, [page(accountId, { ...rows, sweptStream: name, sweepGeneration: generation })])
      finishSweep(replica, accountId, name, generation, startMs)
    }
  }
}

/** What every statement prepared meanwhile does, read from SQLite's own plan. */
function recordPlans(connection: Connection<'replica' | 'journal'>): () => { sql: string; steps: string[] }[] {
  const statements = new Set<string>()
  const prepare = connection.raw.prepare.bind(connection.raw)
  connection.raw.prepare = ((sql: string) => {
    statements.add(sql)
    return prepare(sql)
  }) as typeof connection.raw.prepare
  return () =>
    [...statements]
      .filter((sql) => /^\s*(SELECT|UPDATE|DELETE|INSERT)/i.test(sql))
      .map((sql) => {
        const blanks = (sql.match(/\?/g) ?? []).map(() => 1)
        const steps = prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...blanks) as { detail: string }[]
        return { sql, steps: steps.map((step) => step.detail) }
      })
}

describe.each([{ isAnalysed: false }, { isAnalysed: true }])(
  'query plans (statistics gathered: $isAnalysed)',
  ({ isAnalysed }) => {
    it('search indexes: no scan of a table that grows, no sorting', () => {
      const space = workspace()
      if (isAnalysed) {
        const ids = Array.from({ length: 300 }, (_, index) => String(index))
        const conversations = ids.map((id) => conversation(`s${id}`, { isUnread: true }))
        ingestPages(space.replica, [
          page(space.accountId, { conversations, activities: ids.map((id) => activity(`s${id}`)) }),
        ])
        space.replica.raw.exec('ANALYZE')
        space.journal.raw.exec('ANALYZE')
      }
      const plansOf = [recordPlans(space.replica), recordPlans(space.journal)]
      askEverything(space)
      const plans = plansOf.flatMap((plans) => plans())
      expect(plans.length).toBeGreaterThan(90)
      const bad = plans.flatMap(({ sql, steps }) =>
        steps
          .filter(
            (step) =>
              /USE TEMP B-TREE/.test(step) || (growing.test(step) && !meant.some((pattern) => pattern.test(step))),
          )
          .map((step) => `${step}  <-  ${sql}`),
      )
      expect(bad).toEqual([])
      const steps = new Set(plans.flatMap((plan) => plan.steps))
      for (const step of entered) expect([...steps]).toContain(step)
    })
  },
)
