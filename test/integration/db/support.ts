import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { insertAccount } from '../../../db/accounts.ts'
import type { IngestPage } from '../../../db/ingest.ts'
import { closeDatabases, type Databases, openDatabases } from '../../../db/open.ts'
import type { ActivityRecord, ConversationRecord, EventDetailRecord, LeadRecord } from '../../../db/records.ts'
import type { StreamState } from '../../../db/streams.ts'

export const startMs = Date.UTC(2026, 10, 21)

const endings: (() => void)[] = []

afterEach(() => {
  for (const end of endings.splice(0).reverse()) end()
})

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fieldpost-db-'))
  endings.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Opens as the owner; closed after the test where the test did not. */
export function open(folder: string, nowMs = startMs): Databases {
  const opened = openDatabases(folder, { role: 'owner', nowMs })
  if (!opened.ok) throw new Error(`did not open: ${opened.error.kind}: ${opened.error.detail}`)
  const databases = opened.value
  endings.push(() => {
    if (databases.journal.raw.open) closeDatabases(databases, { role: 'owner' })
  })
  return databases
}

export interface Workspace extends Databases {
  readonly folder: string
  readonly accountId: number
}

/** Fresh databases with one account. */
export function workspace(): Workspace {
  const folder = temporaryFolder()
  const databases = open(folder)
  return { ...databases, folder, accountId: addAccount(databases) }
}

export function addAccount({ journal }: Pick<Databases, 'journal'>, userRemoteId = 'user-1'): number {
  return insertAccount(journal, {
    provider: 'leadping',
    label: 'Northwind',
    baseUrl: 'https://api.leadping.test',
    userRemoteId,
    userName: 'Robin Field',
    userEmail: 'robin@northwind.test',
    organizationName: 'Northwind',
    createdAtMs: startMs,
  })
}

export function page(accountId: number, content: Partial<IngestPage>): IngestPage {
  return {
    accountId,
    nowMs: startMs,
    leads: [],
    conversations: [],
    activities: [],
    quarantined: [],
    streamState: null,
    sweepGeneration: null,
    sweptStream: null,
    ...content,
  }
}

export function lead(remoteId: string, content: Partial<LeadRecord> = {}): LeadRecord {
  return {
    remoteId,
    firstName: null,
    lastName: null,
    email: null,
    phone: null,
    stage: null,
    source: null,
    isArchived: false,
    createdAtMs: startMs,
    updatedAtMs: null,
    extra: {},
    ...content,
  }
}

export function conversation(remoteId: string, content: Partial<ConversationRecord> = {}): ConversationRecord {
  return {
    remoteId,
    leadRemoteId: null,
    firstName: null,
    lastName: null,
    phone: null,
    email: null,
    snippet: null,
    lastEventAtMs: startMs,
    status: null,
    statusReason: null,
    outcome: null,
    nextStep: null,
    isUnread: false,
    isArchived: false,
    archivedAtMs: null,
    extra: {},
    ...content,
  }
}

export function activity(remoteId: string, content: Partial<ActivityRecord> = {}): ActivityRecord {
  return {
    remoteId,
    conversationRemoteId: 'c1',
    leadRemoteId: null,
    type: 'Sms',
    category: null,
    direction: null,
    status: null,
    statusReason: null,
    summary: null,
    description: null,
    authorId: null,
    authorName: null,
    trafficType: null,
    scheduledForMs: null,
    canceledAtMs: null,
    createdAtMs: startMs,
    extra: {},
    ...content,
  }
}

export function detail(activityRemoteId: string, content: Partial<EventDetailRecord> = {}): EventDetailRecord {
  return {
    activityRemoteId,
    eventType: null,
    secondaryEventType: null,
    description: null,
    summary: null,
    status: null,
    statusReason: null,
    direction: null,
    authorName: null,
    createdAtMs: null,
    modifiedAtMs: null,
    extra: {},
    ...content,
  }
}

export function stream(name: StreamState['stream'], content: Partial<StreamState> = {}): StreamState {
  return {
    stream: name,
    backfill: 'running',
    backfillCursor: null,
    watermarkMs: null,
    coveredFromMs: null,
    freshAsOfMs: null,
    have: 0,
    total: null,
    sweep: null,
    lastSweepAtMs: null,
    sweepGeneration: 0,
    ...content,
  }
}

/** Every row of every ordinary table, for comparing states as wholes. */
export function contentOf({ raw }: Databases['replica'] | Databases['journal']): Record<string, unknown[]> {
  const tables = raw
    .prepare<[], { name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\' AND name NOT LIKE '%\\_text\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
    )
    .all()
  return Object.fromEntries(tables.map(({ name }) => [name, raw.prepare(`SELECT * FROM "${name}"`).all()]))
}
