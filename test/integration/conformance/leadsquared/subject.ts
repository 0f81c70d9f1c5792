import { type ActivityForm, type ActivityTypeRecord, type NoteForm, plainNote } from '../../../../db/records.ts'
import type { StreamName } from '../../../../electron/connectors/connector.ts'
import { capabilities } from '../../../../electron/connectors/leadsquared/capabilities.ts'
import { createLeadsquaredConnector } from '../../../../electron/connectors/leadsquared/connector.ts'
import { type LeadsquaredSandbox, startLeadsquaredSandbox } from '../../../sandbox/leadsquared/sandbox.ts'
import type { LeadsquaredSettings } from '../../../sandbox/leadsquared/settings.ts'
import type { ActivityField, SandboxActivity, SandboxLead } from '../../../sandbox/leadsquared/types.ts'
import {
  type ConformanceSubject,
  type CrmUnderTest,
  type CrmWish,
  type ExpectedRow,
  type NotesUnderTest,
  type Refusal,
  rowKey,
} from '../subject.ts'

interface Mood extends Partial<LeadsquaredSettings> {
  readonly title: string
  /** Whether the account's admin has set a field aside for our reference. */
  readonly referenceField: boolean
}

/** A LeadSquared account, with what its documents leave open decided one way. */
export function leadsquaredSubject({ title, referenceField, ...settings }: Mood): ConformanceSubject {
  return {
    title,
    capabilities,
    createConnector: createLeadsquaredConnector,
    refusals,
    async start(wish) {
      return underTest(await startLeadsquaredSandbox({ ...settings, referenceField, ...optionsOf(wish) }))
    },
  }
}

function optionsOf({ people, activities, clock, isLimited }: CrmWish) {
  return {
    seed: 31,
    leads: people,
    activities,
    sharedPeople: people > 3,
    nowMs: clock.nowMs() - 60_000,
    wallMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
    rateLimit: isLimited ? capabilities.rateLimit : null,
  }
}

/** leadsquared.md section 9; without a detail the sandbox answers as a gateway does, without the vendor's envelope. */
const refusals: readonly Refusal[] = [
  {
    name: '400: the body is not per specification',
    fault: { kind: 'status', status: 400, detail: 'The body is not valid.' },
    read: { kind: 'rejected', status: 400 },
    note: { kind: 'rejected', status: 400, reason: 'The body is not valid.' },
  },
  {
    name: '404: no such call',
    fault: { kind: 'status', status: 404 },
    read: { kind: 'rejected', status: 404 },
    note: { kind: 'rejected', status: 404 },
  },
  {
    name: '500 with an envelope that names no reason',
    fault: { kind: 'status', status: 500, detail: 'There was an error processing the request.' },
    read: { kind: 'server', status: 500, mayHaveLanded: false },
    note: { kind: 'server', status: 500, mayHaveLanded: true },
  },
  {
    name: '500 without an envelope',
    fault: { kind: 'status', status: 500 },
    read: { kind: 'server', status: 500, mayHaveLanded: false },
    note: { kind: 'server', status: 500, mayHaveLanded: true },
  },
]

function underTest(sandbox: LeadsquaredSandbox): CrmUnderTest {
  const { state, colleagues, clock } = sandbox
  const { me, organization } = state.team
  const byActivity = () =>
    [...state.leads.values()].toSorted(
      (one, other) => state.activitiesOf(other.id).length - state.activitiesOf(one.id).length,
    )
  const newestLead = () => [...state.leads.values()].toSorted((one, other) => other.modifiedAtMs - one.modifiedAtMs)
  const newestActivity = () =>
    [...state.activities.values()].toSorted((one, other) => other.modifiedAtMs - one.modifiedAtMs)
  return {
    url: sandbox.url,
    secret: sandbox.key,
    wrongSecret: 'wrong:keys',
    memory: {},
    identity: {
      remoteUserId: me.id,
      displayName: me.name,
      email: null,
      organizationName: organization.name,
    },
    abilities: [
      { what: 'read_people', answer: 'yes' },
      { what: 'read_conversations', answer: 'yes' },
      { what: 'read_activities', answer: 'yes' },
      { what: 'write_notes', answer: 'not_known' },
      { what: 'see_colleagues_records', answer: 'yes' },
    ],
    faults: sandbox.faults,
    requests: sandbox.requests,
    clock,
    setOffline: (offline) => sandbox.setOffline(offline),
    close: () => sandbox.close(),
    revoke: () => sandbox.credentials.revoke(),
    paths: {
      list: {
        activities: '/CustomActivity/RetrieveByActivityEvent$',
        leads: '/Leads.RecentlyModified$',
      },
      createNote: '/ProspectActivity.svc/Create$',
    },
    rows: (stream) => rowsOf(sandbox, stream),
    add(stream) {
      if (stream === 'leads') {
        const { id } = colleagues.newLead()
        return [rowKey('leads', id), rowKey('conversations', id)]
      }
      const activity = colleagues.newActivity({ eventCode: 200, note: 'Called, nobody home.' })
      return activity === null ? [] : [rowKey('activities', activity.id)]
    },
    remove(stream) {
      if (stream === 'leads') colleagues.deleteLead(newestLead()[0]?.id ?? '')
      else colleagues.deleteActivity(newestActivity()[0]?.id ?? '')
    },
    touch(stream) {
      if (stream === 'leads') {
        const id = newestLead().at(-1)?.id ?? ''
        return colleagues.editLead(id) ? [rowKey('leads', id)] : null
      }
      const id = newestActivity().at(-1)?.id ?? ''
      return colleagues.editActivity(id) ? [rowKey('activities', id)] : null
    },
    changeQuietly(stream) {
      if (stream === 'leads') {
        const id = newestLead().at(-1)?.id ?? ''
        colleagues.rescoreLead(id, 4_711)
        return [rowKey('leads', id)]
      }
      const id = newestActivity().at(-1)?.id ?? ''
      colleagues.repairActivity(id, 'Repaired in the database.')
      return [rowKey('activities', id)]
    },
    timeline() {
      const lead = byActivity()[0]
      const activities = state.activitiesOf(lead?.id ?? '')
      return {
        conversationRemoteId: lead?.id ?? '',
        keys: activities.map((activity) => rowKey('activities', activity.id)),
      }
    },
    opened() {
      const leadRemoteId = byActivity()[0]?.id ?? ''
      const rows = [...rowsOf(sandbox, 'leads')].filter(([key]) => key.endsWith(`/${leadRemoteId}`))
      return { leadRemoteId, rows: new Map(rows) }
    },
    detail() {
      const activity = [...state.activities.values()].find((row) => row.eventCode === 200)
      return {
        activityRemoteId: activity?.id ?? '',
        unknownRemoteId: '00000000-0000-0000-0000-000000000000',
        fields: { summary: activity?.note, status: activity?.status, eventType: 'Field Note' },
      }
    },
    notes: notesOf(sandbox),
  }
}

function activityForm(activity: Omit<ActivityForm, 'typeName'> & { readonly typeName?: string }): NoteForm {
  return { ...plainNote, activity: { typeName: `Type ${activity.typeCode}`, ...activity } }
}

const surveyFields = [
  { name: 'mx_Custom_1', value: 'M-1177 “north”' },
  { name: 'mx_Custom_2', value: '48.5' },
  { name: 'mx_Custom_3', value: '4' },
  { name: 'mx_Custom_5', value: '2026-09-07 10:55:00' },
  { name: 'mx_Custom_8', value: '1' },
  { name: 'mx_Custom_9', value: '' },
] as const

function notesOf({ state, colleagues, settings }: LeadsquaredSandbox): NotesUnderTest {
  const target = [...state.leads.keys()][1] ?? [...state.leads.keys()][0] ?? ''
  const unknown = '00000000-0000-0000-0000-000000000000'
  const occurredAtMs = Date.UTC(2026, 8, 30, 16, 20)
  return {
    target: { conversationRemoteId: target, leadRemoteId: target },
    unknownTarget: { conversationRemoteId: unknown, leadRemoteId: unknown },
    forms: [
      { name: 'a field note', form: activityForm({ typeCode: '200', occurredAtMs: null, fields: [] }) },
      {
        name: 'a survey with its fields',
        form: activityForm({ typeCode: '201', occurredAtMs, fields: surveyFields, processesFilesAsync: true }),
      },
      {
        name: 'a meeting with what must be filled in, and an option that is not in the list',
        form: activityForm({
          typeCode: '202',
          occurredAtMs: null,
          fields: [
            { name: 'mx_Custom_1', value: 'Undecided' },
            { name: 'mx_Custom_2', value: 'Roof & battery' },
          ],
          skipsOptionCheck: true,
          wantsLeadScore: true,
        }),
      },
    ],
    kept: () => {
      const references = state.types.get(200)?.fields.map((field) => field.schemaName) ?? []
      return state.activitiesFromApi().map((activity) => ({
        remoteId: activity.id,
        target: activity.leadId,
        text: activity.note,
        visibility: null,
        isDraft: false,
        files: [],
        typeCode: String(activity.eventCode),
        fields: Object.fromEntries(
          Object.entries(activity.fields).filter(([name]) => activity.eventCode !== 200 || !references.includes(name)),
        ),
      }))
    },
    writeElsewhere: (text, form, by) =>
      colleagues.newActivity({ leadId: target, eventCode: Number(form.activity?.typeCode), note: text, by })?.id ?? '',
    change: (remoteId, text) => void colleagues.editActivity(remoteId, text),
    remove: (remoteId) => void colleagues.deleteActivity(remoteId),
    delayReads(ms) {
      settings.readAfterWriteDelayMs = ms
    },
    refuse(marker) {
      settings.refuseNotesContaining = [marker]
    },
    types: () =>
      [...state.types.values()].map((type): ActivityTypeRecord => {
        const isWritable = type.code >= 200
        return {
          code: String(type.code),
          name: type.name,
          isWritable,
          fields: isWritable ? type.fields.map(fieldRecord) : [],
        }
      }),
  }
}

type FieldRecord = ActivityTypeRecord['fields'][number]

const kinds: Readonly<Record<ActivityField['dataType'], FieldRecord['kind']>> = {
  String: 'text',
  Text: 'text',
  Phone: 'text',
  Email: 'text',
  Number: 'number',
  Date: 'date',
  DateTime: 'date_time',
  Dropdown: 'dropdown',
  MultiSelect: 'dropdown',
  Boolean: 'boolean',
}

function fieldRecord(field: ActivityField): FieldRecord {
  return {
    name: field.schemaName,
    label: field.displayName,
    kind: kinds[field.dataType],
    options: field.options,
    isMandatory: field.isMandatory,
    maxCharacters: field.maxLength,
    isReference: field.displayName === 'Fieldpost reference',
  }
}

function rowsOf(sandbox: LeadsquaredSandbox, stream: StreamName): ReadonlyMap<string, ExpectedRow> {
  const { state } = sandbox
  switch (stream) {
    case 'conversations':
      return new Map()
    case 'leads':
      return new Map([...state.leads.values()].flatMap(leadRows))
    case 'activities':
      return new Map([...state.activities.values()].map((activity) => activityRow(sandbox, activity)))
  }
}

/** Stamps are whole seconds. */
function second(atMs: number): number {
  return Math.floor(atMs / 1_000) * 1_000
}

function leadRows(lead: Readonly<SandboxLead>): readonly (readonly [string, ExpectedRow])[] {
  const person = {
    firstName: lead.firstName,
    lastName: lead.lastName,
    email: lead.email,
    phone: lead.phone ?? lead.mobile,
  }
  const shared = { item: lead.id, stampMs: second(lead.modifiedAtMs) }
  const row = {
    ...shared,
    fields: {
      ...person,
      stage: lead.stage,
      source: lead.source,
      score: lead.score,
      createdAtMs: second(lead.createdAtMs),
      updatedAtMs: second(lead.modifiedAtMs),
    },
  }
  const conversation = {
    ...shared,
    fields: { ...person, leadRemoteId: lead.id, outcome: lead.stage, sweptBy: 'leads', lastEventFrom: 'timeline' },
  }
  return [[rowKey('leads', lead.id), row] as const, [rowKey('conversations', lead.id), conversation] as const]
}

function activityRow(
  { state, settings }: LeadsquaredSandbox,
  activity: Readonly<SandboxActivity>,
): readonly [string, ExpectedRow] {
  const createdAtMs = settings.createdOn === 'activity_time' ? activity.happenedAtMs : activity.writtenAtMs
  const isInPairs = activity.note.includes('{=}')
  const fields = {
    conversationRemoteId: activity.leadId,
    leadRemoteId: activity.leadId,
    type: state.types.get(activity.eventCode)?.name,
    status: activity.status,
    authorId: activity.createdById,
    authorName: state.user(activity.createdById)?.name,
    createdAtMs: second(createdAtMs),
    ...(isInPairs ? {} : { summary: activity.note }),
  }
  return [rowKey('activities', activity.id), { item: activity.id, stampMs: second(activity.modifiedAtMs), fields }]
}
