import { plainNote } from '../../../../db/records.ts'
import type { StreamName } from '../../../../electron/connectors/connector.ts'
import { capabilities } from '../../../../electron/connectors/leadping/capabilities.ts'
import { createLeadpingConnector } from '../../../../electron/connectors/leadping/connector.ts'
import { startLeadpingSandbox } from '../../../sandbox/leadping/sandbox.ts'
import type { LeadpingSandbox } from '../../../sandbox/leadping/sandbox-core.ts'
import type { LeadpingSettings } from '../../../sandbox/leadping/settings.ts'
import type { ConformanceSubject, CrmUnderTest, CrmWish, ExpectedRow, NotesUnderTest, Refusal } from '../subject.ts'
import { rowKey } from '../subject.ts'

interface Mood extends Partial<LeadpingSettings> {
  readonly title: string
  readonly dialect: 'A' | 'B'
}

/** Leadping in one dialect, with what its documents leave open decided one way. */
export function leadpingSubject({ title, dialect, ...settings }: Mood): ConformanceSubject {
  return {
    title,
    capabilities,
    createConnector: createLeadpingConnector,
    refusals,
    async start(wish) {
      const sandbox = await startLeadpingSandbox({ ...settings, dialect, ...optionsOf(wish) })
      return underTest(sandbox)
    },
  }
}

function optionsOf({ people, activities, clock, isLimited }: CrmWish) {
  return {
    seed: 11,
    conversations: people,
    activities,
    nowMs: clock.nowMs() - 60_000,
    wallMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
    rateLimit: isLimited ? capabilities.rateLimit : null,
  }
}

/** leadping.md section 9. A 500 is declared on conversations only, and can come everywhere. */
const refusals: readonly Refusal[] = [
  ...[400, 403, 404].map((status) => ({
    name: `HTTP ${status} with Problem Details`,
    fault: { kind: 'status' as const, status, detail: 'Not like this.' },
    read: { kind: 'rejected' as const, status, reason: 'Not like this.' },
    note: { kind: 'rejected' as const, status, reason: 'Not like this.' },
  })),
  {
    name: 'HTTP 500',
    fault: { kind: 'status', status: 500 },
    read: { kind: 'server', status: 500, mayHaveLanded: false },
    note: { kind: 'server', status: 500, mayHaveLanded: true },
  },
]

function underTest(sandbox: LeadpingSandbox): CrmUnderTest {
  const { state, colleagues, clock } = sandbox
  const { me, organization } = state.team
  const busiest = () =>
    state
      .listedConversations()
      .toSorted((one, other) => state.timelineOf(other.id).length - state.timelineOf(one.id).length)[0]
  return {
    url: sandbox.url,
    secret: sandbox.key,
    wrongSecret: 'sk_wrong',
    memory: {},
    identity: { remoteUserId: me.id, displayName: me.name, email: me.email, organizationName: organization.name },
    abilities: [
      { what: 'read_conversations', answer: 'yes' },
      { what: 'read_activities', answer: 'yes' },
      { what: 'read_people', answer: 'yes' },
      { what: 'write_notes', answer: 'not_known' },
    ],
    faults: sandbox.faults,
    requests: sandbox.requests,
    clock,
    setOffline: (offline) => sandbox.setOffline(offline),
    close: () => sandbox.close(),
    revoke: () => sandbox.credentials.revoke(),
    paths: {
      list: { conversations: '/conversations/my$', activities: '/events/all/my$', leads: '/leads/all/my$' },
      createNote: '/notes$',
    },
    rows: (stream) => rowsOf(sandbox, stream),
    add(stream) {
      const before = rowsOf(sandbox, stream)
      const conversation = colleagues.newLead()
      const added = [...rowsOf(sandbox, stream).keys()].filter((key) => !before.has(key))
      return stream === 'leads' ? [rowKey('leads', conversation.leadId)] : added
    },
    remove(stream) {
      const newest = [...rowsOf(sandbox, stream)].toSorted(byStamp).at(-1)?.[0].split('/')[1] ?? ''
      const owner = {
        conversations: state.conversations.get(newest)?.leadId,
        activities: state.events.get(newest)?.leadId,
        leads: newest,
      }[stream]
      colleagues.deleteLead(owner ?? '')
    },
    touch(stream) {
      const oldest = [...rowsOf(sandbox, stream)].toSorted(byStamp)[0]?.[0].split('/')[1] ?? ''
      switch (stream) {
        case 'conversations':
          return colleagues.inboundMessage(oldest) === null ? null : [rowKey('conversations', oldest)]
        case 'leads':
          return colleagues.restage(oldest) ? [rowKey('leads', oldest)] : null
        case 'activities':
          return null
      }
    },
    changeQuietly(stream) {
      switch (stream) {
        case 'conversations': {
          const id = [...state.conversations.keys()][3] ?? ''
          colleagues.setArchived(id, true)
          return [rowKey('conversations', id)]
        }
        case 'activities': {
          const event = state.listedEvents().find((row) => row.type === 'Sms')
          if (event === undefined) return null
          colleagues.setEventStatus(event.id, 'Undeliverable')
          return [rowKey('activities', event.id)]
        }
        case 'leads':
          return null
      }
    },
    timeline() {
      const conversation = busiest()
      const events = state.timelineOf(conversation?.id ?? '').toReversed()
      return {
        conversationRemoteId: conversation?.id ?? '',
        keys: events.map((event) => rowKey('activities', event.id)),
      }
    },
    opened() {
      const leadRemoteId = busiest()?.leadId ?? ''
      const lead = [...rowsOf(sandbox, 'leads')].filter(([key]) => key === rowKey('leads', leadRemoteId))
      const conversations = [...rowsOf(sandbox, 'conversations')].filter(
        ([, row]) => row.fields.leadRemoteId === leadRemoteId,
      )
      return { leadRemoteId, rows: new Map([...lead, ...conversations]) }
    },
    detail() {
      const event = state.timelineOf(busiest()?.id ?? '')[0]
      return {
        activityRemoteId: event?.id ?? '',
        unknownRemoteId: 'no-such-event',
        fields: { description: event?.text, createdAtMs: event?.createdAtMs, modifiedAtMs: event?.modifiedAtMs },
      }
    },
    notes: notesOf(sandbox),
  }
}

function notesOf({ state, colleagues, settings }: LeadpingSandbox): NotesUnderTest {
  const conversation = [...state.conversations.values()][1] ?? [...state.conversations.values()][0]
  return {
    target: { conversationRemoteId: conversation?.id ?? '', leadRemoteId: conversation?.leadId ?? null },
    unknownTarget: { conversationRemoteId: 'no-such-conversation', leadRemoteId: null },
    forms: [{ name: 'plain', form: plainNote }],
    kept: () =>
      state.notesFromApi().map((note) => ({
        remoteId: note.id,
        target: note.conversationId ?? '',
        text: note.text,
        visibility: null,
        isDraft: false,
        files: [],
        typeCode: null,
        fields: {},
      })),
    writeElsewhere: (text, _, by) => colleagues.note(conversation?.id ?? '', text, by)?.id ?? '',
    change: () => undefined,
    remove: () => undefined,
    delayReads(ms) {
      settings.readAfterWriteDelayMs = ms
    },
    refuse(marker) {
      settings.refuseNotesContaining = [marker]
    },
  }
}

function byStamp([, one]: readonly [string, ExpectedRow], [, other]: readonly [string, ExpectedRow]): number {
  return (one.stampMs ?? 0) - (other.stampMs ?? 0)
}

function rowsOf({ state, wire }: LeadpingSandbox, stream: StreamName): ReadonlyMap<string, ExpectedRow> {
  switch (stream) {
    case 'conversations':
      return new Map(
        state.listedConversations().map((row) => [
          rowKey('conversations', row.id),
          {
            item: row.id,
            stampMs: row.lastEventAtMs,
            fields: {
              leadRemoteId: row.leadId,
              firstName: row.firstName,
              lastName: row.lastName,
              snippet: row.lastSnippet,
              lastEventAtMs: row.lastEventAtMs,
              status: row.status,
              outcome: row.outcome?.displayName ?? null,
              nextStep: row.nextStep,
              isUnread: row.isUnread,
              isArchived: row.isArchived,
              archivedAtMs: row.archivedAtMs,
              phone: wire.dialect === 'A' ? null : row.leadPhoneNumber,
            },
          },
        ]),
      )
    case 'activities':
      return new Map(
        state.listedEvents().map((row) => [
          rowKey('activities', row.id),
          {
            item: row.id,
            stampMs: row.createdAtMs,
            fields: {
              conversationRemoteId: row.conversationId,
              leadRemoteId: row.leadId,
              type: wire.rowType(row),
              direction: row.direction,
              status: row.status,
              statusReason: row.statusReason,
              scheduledForMs: row.scheduledForMs,
              canceledAtMs: row.canceledAtMs,
              createdAtMs: row.createdAtMs,
            },
          },
        ]),
      )
    case 'leads':
      return new Map(
        state.listedLeads().map((row) => [
          rowKey('leads', row.id),
          {
            item: row.id,
            stampMs: row.updatedAtMs,
            fields: {
              firstName: row.firstName,
              lastName: row.lastName,
              email: row.email,
              phone: row.phone,
              createdAtMs: row.createdAtMs,
              updatedAtMs: row.updatedAtMs,
            },
          },
        ]),
      )
  }
}
