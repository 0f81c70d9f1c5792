import { afterEach, describe, expect, it } from 'vitest'
import { plainNote } from '../../../db/records.ts'
import type { Connector, NoteForm, NoteSearch, NoteToSend } from '../../../electron/connectors/connector.ts'
import type { FaultRule } from '../../sandbox/faults.ts'
import type { LeadsquaredSandbox } from '../../sandbox/leadsquared/sandbox.ts'
import { plainNoteTo } from '../../support/note-to-send.ts'
import { closeAccounts, connect, failureOf, successOf } from './leadsquared-account.ts'

afterEach(closeAccounts)

const second = 1_000

function noteOf(
  sandbox: LeadsquaredSandbox,
  text: string,
  given: {
    readonly typeCode?: string
    readonly noteId?: string
    readonly form?: Partial<NonNullable<NoteForm['activity']>>
  } = {},
): NoteToSend {
  const [lead] = sandbox.state.leads.keys()
  const id = lead ?? ''
  const activity = {
    typeCode: given.typeCode ?? '200',
    typeName: 'Field Note',
    occurredAtMs: null,
    fields: [],
    ...given.form,
  }
  return {
    ...plainNoteTo(id, id, text),
    writtenAtMs: Date.now(),
    form: { ...plainNote, activity },
    ...(given.noteId === undefined ? {} : { noteId: given.noteId }),
  }
}

function searchOf(sandbox: LeadsquaredSandbox, note: NoteToSend, given: Partial<NoteSearch> = {}): NoteSearch {
  return {
    ...note,
    sentAtMs: Date.now() - 2 * second,
    gaveUpAtMs: Date.now() + second,
    authorRemoteId: sandbox.state.team.me.id,
    authorName: sandbox.state.team.me.name,
    snapshot: null,
    excludeRemoteIds: new Set(),
    ...given,
  }
}

const postings = (sandbox: LeadsquaredSandbox) =>
  sandbox.requests.matching().filter((entry) => entry.path.endsWith('/ProspectActivity.svc/Create'))

describe('an activity posted to LeadSquared', () => {
  it('is there with its note, its time, its fields and our reference', async () => {
    const { connector, sandbox } = await connect()
    const fields = [
      { name: 'mx_Custom_1', value: 'Interested' },
      { name: 'mx_Custom_2', value: 'Panels & battery' },
      { name: 'mx_Custom_3', value: '' },
    ]
    const occurredAtMs = Date.parse('2026-09-30T08:15:30.700Z')
    const note = noteOf(sandbox, 'They want it.\nCall “Ravi” – 9 am', {
      typeCode: '202',
      form: { fields, occurredAtMs },
    })
    const created = successOf(await connector.createNote(note))
    const [there] = sandbox.state.activitiesFromApi()
    expect(there).toMatchObject({
      id: created.activity.remoteId,
      leadId: note.leadRemoteId,
      eventCode: 202,
      note: note.text,
      happenedAtMs: Date.parse('2026-09-30T08:15:30Z'),
      fields: { mx_Custom_1: 'Interested', mx_Custom_2: 'Panels & battery', mx_Custom_3: '' },
    })
    expect(created.leadScore).toBeNull()
    expect(created.activity).toMatchObject({
      conversationRemoteId: note.leadRemoteId,
      type: 'Meeting',
      category: '202',
      summary: note.text,
      authorId: sandbox.state.team.me.id,
      createdAtMs: Date.parse('2026-09-30T08:15:30Z'),
    })
    const referenced = noteOf(sandbox, 'With a reference')
    successOf(await connector.createNote(referenced))
    expect(sandbox.state.activitiesFromApi()[1]?.fields).toEqual({ mx_Custom_1: referenced.noteId })
  })

  it('tells the new score where it was asked for, and lets unknown options pass where the user says so', async () => {
    const { connector, sandbox } = await connect()
    const fields = [
      { name: 'mx_Custom_1', value: 'Somewhere between' },
      { name: 'mx_Custom_2', value: 'Roof' },
    ]
    const strict = noteOf(sandbox, 'Checked', { typeCode: '202', form: { fields } })
    expect(failureOf(await connector.createNote(strict))).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('dropdown option'),
    })
    const form = { fields, skipsOptionCheck: true, wantsLeadScore: true, processesFilesAsync: true }
    const created = successOf(await connector.createNote(noteOf(sandbox, 'Checked', { typeCode: '202', form })))
    expect(created.leadScore).toBe(sandbox.state.leads.get(created.activity.leadRemoteId ?? '')?.score)
  })

  it.each([500, 400, 200] as const)('is refused with the reason, told under %d', async (validationStatus) => {
    const { connector, sandbox } = await connect({ validationStatus })
    const missing = noteOf(sandbox, 'No outcome', { typeCode: '202' })
    expect(failureOf(await connector.createNote(missing))).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('mx_Custom_1'),
    })
    expect(sandbox.state.activitiesFromApi()).toEqual([])
  })

  it('is not sent with marks that LeadSquared would take apart', async () => {
    const { connector, sandbox } = await connect()
    for (const text of ['a {=} b', 'first {next} second']) {
      expect(failureOf(await connector.createNote(noteOf(sandbox, text)))).toMatchObject({ kind: 'rejected' })
    }
    expect(failureOf(await connector.createNote({ ...noteOf(sandbox, 'x'), form: plainNote }))).toMatchObject({
      kind: 'rejected',
    })
    expect(postings(sandbox)).toEqual([])
  })

  it('is not dated later than the CRM’s clock shows, unless the user says so', async () => {
    const { connector, sandbox } = await connect({ futureActivityTimes: 'reject' })
    const ahead = { ...noteOf(sandbox, 'My clock is fast'), writtenAtMs: Date.now() + 3_600_000 }
    successOf(await connector.createNote(ahead))
    const planned = noteOf(sandbox, 'Tomorrow', { form: { occurredAtMs: Date.now() + 86_400_000 } })
    expect(failureOf(await connector.createNote(planned))).toMatchObject({ kind: 'rejected' })
  })

  it.each([429, 200] as const)('waits where the limit is reached, told under %d', async (throttleStatus) => {
    const { connector, sandbox } = await connect({ rateLimit: { requests: 3, windowMs: 60_000 }, throttleStatus })
    const note = noteOf(sandbox, 'One too many')
    // Whose keys, the types and the type's fields come before the posting.
    expect(failureOf(await connector.createNote(note))).toMatchObject({ kind: 'throttled' })
    expect(sandbox.state.activitiesFromApi()).toEqual([])
  })

  it.each([
    [{ kind: 'drop_after_commit' }, 'timeout'],
    [{ kind: 'hang', afterCommit: true }, 'timeout'],
    [{ kind: 'status', status: 500, afterCommit: true }, 'server'],
    [{ kind: 'status', status: 500, detail: 'Something failed', afterCommit: true }, 'server'],
    [{ kind: 'truncate' }, 'timeout'],
    [{ kind: 'malformed_json' }, 'contract'],
    [{ kind: 'drop_item_id' }, 'contract'],
  ] as const satisfies readonly (readonly [FaultRule, string])[])(
    'may have landed where the answer is lost by %j',
    async (fault, kind) => {
      const { connector, sandbox } = await connect()
      sandbox.faults.add({ ...fault, match: { pathPattern: '/Create$' } })
      const note = noteOf(sandbox, 'Was it heard?')
      expect(failureOf(await connector.createNote(note))).toMatchObject({ kind, mayHaveLanded: true })
      const finding = successOf(await connector.findNote(searchOf(sandbox, note)))
      expect(finding).toMatchObject({ kind: 'found', activity: { remoteId: sandbox.state.activitiesFromApi()[0]?.id } })
    },
  )
})

describe.each([true, false])('a look for a lost note, reference field: %s', (referenceField) => {
  const lose = async (
    connector: Connector,
    sandbox: LeadsquaredSandbox,
    note: NoteToSend,
    kind: 'drop_after_commit' | 'drop_before_commit',
  ) => {
    sandbox.faults.add({ kind, match: { pathPattern: '/Create$' } })
    failureOf(await connector.createNote(note))
  }

  it('finds it, also in another process', async () => {
    const { connector, sandbox, again } = await connect({ referenceField })
    const note = noteOf(sandbox, 'Left at the door')
    await lose(connector, sandbox, note, 'drop_after_commit')
    expect(successOf(await again().findNote(searchOf(sandbox, note)))).toMatchObject({
      kind: 'found',
      activity: { remoteId: sandbox.state.activitiesFromApi()[0]?.id, summary: note.text },
    })
  })

  it('says that it is absent where it never arrived, whatever others wrote', async () => {
    const { connector, sandbox } = await connect({ referenceField })
    const note = noteOf(sandbox, 'Left at the door')
    await lose(connector, sandbox, note, 'drop_before_commit')
    sandbox.colleagues.newActivity({ leadId: note.conversationRemoteId, eventCode: 200, note: note.text })
    sandbox.colleagues.newActivity({ leadId: note.conversationRemoteId, eventCode: 201, note: note.text, by: 'me' })
    expect(successOf(await connector.findNote(searchOf(sandbox, note)))).toEqual({ kind: 'absent' })
  })

  it('tells two equal notes apart', async () => {
    const { connector, sandbox } = await connect({ referenceField })
    const one = noteOf(sandbox, 'Not at home', { noteId: '01922f4a-5f00-7000-8000-00000000000a' })
    const other = noteOf(sandbox, 'Not at home', { noteId: '01922f4a-5f00-7000-8000-00000000000b' })
    const delivered = successOf(await connector.createNote(one)).activity.remoteId
    const excludeRemoteIds = new Set([delivered])
    expect(successOf(await connector.findNote(searchOf(sandbox, other, { excludeRemoteIds })))).toEqual({
      kind: 'absent',
    })
    await lose(connector, sandbox, other, 'drop_after_commit')
    expect(successOf(await connector.findNote(searchOf(sandbox, other, { excludeRemoteIds })))).toMatchObject({
      kind: 'found',
      activity: { remoteId: sandbox.state.activitiesFromApi()[1]?.id },
    })
    const unknown = successOf(await connector.findNote(searchOf(sandbox, other)))
    expect(unknown.kind).toBe(referenceField ? 'found' : 'ambiguous')
  })

  it('reads every page of a busy type', async () => {
    const { connector, sandbox } = await connect({ referenceField, maxPageSize: 25, pageSizeAboveMax: 'cut' })
    const note = noteOf(sandbox, 'Among many')
    await lose(connector, sandbox, note, 'drop_after_commit')
    for (let made = 0; made < 120; made += 1) sandbox.colleagues.newActivity({ eventCode: 200 })
    expect(successOf(await connector.findNote(searchOf(sandbox, note)))).toMatchObject({ kind: 'found' })
  })

  it('does not see it before the CRM’s lists do', async () => {
    const { connector, sandbox } = await connect({ referenceField, readAfterWriteDelayMs: 300 })
    const note = noteOf(sandbox, 'A little later')
    await lose(connector, sandbox, note, 'drop_after_commit')
    expect(successOf(await connector.findNote(searchOf(sandbox, note)))).toEqual({ kind: 'absent' })
    await new Promise((resolve) => setTimeout(resolve, 350))
    expect(successOf(await connector.findNote(searchOf(sandbox, note)))).toMatchObject({ kind: 'found' })
  })

  it.each([
    { createdOn: 'write_time' },
    { activityTimeZoneMinutes: 330 },
    { includesFromDate: false, includesToDate: false, hasHiddenFractions: true, printsMilliseconds: true },
    { widestWindowMs: 86_400_000 },
  ] as const)('finds it whatever the account makes of time: %j', async (settings) => {
    const { connector, sandbox } = await connect({ referenceField, ...settings })
    const note = noteOf(sandbox, 'Written when it was', { form: { occurredAtMs: Date.now() - 3 * 86_400_000 } })
    await lose(connector, sandbox, note, 'drop_after_commit')
    expect(successOf(await connector.findNote(searchOf(sandbox, note)))).toMatchObject({ kind: 'found' })
  })

  it('does not say absent where a row cannot be read', async () => {
    const { connector, sandbox } = await connect({ referenceField })
    const note = noteOf(sandbox, 'Which one is it?')
    await lose(connector, sandbox, note, 'drop_after_commit')
    sandbox.faults.add({
      kind: 'drop_item_id',
      times: 'until_cleared',
      match: { pathPattern: 'RetrieveByActivityEvent' },
    })
    expect(failureOf(await connector.findNote(searchOf(sandbox, note)))).toMatchObject({ kind: 'contract' })
  })

  it('fails where the CRM does, instead of saying absent', async () => {
    const { connector, sandbox } = await connect({ referenceField })
    const note = noteOf(sandbox, 'Hello?')
    await lose(connector, sandbox, note, 'drop_after_commit')
    for (const effect of [{ kind: 'status', status: 500 }, { kind: 'truncate' }, { kind: 'html' }] as const) {
      sandbox.faults.add({ ...effect, times: 'until_cleared', match: { pathPattern: 'RetrieveByActivityEvent' } })
      expect((await connector.findNote(searchOf(sandbox, note))).ok).toBe(false)
      sandbox.faults.clear()
    }
  })
})

describe('a look for a lost note', () => {
  it('follows its reference into the lead that its lead was merged with, and past edits', async () => {
    const { connector, sandbox } = await connect()
    const note = noteOf(sandbox, 'Before the merge')
    sandbox.faults.add({ kind: 'drop_after_commit', match: { pathPattern: '/Create$' } })
    failureOf(await connector.createNote(note))
    const created = sandbox.state.activitiesFromApi()[0]?.id ?? ''
    const winner = [...sandbox.state.leads.keys()][1] ?? ''
    sandbox.colleagues.mergeLeads(note.conversationRemoteId, winner)
    sandbox.colleagues.editActivity(created, 'Somebody put it better')
    expect(successOf(await connector.findNote(searchOf(sandbox, note)))).toMatchObject({
      kind: 'found',
      activity: { remoteId: created, leadRemoteId: winner },
    })
  })

  it('once references are sent, takes no note without one for ours, however equal', async () => {
    const { connector, sandbox } = await connect()
    successOf(await connector.createNote(noteOf(sandbox, 'The first with a reference')))
    const note = noteOf(sandbox, 'Not at home', { noteId: '01922f4a-5f00-7000-8000-00000000000c' })
    sandbox.colleagues.newActivity({ leadId: note.conversationRemoteId, eventCode: 200, note: note.text, by: 'me' })
    const sentAtMs = Date.now() + 60 * second
    const search = searchOf(sandbox, note, { sentAtMs, gaveUpAtMs: sentAtMs + second })
    expect(successOf(await connector.findNote(search))).toEqual({ kind: 'absent' })
  })
})
