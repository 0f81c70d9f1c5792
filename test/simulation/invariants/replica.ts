import type { Databases } from '../../../db/open.ts'
import { readNote } from '../../../db/outbox.ts'
import { conversationIdOf } from '../../../db/queries/targets.ts'
import { timelinePage } from '../../../db/queries/timeline.ts'
import { readStreamState } from '../../../db/streams.ts'
import { replicaRows } from '../../support/replica-equals-crm.ts'
import type { ListedRow, SimulatedCrm, UnlistedRow } from '../crm.ts'
import type { Laptop } from '../time.ts'
import type { ToldNote } from '../user.ts'
import type { Violation } from './violation.ts'

type Row = Readonly<Record<string, unknown>>

/** At rest: each row that the CRM lists is here as it is there, and nothing else is, save what the brake on deletions holds back. */
export function replicaEqualsCrm({ replica }: Databases, accountId: number, crm: SimulatedCrm): Violation[] {
  const rows = replicaRows(replica, accountId)
  const compared = (each: readonly ListedRow[]) => each.map((row) => crm.asCompared?.(row) ?? row)
  const here = {
    conversations: compared(rows.conversations),
    leads: compared(rows.leads),
    activities: compared(rows.activities),
  }
  const there = crm.listed()
  const wasDeleted = (kind: UnlistedRow['kind']) => (row: Row) =>
    crm.wasDeleted({ kind, remoteId: String(row.remote_id), lead: typeof row.lead === 'string' ? row.lead : null })
  const activitiesMayStay = crm.streams.some(({ name, isSwept }) => name === 'activities' && isSwept)
  return [
    ...differences('conversation', here.conversations, there.conversations, wasDeleted('conversation')),
    ...differences('lead', here.leads, there.leads, wasDeleted('lead')),
    // Where activities are not swept they leave the CRM's lists only with their lead, and are hidden here with its conversation.
    ...differences(
      'activity',
      here.activities,
      there.activities,
      wasDeleted('activity'),
      activitiesMayStay ? 'braked' : 'any number',
    ),
  ]
}

function differences(
  what: string,
  here: readonly Row[],
  there: readonly Row[],
  isDeleted: (row: Row) => boolean,
  mayStay: 'any number' | 'braked' = 'braked',
): Violation[] {
  const found = new Map(here.map((row) => [row.remote_id, row]))
  const violations: string[] = []
  for (const expected of there) {
    const row = found.get(expected.remote_id)
    found.delete(expected.remote_id)
    if (row === undefined) violations.push(`${what} ${String(expected.remote_id)} is missing`)
    else violations.push(...fieldsThatDiffer(what, row, expected))
  }
  const extra = [...found.values()]
  for (const row of extra.filter((each) => !isDeleted(each)))
    violations.push(`${what} ${String(row.remote_id)} is not in the CRM and was never deleted there`)
  // Two sweeps have passed, so what is deleted is gone, unless that is more than a tenth: then the user is asked first.
  const isBraked = extra.length * 10 > here.length
  if (mayStay === 'braked' && extra.length > 0 && !isBraked)
    violations.push(`${extra.length} deleted ${what}s are still shown`)
  return violations.map((detail) => ({ invariant: 'replica equals the CRM', detail }))
}

function fieldsThatDiffer(what: string, row: Row, expected: Row): string[] {
  return Object.entries(expected)
    .filter(([name, value]) => row[name] !== value)
    .map(
      ([name, value]) =>
        `${what} ${String(expected.remote_id)}: ${name} is ${JSON.stringify(row[name])}, in the CRM ${JSON.stringify(value)}`,
    )
}

/** Holds at every moment: of the time that a stream claims to be complete for, no row is missing that the CRM listed by then. */
export function coverageIsTrue(
  { replica }: Databases,
  accountId: number,
  crm: SimulatedCrm,
  laptop: Laptop,
): Violation[] {
  const state = readStreamState(replica, accountId, 'activities')
  if (state === null || state.coveredFromMs === null || state.freshAsOfMs === null) return []
  const asOfMs = laptop.trueTimeOf(state.freshAsOfMs)
  if (asOfMs === null) return []
  const isHere = replica.prepare<[number, string], unknown>(
    'SELECT 1 FROM activities WHERE account_id = ? AND remote_id = ?',
  )
  const { coveredFromMs } = state
  const missing = crm.listedActivities().filter(({ remoteId, createdAtMs, listedAtMs }) => {
    const isClaimed = createdAtMs >= coveredFromMs && listedAtMs !== null && listedAtMs <= asOfMs
    return isClaimed && !crm.garbled.has(remoteId) && isHere.get(accountId, remoteId) === undefined
  })
  return missing.map((event) => ({
    invariant: 'coverage is true',
    detail: `complete since ${coveredFromMs} as of ${asOfMs}, but ${event.remoteId} of ${event.createdAtMs} is missing`,
  }))
}

/** Holds at every moment: only what the CRM deleted is hidden here, and no row vanishes. `known`: the rows of the last look, renewed. */
export function nothingRemovedWrongly(
  { replica }: Databases,
  accountId: number,
  crm: SimulatedCrm,
  known: Set<string>,
): Violation[] {
  const violations: Violation[] = []
  const rows = replica
    .prepare<
      [number, number, number],
      { kind: UnlistedRow['kind']; remoteId: string; lead: string | null; removed: number }
    >(
      `SELECT 'conversation' AS kind, c.remote_id AS remoteId, l.remote_id AS lead, c.removed_at_ms IS NOT NULL AS removed
         FROM conversations c LEFT JOIN leads l ON l.id = c.lead_id WHERE c.account_id = ?
       UNION ALL SELECT 'lead', remote_id, remote_id, removed_at_ms IS NOT NULL FROM leads WHERE account_id = ?
       UNION ALL SELECT 'activity', a.remote_id, l.remote_id, a.removed_at_ms IS NOT NULL
         FROM activities a LEFT JOIN leads l ON l.id = a.lead_id WHERE a.account_id = ?`,
    )
    .all(accountId, accountId, accountId)
  const now = new Set<string>()
  for (const row of rows) {
    const name = `${row.kind} ${row.remoteId}`
    now.add(name)
    if (row.removed === 1 && !crm.wasDeleted(row))
      violations.push({ invariant: 'nothing removed wrongly', detail: `${name} is hidden, and is in the CRM` })
  }
  for (const id of known) {
    if (!now.has(id)) violations.push({ invariant: 'nothing removed wrongly', detail: `${id} has vanished` })
  }
  known.clear()
  for (const id of now) known.add(id)
  return violations
}

/** Holds at every moment: each note that is not given up shows exactly once in its timeline, as itself or as its activity. */
export function shownOnce(
  { replica, journal }: Databases,
  accountId: number,
  told: ReadonlyMap<string, ToldNote>,
  crm: SimulatedCrm,
): Violation[] {
  const violations: Violation[] = []
  for (const conversation of new Set([...told.values()].map((each) => each.conversationRemoteId))) {
    const id = conversationIdOf(replica, accountId, conversation)
    // What the CRM deleted it does not let us look up: a note may be refused there although it arrived before.
    const isGone = crm.isGone(conversation)
    if (id === null || isGone) continue
    const page = timelinePage(replica, journal, { conversationId: id, cursor: null, limit: 200 })
    // Hidden: the CRM deleted it, and a sweep noticed.
    const isShown = page.rows.length > 0
    const times = new Map<string, number>()
    for (const row of page.rows) {
      const noteId = row.kind === 'note' ? row.note.noteId : row.noteId
      if (noteId !== null) times.set(noteId, (times.get(noteId) ?? 0) + 1)
    }
    for (const { noteId, conversationRemoteId } of told.values()) {
      if (conversationRemoteId !== conversation || !isShown) continue
      const note = readNote(journal, noteId)
      if (note === null) continue
      const shown = times.get(noteId) ?? 0
      const mustShow = note.state !== 'delivered' && note.state !== 'discarded'
      if (shown > 1 || (mustShow && shown === 0) || (note.state === 'discarded' && shown > 0 && !note.needsAnswer))
        violations.push({ invariant: 'shown once', detail: `${noteId} (${note.state}) is shown ${shown} times` })
    }
    violations.push(...sameTextTooOften(conversation, page.rows, told, journal, crm))
  }
  return violations
}

/** A note and its own activity side by side have one text and one noteId between them: count texts, too. */
function sameTextTooOften(
  conversation: string,
  rows: ReturnType<typeof timelinePage>['rows'],
  told: ReadonlyMap<string, ToldNote>,
  journal: Databases['journal'],
  crm: SimulatedCrm,
): Violation[] {
  const add = (counts: Map<string, number>, text: string) =>
    counts.set(crm.spelling(text), (counts.get(crm.spelling(text)) ?? 0) + 1)
  const written = new Map<string, number>()
  for (const { noteId, conversationRemoteId } of told.values()) {
    const text = conversationRemoteId === conversation ? readNote(journal, noteId)?.text : undefined
    if (text !== undefined) add(written, text)
  }
  const shown = new Map<string, number>()
  for (const row of rows) {
    const text = row.kind === 'note' ? row.note.text : crm.isNote(row.type) ? row.summary : null
    if (text !== null) add(shown, text)
  }
  return [...written].flatMap(([text, count]) => {
    const times = shown.get(text) ?? 0
    if (times <= count) return []
    const detail = `${JSON.stringify(text)} was written ${count} times and is shown ${times} times`
    return [{ invariant: 'shown once' as const, detail }]
  })
}
