import type { Violation } from '../invariants/violation.ts'
import type { ProviderChoice } from '../schedule.ts'

/** A bug as somebody might write it: `find` occurs once in `file`, and is replaced. */
export interface Mutant {
  readonly name: string
  readonly file: string
  readonly find: string
  readonly replace: string
  /** Where it is looked for; `all` by default. */
  readonly scenario?: string
  /** Whose days are played; Leadping's by default. */
  readonly providers?: ProviderChoice
  /** The seed that catches it today, played before all others where those are many. */
  readonly tryFirst?: number
  /** The promises of which it must break one. */
  readonly breaks: readonly Violation['invariant'][]
}

const writeNote = 'electron/sync/outbox/write-note.ts'
const uploads = 'electron/sync/outbox/uploads.ts'
const saleshandyEdit = 'electron/connectors/saleshandy/edit-note.ts'
const noteState = 'electron/sync/outbox/note-state.ts'
const looker = 'electron/sync/outbox/note-looker.ts'
const lanes = 'electron/sync/outbox/lanes.ts'
const userActions = 'electron/sync/outbox/user-actions.ts'
const limiter = 'electron/sync/rate-limiter.ts'
const streamPlan = 'electron/sync/pull/stream-plan.ts'
const streamLoop = 'electron/sync/pull/stream-loop.ts'
const streamPages = 'electron/sync/pull/stream-pages.ts'
const leadping = 'electron/connectors/leadping/capabilities.ts'

/** Bugs planted one at a time, to prove that the simulation's eyes are open: each must be caught. */
export const mutants: readonly Mutant[] = [
  {
    name: 'a write whose answer was lost is sent again blindly',
    file: noteState,
    find: 'if (mayHaveLanded(failure)) return inDoubt(trouble, now)',
    replace: 'if (mayHaveLanded(failure) && failure.kind === "contract") return inDoubt(trouble, now)',
    tryFirst: 49,
    breaks: ['each note exactly once', 'shown once'],
  },
  {
    name: 'an error of the server counts as proof that nothing was written',
    file: noteState,
    find: "    case 'server':\n    case 'contract':\n      return failure.mayHaveLanded",
    replace: "    case 'server':\n      return false\n    case 'contract':\n      return failure.mayHaveLanded",
    tryFirst: 49,
    breaks: ['each note exactly once', 'shown once'],
  },
  {
    name: 'a note that a dead process was sending is queued again',
    file: noteState,
    find: "return note.state === 'sending' ? inDoubt({ kind: 'interrupted' }, now) : null",
    replace: "return note.state === 'sending' ? { state: 'queued', notBeforeMs: null, trouble: null } : null",
    tryFirst: 23,
    breaks: ['each note exactly once', 'shown once'],
  },
  {
    name: 'the first look that does not find a note proves its absence',
    file: looker,
    find: 'if (absenceProves) await',
    replace: 'if (absenceProves || true) await',
    breaks: ['each note exactly once', 'shown once'],
  },
  {
    name: 'a lost note is looked for by our clock instead of the CRM’s',
    file: noteState,
    find: 'sentAtMs: now.server?.earliestMs ?? now.wallMs',
    replace: 'sentAtMs: now.wallMs',
    tryFirst: 48,
    breaks: ['each note exactly once', 'shown once'],
  },
  {
    name: 'an activity that is one note already is taken for another',
    file: looker,
    find: 'excludeRemoteIds: new Set([...excluded,',
    replace: 'excludeRemoteIds: new Set([...[...excluded].slice(0, 0),',
    scenario: 'outbox',
    tryFirst: 81,
    breaks: ['each note exactly once'],
  },
  {
    name: 'the newest note of a conversation goes first',
    file: lanes,
    find: 'note.laneSequence < head.laneSequence',
    replace: 'note.laneSequence > head.laneSequence',
    breaks: ['order kept'],
  },
  {
    name: 'a note in doubt does not hold its lane',
    file: lanes,
    find: 'for (const note of notes) {\n    const head = heads.get(note.conversationRemoteId)',
    replace:
      "for (const note of notes) {\n    if (note.state === 'in_doubt' && notes.some((other) => other.state === 'queued' && other.conversationRemoteId === note.conversationRemoteId)) continue\n    const head = heads.get(note.conversationRemoteId)",
    breaks: ['order kept', 'each note exactly once', 'shown once'],
  },
  {
    name: 'a hold that the wall clock moved is waited for',
    file: lanes,
    find: 'return ms > longestMs ? 0 : ms',
    replace: 'return Math.min(ms, longestMs + 900_000)',
    scenario: 'machine',
    tryFirst: 18,
    breaks: ['progress'],
  },
  {
    name: 'a note may be discarded while its request is on the way',
    file: userActions,
    find: "    case 'in_doubt':\n      return note.needsAnswer ? { state: 'discarded', needsAnswer: false } : null",
    replace: "    case 'in_doubt':\n      return { state: 'discarded', needsAnswer: false }",
    scenario: 'outbox',
    breaks: ['each note exactly once', 'shown once'],
  },
  {
    name: 'a note in doubt may be edited and sent again',
    file: userActions,
    find: "    case 'queued':\n    case 'rejected':\n      return { ...againNow, text }\n    case 'sending':\n    case 'in_doubt':",
    replace:
      "    case 'queued':\n    case 'in_doubt':\n    case 'rejected':\n      return { ...againNow, text }\n    case 'sending':",
    scenario: 'outbox',
    tryFirst: 85,
    breaks: ['each note exactly once', 'shown once'],
  },
  {
    name: 'a change of a note leaves no receipt',
    file: 'db/outbox.ts',
    find: 'insertReceipt(journal, row.noteId, nowMs, row.state, next.state, told)',
    replace: "if (next.state !== 'queued') insertReceipt(journal, row.noteId, nowMs, row.state, next.state, told)",
    breaks: ['receipts tell the story'],
  },
  {
    name: 'a note on its way and its activity that came by a pull both show',
    file: 'db/queries/timeline.ts',
    find: "return state === 'sending' || state === 'in_doubt' ||",
    replace: "return state === 'sending' ||",
    tryFirst: 173,
    breaks: ['shown once'],
  },
  {
    name: 'the journal is not synced to the disk',
    file: 'db/connection.ts',
    find: "file === 'journal' ? 'FULL' : 'NORMAL'",
    replace: "file === 'journal' ? 'NORMAL' : 'NORMAL'",
    breaks: ['saved notes are on disk', 'each note exactly once', 'shown once', 'receipts tell the story'],
  },
  {
    name: 'the cursor is saved before the rows of its page',
    file: streamPages,
    find: '    await queue.add({',
    replace: '    saveStreamState(context.replica, context.accountId, streamState)\n    await queue.add({',
    breaks: ['coverage is true', 'replica equals the CRM', 'no bug'],
  },
  {
    name: 'the watermark is our own clock',
    file: streamPlan,
    find: 'return { ...state, watermarkMs, freshAsOfMs: startedAtMs }',
    replace:
      'return { ...state, watermarkMs: watermarkMs === null ? null : startedAtMs + 600_000, freshAsOfMs: startedAtMs }',
    breaks: ['coverage is true', 'replica equals the CRM'],
  },
  {
    name: 'nothing is read again behind the watermark',
    file: streamPlan,
    find: 'sinceMs: behind(state, declared.overlapMs), cursor: null }',
    replace: 'sinceMs: behind(state, -1), cursor: null }',
    tryFirst: 1_581,
    breaks: ['coverage is true', 'replica equals the CRM'],
  },
  {
    name: 'the end of a long backfill calls itself fresh',
    file: streamPlan,
    find: 'freshAsOfMs: freshAfterBackfill(state, page, isFirst, startedAtMs),',
    replace: 'freshAsOfMs: startedAtMs,',
    tryFirst: 115,
    breaks: ['coverage is true'],
  },
  {
    name: 'a walk of history starts over after every page',
    file: streamPlan,
    find: "cursor: null }\n  if (state.backfill === 'running') return { kind: 'backfill', sinceMs: null, cursor: state.backfillCursor }",
    replace:
      "cursor: null }\n  if (state.backfill === 'running') return { kind: 'backfill', sinceMs: null, cursor: null }",
    breaks: ['progress'],
  },
  {
    name: 'sweeps never fall due',
    file: streamPlan,
    find: 'if (state.lastSweepAtMs === null) return 0',
    replace: 'if (state.lastSweepAtMs !== null) return declared.sweepEveryMs',
    breaks: ['progress', 'replica equals the CRM'],
  },
  {
    name: 'a sweep ends with its first page',
    file: streamLoop,
    find: '      if (page.next === null) break\n      cursor = page.next',
    replace: '      if (page.next === null || walked.pages > 0) break\n      cursor = page.next',
    breaks: ['nothing removed wrongly', 'replica equals the CRM'],
  },
  {
    name: 'a sweep has no brake',
    file: 'db/sweep.ts',
    find: 'const isBraked = missed.length * 10 > of',
    replace: 'const isBraked = missed.length > of',
    breaks: ['nothing removed wrongly'],
  },
  {
    name: 'one sweep that misses a row is enough to hide it',
    file: 'db/sweep.ts',
    find: 'missed.filter((key) => wasMissed(replica, accountId, rows.markCode, key))',
    replace: 'missed.filter((key) => key >= 0)',
    tryFirst: 29,
    breaks: ['nothing removed wrongly'],
  },
  {
    name: 'a restart buys a new window of requests',
    file: 'electron/sync/account-engine.ts',
    find: 'saved: readRateState(journal, accountId)',
    replace: 'saved: accountId < 0 ? readRateState(journal, accountId) : null',
    tryFirst: 86,
    breaks: ['rate limit kept'],
  },
  {
    name: 'an answered request gives its slot back at once',
    file: limiter,
    find: '        this.#settled.push(this.#options.clock.monotonicMs())\n',
    replace: '',
    tryFirst: 86,
    breaks: ['rate limit kept'],
  },
  {
    name: 'a gate that closed for an outage forgets to open',
    file: 'electron/sync/gate.ts',
    find: 'if (this.#waiting.size === 0 || this.#isPaused || this.#isSignedOut) return',
    replace: 'if (this.#waiting.size > 0 || this.#isPaused || this.#isSignedOut) return',
    scenario: 'network',
    tryFirst: 87,
    breaks: ['progress'],
  },
  {
    name: 'the settling time is shorter than the CRM takes',
    file: leadping,
    find: 'settlingMs: 20_000,',
    replace: 'settlingMs: 2_000,',
    breaks: ['each note exactly once', 'shown once'],
  },
  {
    name: 'a stream that cannot be asked for news is never walked again',
    file: streamPlan,
    find: 'if (!declared.hasWatermark) return planWithoutWatermark(state, declared, cadence, nowMs)',
    replace:
      "if (!declared.hasWatermark && state.backfill === 'finished') return { kind: 'wait', forMs: longestWaitMs }\n  if (!declared.hasWatermark) return planWithoutWatermark(state, declared, cadence, nowMs)",
    providers: 'saleshandy',
    breaks: ['progress', 'replica equals the CRM'],
  },
  {
    name: 'a conversation keeps the last event of an activity that is gone',
    file: 'db/ingest/last-events.ts',
    find: 'WHERE conversation_id = ? AND removed_at_ms IS NULL ORDER BY activity_key LIMIT ?',
    replace: 'WHERE conversation_id = ? ORDER BY activity_key LIMIT ?',
    providers: 'saleshandy',
    scenario: 'colleagues',
    tryFirst: 18,
    breaks: ['replica equals the CRM'],
  },
  {
    name: 'a refusal under status 500 counts as an error of the server',
    file: 'electron/connectors/leadsquared/answers.ts',
    find: '|| refusals.test(exceptionType)',
    replace: '|| refusals.test(exceptionType.slice(0, 0))',
    providers: 'leadsquared',
    scenario: 'outbox',
    tryFirst: 37,
    breaks: ['progress'],
  },
  {
    name: 'a file that the CRM has is uploaded with every attempt',
    file: uploads,
    find: "if (known !== null) return Promise.resolve({ kind: 'uploaded', remoteId: known })",
    replace: "if (known === '') return Promise.resolve({ kind: 'uploaded', remoteId: known })",
    providers: 'saleshandy',
    scenario: 'outbox',
    breaks: ['each file once'],
  },
  {
    name: 'only the first file of a note goes along',
    file: uploads,
    find: 'for (const attachment of listAttachments(this.#context.journal, note.entryId)) {',
    replace: 'for (const attachment of listAttachments(this.#context.journal, note.entryId).slice(0, 1)) {',
    providers: 'saleshandy',
    breaks: ['files go along'],
  },
  {
    name: 'uploads that the CRM has let go of stop their note',
    file: uploads,
    find: 'others.length === 0 && !areOld',
    replace: 'others.length === 0',
    providers: 'saleshandy',
    tryFirst: 662,
    breaks: ['files go along'],
  },
  {
    name: 'files that the CRM never takes are uploaded for ever',
    file: uploads,
    find: 'return refusals < mostRenewals + winners.length',
    replace: 'return refusals >= 0 && winners.length >= 0',
    providers: 'saleshandy',
    tryFirst: 34,
    breaks: ['progress'],
  },
  {
    name: 'files go along in the opposite order',
    file: 'db/attachments.ts',
    find: 'FROM note_attachments WHERE entry_id = ? ORDER BY position`',
    replace: 'FROM note_attachments WHERE entry_id = ? ORDER BY position DESC`',
    providers: 'saleshandy',
    breaks: ['files go along'],
  },
  {
    name: 'what another note of the entry has uploaded since is forgotten too',
    file: 'electron/sync/outbox/note-sender.ts',
    find: 'forgetTheseUploads(journal, note.entryId, accountId, refused)',
    replace:
      'for (const row of journal.prepare("SELECT remote_id AS id FROM attachment_uploads").all()) forgetTheseUploads(journal, note.entryId, accountId, [row.id, ...refused])',
    providers: 'saleshandy',
    tryFirst: 26,
    breaks: ['each file once'],
  },
  {
    name: 'a change is written over whatever stands there',
    file: saleshandyEdit,
    find: "return isSameText(edit.text, content) ? flags : 'conflict'",
    replace: 'return isSameText(edit.text, content) ? flags : change',
    providers: 'saleshandy',
    scenario: 'outbox',
    tryFirst: 31,
    breaks: ['nobody is overwritten'],
  },
  {
    name: 'a change whose answer was lost counts as made',
    file: saleshandyEdit,
    find: "if (!answer.ok) return { ok: false, failure: await explain(session, answer, 'push') }",
    replace:
      "if (!answer.ok && answer.failure.kind !== 'timeout') return { ok: false, failure: await explain(session, answer, 'push') }\n  if (!answer.ok) return { ok: true, value: { kind: 'edited', activity: toNote(there, prospectId) } }",
    providers: 'saleshandy',
    scenario: 'outbox',
    tryFirst: 299,
    breaks: ['changes are made'],
  },
  {
    name: 'the second change of a note that waits is lost',
    file: writeNote,
    find: '{ ...anew, text, form } : { text, form }',
    replace: '{ ...anew, text, form } : { form }',
    providers: 'saleshandy',
    breaks: ['saved notes are on disk'],
  },
  {
    name: 'only the first record of a note for several gets it',
    file: writeNote,
    find: 'const rows = targets.map(',
    replace:
      'const rows = targets.map((target) => ({ ...target, remoteId: targets[0]?.remoteId ?? target.remoteId })).map(',
    breaks: ['saved notes are on disk'],
  },
  {
    name: 'stamps of whole seconds are taken to the millisecond',
    file: 'electron/connectors/leadsquared/walk.ts',
    find: 'const marginMs = 1_000',
    replace: 'const marginMs = 0',
    providers: 'leadsquared',
    tryFirst: 34,
    breaks: ['coverage is true', 'nothing removed wrongly', 'replica equals the CRM'],
  },
]
