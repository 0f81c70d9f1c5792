import type { Databases } from '../../../db/open.ts'
import { readNote } from '../../../db/outbox.ts'
import { conversationIdOf } from '../../../db/queries/targets.ts'
import { timelinePage } from '../../../db/queries/timeline.ts'
import { readStreamState } from '../../../db/streams.ts'
import { replicaRows } from '../../support/replica-equals-crm.ts'
import type { ListedRow, ListedRows, SimulatedCrm, UnlistedRow } from '../crm.ts'
import type { ToldNote } from '../memory.ts'
import type { Laptop } from '../time.ts'
import type { Violation } from './violation.ts'

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
  const extra: Extra[] = []
  const violations = [
    ...differences('conversation', here.conversations, there.conversations, extra),
    ...differences('lead', here.leads, there.leads, extra),
    ...differences('activity', here.activities, there.activities, extra),
    ...lastEventsThatDiffer(replica, accountId),
  ]
  const isSwept = new Set<string>(crm.streams.filter((stream) => stream.isSwept).map(({ name }) => name))
  for (const { kind, row } of extra) {
    const lead = typeof row.lead === 'string' ? row.lead : null
    if (!crm.wasDeleted({ kind, remoteId: row.remote_id, lead }))
      violations.push(`${kind} ${row.remote_id} is not in the CRM and was never deleted there`)
  }
  // Two sweeps have passed, so what is deleted is gone, unless that is more than a tenth: then the user is asked first.
  // What no sweep decides over leaves the CRM's lists only with its lead, and is hidden here with its conversation.
  for (const [name, { missed, of }] of sweptTables(crm, here, extra)) {
    const [stream = ''] = name.split(' ')
    const isBraked = [...sweptTables(crm, here, extra)].some(
      ([other, table]) => other.startsWith(`${stream} `) && table.missed * 10 > table.of,
    )
    if (isSwept.has(stream) && missed > 0 && !isBraked)
      violations.push(`${missed} rows of ${of} that the CRM deleted are still shown (${name})`)
  }
  return violations.map((detail) => ({ invariant: 'replica equals the CRM', detail }))
}

interface Extra {
  readonly kind: UnlistedRow['kind']
  readonly row: ListedRow
}

/** By stream and kind of row: how many rows the stream's sweeps decide over, and how many of them the CRM does not list. */
function sweptTables(
  crm: SimulatedCrm,
  here: ListedRows,
  extra: readonly Extra[],
): Map<string, { missed: number; of: number }> {
  const tables = new Map<string, { missed: number; of: number }>()
  const count = (kind: Extra['kind'], row: ListedRow, isMissed: boolean) => {
    const name = `${crm.sweptBy(kind, row.remote_id)} ${kind}`
    const table = tables.get(name) ?? { missed: 0, of: 0 }
    tables.set(name, isMissed ? { ...table, missed: table.missed + 1 } : { ...table, of: table.of + 1 })
  }
  for (const row of here.conversations) count('conversation', row, false)
  for (const row of here.leads) count('lead', row, false)
  for (const row of here.activities) count('activity', row, false)
  for (const { kind, row } of extra) count(kind, row, true)
  return tables
}

function differences(
  kind: Extra['kind'],
  here: readonly ListedRow[],
  there: readonly ListedRow[],
  extra: Extra[],
): string[] {
  const found = new Map(here.map((row) => [row.remote_id, row]))
  const lines: string[] = []
  for (const expected of there) {
    const row = found.get(expected.remote_id)
    found.delete(expected.remote_id)
    if (row === undefined) lines.push(`${kind} ${expected.remote_id} is missing`)
    else lines.push(...fieldsThatDiffer(kind, row, expected))
  }
  for (const row of found.values()) extra.push({ kind, row })
  return lines
}

/** Where the CRM does not say when something last happened, the newest shown activity does. */
function lastEventsThatDiffer(replica: Databases['replica'], accountId: number): string[] {
  return replica
    .prepare<[number], { remote_id: string; last_event_at_ms: number; expected: number }>(
      `SELECT * FROM (
         SELECT c.remote_id, c.last_event_at_ms, max(coalesce(c.given_event_at_ms, 0), coalesce((SELECT max(a.created_at_ms)
           FROM activities AS a WHERE a.conversation_id = c.id AND a.removed_at_ms IS NULL), 0)) AS expected
         FROM conversations AS c WHERE c.account_id = ? AND c.derives_last_event = 1 AND c.removed_at_ms IS NULL)
       WHERE coalesce(last_event_at_ms, 0) <> expected`,
    )
    .all(accountId)
    .map(
      (row) =>
        `conversation ${row.remote_id}: its last event is said to be ${row.last_event_at_ms}, and is ${row.expected}`,
    )
}

function fieldsThatDiffer(what: string, row: ListedRow, expected: ListedRow): string[] {
  return Object.entries(expected)
    .filter(([name, value]) => row[name] !== value)
    .map(
      ([name, value]) =>
        `${what} ${expected.remote_id}: ${name} is ${JSON.stringify(row[name])}, in the CRM ${JSON.stringify(value)}`,
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
    for (const { noteId, conversationRemoteId, changes } of told.values()) {
      // A change shows as what it changes.
      if (conversationRemoteId !== conversation || changes !== null || !isShown) continue
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
    const note = conversationRemoteId === conversation ? readNote(journal, noteId) : null
    if (note === null) continue
    add(written, note.text)
    // Who is asked whether the note is one that stands there sees both.
    if (note.needsAnswer) add(written, note.text)
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
