import { expect } from 'vitest'
import { plainNote } from '../../../../db/records.ts'
import type { StreamName } from '../../../../electron/connectors/connector.ts'
import { capabilities } from '../../../../electron/connectors/saleshandy/capabilities.ts'
import { createSaleshandyConnector } from '../../../../electron/connectors/saleshandy/connector.ts'
import { type SaleshandySandbox, startSaleshandySandbox } from '../../../sandbox/saleshandy/sandbox.ts'
import type { SaleshandySettings } from '../../../sandbox/saleshandy/settings.ts'
import { fieldByLabel, fieldLabels } from '../../../sandbox/saleshandy/team.ts'
import type { Note } from '../../../sandbox/saleshandy/types.ts'
import {
  type ConformanceSubject,
  type CrmUnderTest,
  type CrmWish,
  type ExpectedRow,
  type NotesUnderTest,
  type Refusal,
  rowKey,
} from '../subject.ts'
import { readHtml } from './read-html.ts'

/** Saleshandy, with what its documents leave open decided one way. */
export function saleshandySubject(title: string, settings: Partial<SaleshandySettings> = {}): ConformanceSubject {
  return {
    title,
    capabilities,
    createConnector: createSaleshandyConnector,
    refusals,
    pagedByNumber: ['leads', 'conversations', 'activities'],
    async start(wish) {
      return underTest(await startSaleshandySandbox({ ...settings, ...optionsOf(wish) }))
    },
  }
}

function optionsOf({ people, activities, clock, isLimited }: CrmWish) {
  return {
    seed: 21,
    prospects: people,
    notes: Math.ceil(activities / 2),
    threads: Math.ceil(activities / 6),
    sharedPeople: Math.min(people, 3),
    nowMs: clock.nowMs() - 60_000,
    wallMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
    rateLimit: isLimited ? capabilities.rateLimit : null,
  }
}

/** saleshandy.md section 9. */
const refusals: readonly Refusal[] = [
  {
    name: '400 with 1001 where a list is read: the key',
    fault: { kind: 'status', status: 400, code: 1001, detail: 'invalid token' },
    read: { kind: 'unauthorized' },
  },
  {
    name: '400 with 1001 where a note is written and the key is good: the prospect',
    fault: { kind: 'status', status: 400, code: 1001, detail: 'invalid prospect id' },
    note: { kind: 'rejected', status: 400, reason: 'invalid prospect id' },
  },
  {
    name: '400 with 4000',
    fault: { kind: 'status', status: 400, code: 4000, detail: 'operation failed' },
    read: { kind: 'rejected', status: 400 },
    note: { kind: 'rejected', status: 400, reason: 'operation failed' },
  },
  {
    name: '400 with 5001',
    fault: { kind: 'status', status: 400, code: 5001, detail: 'internal error' },
    read: { kind: 'server', mayHaveLanded: false },
    note: { kind: 'server', mayHaveLanded: true },
  },
  {
    name: '500 with 5001',
    fault: { kind: 'status', status: 500, code: 5001, detail: 'internal error, try again later' },
    read: { kind: 'server', status: 500, mayHaveLanded: false },
    note: { kind: 'server', status: 500, mayHaveLanded: true },
  },
  ...[404, 413].map((status) => ({
    name: `HTTP ${status}`,
    fault: { kind: 'status' as const, status, detail: 'No.' },
    read: { kind: 'rejected' as const, status },
    note: { kind: 'rejected' as const, status },
  })),
]

function underTest(sandbox: SaleshandySandbox): CrmUnderTest {
  const { state, colleagues, clock } = sandbox
  const { me } = state.team
  const noted = () =>
    state
      .listedProspects()
      .map((prospect) => ({ prospect, notes: shownNotes(sandbox, prospect.id) }))
      .toSorted((one, other) => other.notes.length - one.notes.length)[0]
  const mail = () => {
    const thread = state.listedThreads()[0]
    const message = thread?.mails[0]
    if (thread === undefined || message === undefined) throw new Error('no mail')
    return { thread, message }
  }
  return {
    url: sandbox.url,
    secret: sandbox.key,
    wrongSecret: 'sh_wrong',
    memory: { member: me.email },
    identity: {
      remoteUserId: me.email,
      displayName: `${me.firstName} ${me.lastName}`,
      email: me.email,
      organizationName: null,
      workspace: me.id,
    },
    abilities: [
      { what: 'read_people', answer: 'yes' },
      { what: 'read_conversations', answer: 'yes' },
      { what: 'read_activities', answer: 'yes' },
      { what: 'write_notes', answer: 'not_known' },
    ],
    faults: sandbox.faults,
    requests: sandbox.requests,
    clock,
    setOffline: (offline) => sandbox.setOffline(offline),
    close: () => sandbox.close(),
    revoke: () => sandbox.credentials.revoke(),
    paths: {
      list: {
        leads: '/v1/prospects$',
        conversations: '/v1/unified-inbox/emails$',
        activities: '/v1/prospects/[^/]+/notes$',
      },
      createNote: '/v1/notes$',
      upload: '/v1/notes/attachments$',
      edit: '/v1/notes/[^/]+$',
    },
    rows: (stream) => rowsOf(sandbox, stream),
    add(stream) {
      switch (stream) {
        case 'leads': {
          const { id } = colleagues.addProspect()
          return [rowKey('leads', id), rowKey('conversations', id)]
        }
        case 'conversations': {
          const withAddress = state.listedProspects().find((prospect) => prospect.email !== null)
          const thread = colleagues.newThread(withAddress?.id ?? '', 'Is Thursday at ten still fine?')
          return thread === null ? [] : [rowKey('conversations', `thread:${thread.id}`)]
        }
        case 'activities': {
          const note = colleagues.addNote(state.listedProspects()[0]?.id ?? '', 'Called, nobody home.')
          return note === null ? [] : [rowKey('activities', note.id)]
        }
      }
    },
    remove(stream) {
      if (stream === 'leads') colleagues.deleteProspect(state.listedProspects()[0]?.id ?? '')
      if (stream === 'activities') colleagues.deleteNote(noted()?.notes.at(-1)?.id ?? '')
    },
    touch(stream) {
      if (stream !== 'conversations') return null
      const thread = colleagues.inboundMail(state.listedThreads().at(-1)?.id, 'One more question.')
      return thread === null ? null : [rowKey('conversations', `thread:${thread.id}`)]
    },
    changeQuietly(stream) {
      switch (stream) {
        case 'leads': {
          const id = state.listedProspects()[2]?.id ?? ''
          colleagues.editProspect(id)
          return [rowKey('leads', id)]
        }
        case 'conversations': {
          const thread = state.listedThreads()[1]
          colleagues.setRead(thread?.id ?? '', thread?.isRead === false)
          return [rowKey('conversations', `thread:${thread?.id}`)]
        }
        case 'activities': {
          const id = noted()?.notes.at(-1)?.id ?? ''
          colleagues.editNote(id, 'Another text, by somebody else.')
          return [rowKey('activities', id)]
        }
      }
    },
    timeline() {
      const busiest = noted()
      return {
        conversationRemoteId: busiest?.prospect.id ?? '',
        keys: (busiest?.notes ?? []).map((note) => rowKey('activities', note.id)),
      }
    },
    // A single prospect cannot be asked for.
    opened: () => null,
    detail() {
      const { thread, message } = mail()
      return {
        activityRemoteId: `message:${thread.id}/${message.id}`,
        unknownRemoteId: 'message:none/none',
        fields: {
          direction: message.direction === 'inbound' ? 'Inbound' : 'Outbound',
          summary: expect.stringContaining(message.paragraphs[0] ?? ''),
          createdAtMs: shownMs(sandbox, message.atMs),
        },
      }
    },
    notes: notesOf(sandbox),
  }
}

function notesOf({ state, colleagues, settings }: SaleshandySandbox): NotesUnderTest {
  const target = state.listedProspects()[1]?.id ?? state.listedProspects()[0]?.id ?? ''
  return {
    target: { conversationRemoteId: target, leadRemoteId: target },
    unknownTarget: { conversationRemoteId: 'INVALIDxx', leadRemoteId: 'INVALIDxx' },
    forms: [
      { name: 'for the team', form: { ...plainNote, visibility: 'public' } },
      { name: 'for oneself', form: { ...plainNote, visibility: 'private' } },
      { name: 'HTML', form: { ...plainNote, format: 'html', visibility: 'public' } },
      { name: 'HTML for oneself', form: { ...plainNote, format: 'html', visibility: 'private' } },
      { name: 'a draft', form: { ...plainNote, visibility: 'public', isDraft: true } },
    ],
    kept: () =>
      state.notesFromApi().map((note) => ({
        remoteId: note.id,
        target: note.prospectId,
        text: readHtml(note.content),
        visibility: note.visibility === '1' ? 'public' : 'private',
        isDraft: note.status === '0',
        files: note.attachmentIds.map((id) => state.attachments.get(id)?.sha256 ?? 'unknown'),
        typeCode: null,
        fields: {},
      })),
    writeElsewhere: (text, form, by) =>
      colleagues.addNote(target, text, {
        by,
        visibility: form.visibility === 'private' ? '2' : '1',
        status: form.isDraft ? '0' : '1',
      })?.id ?? '',
    change: (remoteId, text) => void colleagues.editNote(remoteId, text),
    remove: (remoteId) => void colleagues.deleteNote(remoteId),
    delayReads(ms) {
      settings.readAfterWriteDelayMs = ms
    },
    refuse(marker) {
      settings.refuseNotesContaining = [marker]
    },
    files: {
      refused: { fileName: 'setup.exe', mediaType: 'application/octet-stream' },
      limit(bytes) {
        settings.maxAttachmentBytes = bytes
      },
    },
  }
}

/** What our user sees of a prospect's notes: the published ones and their own draft. */
function shownNotes({ state }: SaleshandySandbox, prospectId: string): readonly Readonly<Note>[] {
  const { me } = state.team
  const draft = state.draftOf(prospectId, me.id)
  return [...state.listedNotes(prospectId, me.id, Number.POSITIVE_INFINITY), ...(draft === null ? [] : [draft])]
}

/** Stamps are cut to the server's resolution. */
function shownMs({ settings }: SaleshandySandbox, atMs: number): number {
  return Math.floor(atMs / settings.stampResolutionMs) * settings.stampResolutionMs
}

function rowsOf(sandbox: SaleshandySandbox, stream: StreamName): ReadonlyMap<string, ExpectedRow> {
  switch (stream) {
    case 'leads':
      return new Map(prospectRows(sandbox))
    case 'conversations':
      return new Map(threadRows(sandbox))
    case 'activities': {
      const { state } = sandbox
      const notes = state.listedProspects().flatMap((prospect) => noteRows(sandbox, prospect.id))
      return new Map([...prospectRows(sandbox), ...notes])
    }
  }
}

function prospectRows(sandbox: SaleshandySandbox): readonly (readonly [string, ExpectedRow])[] {
  const { state } = sandbox
  return state.listedProspects().flatMap((prospect) => {
    const value = (label: string) => prospect.values.get(fieldByLabel(state.team, label).id) ?? null
    const item = prospect.id
    const stampMs = shownMs(sandbox, prospect.createdAtMs)
    const person = {
      firstName: value(fieldLabels.firstName),
      lastName: value(fieldLabels.lastName),
      email: prospect.email,
      phone: value(fieldLabels.phone),
    }
    const lead = { item, stampMs, fields: { ...person, createdAtMs: stampMs, isArchived: false } }
    const conversation = {
      item,
      stampMs,
      fields: { ...person, leadRemoteId: prospect.id, sweptBy: 'leads', lastEventFrom: 'timeline' },
    }
    return [[rowKey('leads', item), lead] as const, [rowKey('conversations', item), conversation] as const]
  })
}

function noteRows(sandbox: SaleshandySandbox, prospectId: string): readonly (readonly [string, ExpectedRow])[] {
  const { state } = sandbox
  return shownNotes(sandbox, prospectId).map((note) => {
    const author = state.team.members.find((member) => member.id === note.authorId)
    const fields = {
      conversationRemoteId: prospectId,
      leadRemoteId: prospectId,
      type: 'Note',
      isHtml: true,
      description: note.content,
      authorId: author?.email,
      authorName: `${author?.firstName} ${author?.lastName}`,
      createdAtMs: shownMs(sandbox, note.createdAtMs),
      status: note.status === '0' ? 'Draft' : note.visibility === '2' ? 'Private' : null,
    }
    return [rowKey('activities', note.id), { item: note.id, stampMs: null, fields }] as const
  })
}

function threadRows(sandbox: SaleshandySandbox): readonly (readonly [string, ExpectedRow])[] {
  return sandbox.state.listedThreads().flatMap((thread) => {
    const remoteId = `thread:${thread.id}`
    const conversation = {
      item: thread.id,
      stampMs: shownMs(sandbox, thread.lastMessageAtMs),
      fields: {
        leadRemoteId: null,
        email: thread.sender.email,
        snippet: thread.subject,
        lastEventAtMs: shownMs(sandbox, thread.lastMessageAtMs),
        isUnread: !thread.isRead,
        takesNotes: false,
        outcome: thread.sentiment,
      },
    }
    const messages = thread.mails.map((mail) => {
      const fields = {
        conversationRemoteId: remoteId,
        direction: mail.direction === 'inbound' ? 'Inbound' : 'Outbound',
        createdAtMs: shownMs(sandbox, mail.atMs),
        authorId: mail.from.email.toLowerCase(),
        sweptBy: 'conversations',
      }
      const key = rowKey('activities', `message:${thread.id}/${mail.id}`)
      return [key, { item: thread.id, stampMs: null, fields }] as const
    })
    return [[rowKey('conversations', remoteId), conversation] as const, ...messages]
  })
}
