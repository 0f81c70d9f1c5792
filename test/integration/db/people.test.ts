import { describe, expect, it } from 'vitest'
import { removeAccount } from '../../../db/accounts.ts'
import { ingestPages } from '../../../db/ingest.ts'
import { conversationById } from '../../../db/queries/conversation.ts'
import { joinPeople, noteTargetOf, samePerson, separatePeople } from '../../../db/queries/people.ts'
import { conversationIdOf } from '../../../db/queries/targets.ts'
import { areKeyedFor, type RekeyPosition, rekeyPeople, rekeyStart, saveKeyedFor } from '../../../db/rekey-people.ts'
import { finishSweep } from '../../../db/streams.ts'
import { addAccount, conversation, lead, page, startMs, type Workspace, workspace } from './support.ts'

interface TwoAccounts extends Workspace {
  readonly other: number
}

function twoAccounts(): TwoAccounts {
  const space = workspace()
  return { ...space, other: addAccount(space, 'user-2') }
}

function idOf({ replica }: Workspace, accountId: number, remoteId: string): number {
  const id = conversationIdOf(replica, accountId, remoteId)
  if (id === null) throw new Error(`${remoteId} is not in the replica`)
  return id
}

function peopleOf(space: Workspace, remoteId: string, accountId = space.accountId) {
  return samePerson(space.replica, space.journal, idOf(space, accountId, remoteId)).map(
    ({ accountId: of, displayName, matchedBy, isSeparated }) => ({ of, displayName, matchedBy, isSeparated }),
  )
}

describe('the same person', () => {
  it('is found in another account by number and address, however they are written', () => {
    const space = twoAccounts()
    const { replica, accountId, other } = space
    const ours = [
      conversation('c1', { firstName: 'Ada', phone: '(415) 555-2671', email: 'ADA@Engine.test ' }),
      conversation('c2', { firstName: 'Grace', phone: '020 7183 8750' }),
    ]
    const theirs = [
      conversation('p1', { firstName: 'A. Byron', phone: '+1 415-555-2671' }),
      conversation('p2', { firstName: 'Countess', email: 'ada@engine.test', phone: '4155552671' }),
      conversation('p3', { firstName: 'Nobody', email: 'ada@engine', phone: '+1 415 555 2672' }),
    ]
    ingestPages(replica, [page(accountId, { conversations: ours }), page(other, { conversations: theirs })])
    expect(peopleOf(space, 'c1').toSorted((left, right) => left.displayName.localeCompare(right.displayName))).toEqual([
      { of: other, displayName: 'A. Byron', matchedBy: ['phone'], isSeparated: false },
      { of: other, displayName: 'Countess', matchedBy: ['email', 'phone'], isSeparated: false },
    ])
    expect(peopleOf(space, 'c2')).toEqual([])
    expect(samePerson(replica, space.journal, 4711)).toEqual([])
  })

  it('keeps desks of one office apart', () => {
    const space = twoAccounts()
    ingestPages(space.replica, [
      page(space.accountId, { conversations: [conversation('c1', { phone: '+14155552671 ext. 12' })] }),
      page(space.other, {
        conversations: [
          conversation('p1', { phone: '+14155552671 x13' }),
          conversation('p2', { firstName: 'Desk', phone: '(415) 555-2671 ext 12' }),
        ],
      }),
    ])
    expect(peopleOf(space, 'c1').map(({ displayName }) => displayName)).toEqual(['Desk'])
  })

  it('is found through the lead of either side, and not in conversations of the very lead', () => {
    const space = twoAccounts()
    const { replica, accountId, other } = space
    ingestPages(replica, [
      page(accountId, {
        leads: [lead('l1', { firstName: 'Ada', email: 'ada@engine.test' })],
        conversations: [conversation('c1', { leadRemoteId: 'l1' }), conversation('c2', { leadRemoteId: 'l1' })],
      }),
      page(other, {
        leads: [lead('l1', { firstName: 'Lovelace', email: 'Ada@engine.test', stage: 'Won' })],
        conversations: [conversation('p1', { leadRemoteId: 'l1' })],
      }),
    ])
    expect(samePerson(replica, space.journal, idOf(space, accountId, 'c1'))).toEqual([
      {
        conversationId: idOf(space, other, 'p1'),
        accountId: other,
        accountLabel: 'Northwind',
        leadRemoteId: 'l1',
        displayName: 'Lovelace',
        phone: null,
        email: 'Ada@engine.test',
        stage: 'Won',
        lastEventAtMs: startMs,
        matchedBy: ['email'],
        isSeparated: false,
        takesNotes: true,
      },
    ])
  })

  it('is nobody whom the CRM no longer shows', () => {
    const space = twoAccounts()
    const { replica, accountId, other } = space
    const theirs = Array.from({ length: 20 }, (_, index) => conversation(`p${index}`, { email: `p${index}@a.test` }))
    ingestPages(replica, [
      page(accountId, { conversations: [conversation('c1', { email: 'p19@a.test' })] }),
      page(other, { conversations: theirs }),
    ])
    expect(peopleOf(space, 'c1')).toHaveLength(1)
    for (const generation of [1, 2]) {
      const met = { conversations: theirs.slice(0, 19), sweptStream: 'conversations' as const }
      ingestPages(replica, [page(other, { ...met, sweepGeneration: generation })])
      finishSweep(replica, other, 'conversations', generation, startMs)
    }
    expect(peopleOf(space, 'c1')).toEqual([])
  })

  it('of a shared address is a bounded list, the latest first', () => {
    const space = twoAccounts()
    const { replica, accountId, other } = space
    const rows = Array.from({ length: 55 }, (_, index) =>
      conversation(`p${index}`, { firstName: `${index}`, email: 'info@firm.test', lastEventAtMs: startMs + index }),
    )
    const ours = conversation('c1', { email: 'info@firm.test' })
    ingestPages(replica, [page(accountId, { conversations: [ours] }), page(other, { conversations: rows })])
    const names = peopleOf(space, 'c1').map(({ displayName }) => displayName)
    expect(names).toHaveLength(20)
    expect(names.slice(0, 3)).toEqual(['54', '53', '52'])
  })

  it('is somebody else where the user says so, from either side, until it is taken back', () => {
    const space = twoAccounts()
    const { replica, journal, accountId, other } = space
    ingestPages(replica, [
      page(accountId, {
        leads: [lead('l1')],
        conversations: [conversation('c1', { leadRemoteId: 'l1', email: 'a@b.test' })],
      }),
      page(other, { conversations: [conversation('p1', { email: 'a@b.test' })] }),
    ])
    const [one, two] = [idOf(space, accountId, 'c1'), idOf(space, other, 'p1')]
    expect(separatePeople(replica, journal, two, one, startMs)).toBe(true)
    expect(separatePeople(replica, journal, one, two, startMs + 1)).toBe(true)
    expect(journal.raw.prepare('SELECT * FROM separated_people').all()).toEqual([
      {
        left_account_id: accountId,
        left_remote_id: 'l1',
        right_account_id: other,
        right_remote_id: 'p1',
        separated_at_ms: startMs,
      },
    ])
    expect(peopleOf(space, 'c1')).toMatchObject([{ isSeparated: true }])
    expect(peopleOf(space, 'p1', other)).toMatchObject([{ isSeparated: true }])
    expect(joinPeople(replica, journal, one, two)).toBe(true)
    expect(peopleOf(space, 'p1', other)).toMatchObject([{ isSeparated: false }])
    expect(separatePeople(replica, journal, one, 4711, startMs)).toBe(false)
    separatePeople(replica, journal, one, two, startMs)
    removeAccount(journal, other)
    expect(journal.raw.prepare('SELECT * FROM separated_people').all()).toEqual([])
  })
})

describe('where a note goes', () => {
  const thread = (content = {}) => conversation('thread:1', { email: 'Ada@engine.test', takesNotes: false, ...content })

  it('is the conversation itself, or the person with the same address in the same account', () => {
    const space = twoAccounts()
    const { replica, journal, accountId, other } = space
    const people = [conversation('p1', { firstName: 'Ada', email: 'ada@engine.test' }), conversation('p2')]
    const twin = conversation('c1', { firstName: 'Elsewhere', email: 'ada@engine.test', lastEventAtMs: startMs + 9 })
    ingestPages(replica, [
      page(accountId, { conversations: [thread(), ...people] }),
      page(other, { conversations: [twin] }),
    ])
    const target = { conversationId: idOf(space, accountId, 'p1'), displayName: 'Ada' }
    expect(conversationById(replica, journal, idOf(space, accountId, 'thread:1'))).toMatchObject({
      takesNotes: false,
      noteTarget: target,
    })
    expect(conversationById(replica, journal, target.conversationId)).toMatchObject({
      takesNotes: true,
      noteTarget: target,
    })
  })

  it('prefers who is not archived, then who was in touch last', () => {
    const space = workspace()
    const { replica, journal, accountId } = space
    const email = 'ada@engine.test'
    const people = [
      conversation('p1', { email, isArchived: true, lastEventAtMs: startMs + 9 }),
      conversation('p2', { email, lastEventAtMs: startMs + 1 }),
      conversation('p3', { email, lastEventAtMs: startMs + 2 }),
    ]
    ingestPages(replica, [page(accountId, { conversations: [thread(), ...people] })])
    const target = () => noteTargetOf(replica, journal, idOf(space, accountId, 'thread:1'))?.conversationId
    expect(target()).toBe(idOf(space, accountId, 'p3'))
    separatePeople(replica, journal, idOf(space, accountId, 'thread:1'), idOf(space, accountId, 'p3'), startMs)
    expect(target()).toBe(idOf(space, accountId, 'p2'))
  })

  it('is nowhere for a stranger, or where only the number is the same', () => {
    const space = workspace()
    const { replica, journal, accountId } = space
    const conversations = [thread({ phone: '+14155552671' }), conversation('p1', { phone: '+14155552671' })]
    ingestPages(replica, [page(accountId, { conversations })])
    expect(noteTargetOf(replica, journal, idOf(space, accountId, 'thread:1'))).toBeNull()
    expect(noteTargetOf(replica, journal, 4711)).toBeNull()
  })
})

describe('the region of numbers without a country code', () => {
  it('is the page’s', () => {
    const space = workspace()
    ingestPages(space.replica, [
      page(space.accountId, { conversations: [conversation('c1', { phone: '020 7183 8750' })], phoneRegion: 'GB' }),
      page(space.accountId, { conversations: [conversation('c2', { phone: '+44 20 7183 8750' })] }),
    ])
    expect(peopleOf(space, 'c1')).toHaveLength(1)
  })

  it('does not change the key of a row that comes again as it was, only that of a new number', () => {
    const { replica, accountId } = workspace()
    const keys = () => replica.raw.prepare('SELECT phone_key FROM conversations').pluck().all()
    const row = conversation('c1', { phone: '020 7183 8750' })
    ingestPages(replica, [page(accountId, { conversations: [row], phoneRegion: 'GB' })])
    expect(ingestPages(replica, [page(accountId, { conversations: [row] })])).toMatchObject({ unchanged: 1 })
    expect(keys()).toEqual(['+442071838750'])
    const moved = { ...row, phone: '(415) 555-2671' }
    ingestPages(replica, [page(accountId, { conversations: [moved], phoneRegion: 'US' })])
    expect(keys()).toEqual(['+14155552671'])
  })

  it('is applied to every row when it changes, a batch at a time, and says when it is through', () => {
    const space = workspace()
    const { replica, journal, accountId } = space
    const rows = Array.from({ length: 700 }, (_, index) => `020 7183 ${8000 + index}`)
    ingestPages(replica, [
      page(accountId, {
        leads: rows.map((phone, index) => lead(`l${index}`, { phone })),
        conversations: rows.map((phone, index) => conversation(`c${index}`, { phone })),
      }),
    ])
    const keys = (table: string) =>
      replica.raw.prepare(`SELECT count(*) FROM ${table} WHERE phone_key LIKE '+44%'`).pluck().get()
    expect([keys('leads'), keys('conversations')]).toEqual([0, 0])
    const through = () => {
      let position: RekeyPosition = rekeyStart
      for (let steps = 1; ; steps += 1) {
        const step = rekeyPeople(replica, 'GB', position)
        position = step.position
        if (step.isDone) return { steps, changed: position.changed }
      }
    }
    expect(through()).toEqual({ steps: 4, changed: 1_400 })
    expect([keys('leads'), keys('conversations')]).toEqual([700, 700])
    expect(through().changed).toBe(0)
    expect(areKeyedFor(journal, 'GB')).toBe(false)
    saveKeyedFor(journal, 'GB')
    expect([areKeyedFor(journal, 'GB'), areKeyedFor(journal, 'US')]).toEqual([true, false])
  })
})
