import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readNote, receiptsOf } from '../../../db/outbox.ts'
import { plainNote } from '../../../db/records.ts'
import type { Failure } from '../../../electron/connectors/connector.ts'
import {
  discardNote,
  editNote,
  resolveNote,
  retryNote,
  writeEntry,
} from '../../../electron/sync/outbox/user-actions.ts'
import { FakeCrm, type Fate } from '../../support/fake-crm.ts'
import { FakeWorkspace } from './fake-workspace.ts'

const minuteMs = 60_000
const unreadable: Failure = { kind: 'contract', issues: ['not JSON'], mayHaveLanded: false }
const offline: Failure = { kind: 'offline', reason: 'no route' }
const broken: Failure = { kind: 'server', status: 502, mayHaveLanded: true, detail: null }

let crm: FakeCrm
let space: FakeWorkspace

beforeEach(() => {
  crm = new FakeCrm()
  space = new FakeWorkspace(crm)
})

afterEach(() => space.close())

const forEver = (failure: Failure): Fate[] => Array.from({ length: 5_000 }, () => ({ kind: 'fails', failure }))
const looks = () => crm.calls.filter((call) => call.startsWith('find')).length
const attempts = () => crm.calls.filter((call) => call.startsWith('create')).length

function write(text: string): string {
  const saved = writeEntry(space.surroundings, { targets: [space.target('p1')], text, form: plainNote }, 0)
  if (!saved.ok) throw new Error(saved.problem)
  return saved.note.noteId
}

async function passUntil(what: string, holds: () => boolean, withinMs: number, stepMs = 1_000): Promise<number> {
  const sinceMs = space.clock.monotonicMs()
  while (!holds()) {
    if (space.clock.monotonicMs() - sinceMs > withinMs) throw new Error(`In vain until ${what}`)
    await space.pass(stepMs)
  }
  return space.clock.monotonicMs() - sinceMs
}

describe('a note in doubt', () => {
  it.each([
    { failure: unreadable, notBeforeMs: 3 * minuteMs, notAfterMs: 6 * minuteMs },
    { failure: broken, notBeforeMs: 10 * minuteMs, notAfterMs: 15 * minuteMs },
  ])(
    'that can never be looked up (%s) is asked about after some minutes, and not looked up without end',
    async ({ failure, notBeforeMs, notAfterMs }) => {
      crm.fates.create = [{ kind: 'lost_after' }]
      crm.fates.find = forEver(failure)
      const note = write('Signed.')
      const isAsked = () => readNote(space.journal, note)?.needsAnswer === true
      expect(await passUntil('the user is asked', isAsked, notAfterMs)).toBeGreaterThan(notBeforeMs)
      expect(looks()).toBeGreaterThan(4)
      expect(looks()).toBeLessThan(40)
      expect(JSON.parse(space.note(note).trouble ?? '')).toEqual({ kind: 'unverifiable' })
      expect(resolveNote(space.surroundings, note, 'is_there').ok).toBe(true)
      expect(space.note(note).state).toBe('delivered')
      expect(crm.textsOn('p1')).toEqual(['Signed.'])
    },
  )

  it.each([unreadable, broken, offline])(
    'waits for the end of an outage of hours ($kind) without asking',
    async (failure) => {
      crm.fates.create = [{ kind: 'lost_after' }]
      const note = write('Signed.')
      await passUntil('it is in doubt', () => space.note(note).state === 'in_doubt', minuteMs, 100)
      crm.outage = failure
      await space.pass(180 * minuteMs)
      expect(space.note(note)).toMatchObject({ state: 'in_doubt', needsAnswer: false })
      crm.outage = null
      await passUntil('it is delivered', () => space.note(note).state === 'delivered', 3 * minuteMs)
      expect(crm.textsOn('p1')).toEqual(['Signed.'])
    },
  )
})

describe('a note that the CRM answers with an error of its own', () => {
  it('waits longer after each proof that it did not take it, and may be edited meanwhile', async () => {
    crm.fates.create = Array.from({ length: 3 }, () => ({ kind: 'fails', failure: broken }))
    const note = write('First thought.')
    await passUntil('it was tried three times', () => attempts() === 3, 5 * minuteMs)
    await passUntil('it waits', () => space.note(note).state === 'queued', 5 * minuteMs)
    expect(space.note(note).notBeforeMs).toBeGreaterThan(space.clock.nowMs())
    expect(editNote(space.surroundings, note, 'Second thought.').ok).toBe(true)
    await passUntil('it is delivered', () => space.note(note).state === 'delivered', 5 * minuteMs)
    expect(crm.textsOn('p1')).toEqual(['Second thought.'])
  })

  it('steps aside after five tries that provably came to nothing, and what follows goes on', async () => {
    crm.fates.create = Array.from({ length: 5 }, () => ({ kind: 'fails', failure: broken }))
    const note = write('Too much for it.')
    const next = write('Easy.')
    await passUntil('the next is delivered', () => space.note(next).state === 'delivered', 15 * minuteMs)
    expect(space.note(note)).toMatchObject({ state: 'rejected', trouble: '{"kind":"server","status":502}' })
    expect(receiptsOf(space.journal, note).at(-1)?.cause).toBe('{"kind":"never_taken","status":502,"times":5}')
    expect(attempts()).toBe(6)
    expect(retryNote(space.surroundings, note).ok).toBe(true)
    await passUntil('it is delivered', () => space.note(note).state === 'delivered', minuteMs)
    expect(crm.textsOn('p1')).toEqual(['Easy.', 'Too much for it.'])
  })

  it('counts anew after the user said to try again, and over restarts', async () => {
    crm.fates.create = forEver(broken)
    const note = write('Too much for it.')
    await passUntil('it was tried four times', () => attempts() === 4, 15 * minuteMs)
    space.dieAndStartAgain()
    await passUntil('it steps aside', () => space.note(note).state === 'rejected', 15 * minuteMs)
    const tried = attempts()
    expect(retryNote(space.surroundings, note).ok).toBe(true)
    await passUntil('it steps aside again', () => space.note(note).state === 'rejected', 15 * minuteMs)
    expect(attempts()).toBe(tried + 5)
    expect(discardNote(space.surroundings, note).ok).toBe(true)
  })

  it('goes on where the answers were lost on the way: that is nothing of the note', async () => {
    const lost: Failure = { kind: 'timeout', mayHaveLanded: true, reason: 'reset' }
    crm.fates.create = Array.from({ length: 12 }, () => ({ kind: 'fails', failure: lost }))
    const note = write('From a cellar.')
    await passUntil('it is delivered', () => space.note(note).state === 'delivered', 40 * minuteMs)
    expect(crm.textsOn('p1')).toEqual(['From a cellar.'])
  })
})
