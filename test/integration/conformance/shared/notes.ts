import { expect } from 'vitest'
import type { FaultRule } from '../../../sandbox/faults.ts'
import type { Proofs } from '../proof.ts'
import type { ConformanceSubject } from '../subject.ts'
import { facing, failureOf, inWorld, successOf, type World } from '../world.ts'
import { created, noteFor, roughText, type Sent, send, strikeNote } from './sending.ts'

/** What can become of an answer whose request was carried out. */
const lostAnswers: readonly FaultRule[] = [
  { kind: 'drop_after_commit' },
  { kind: 'hang', afterCommit: true },
  { kind: 'truncate' },
  { kind: 'malformed_json' },
  { kind: 'drop_item_id' },
  ...[500, 502, 503, 504].map((status) => ({ kind: 'status' as const, status, afterCommit: true })),
]

/** What can become of a request that is never carried out, and of which that is not certain. */
const lostRequests: readonly FaultRule[] = [
  { kind: 'refuse' },
  { kind: 'drop_before_commit' },
  { kind: 'hang' },
  { kind: 'html' },
  { kind: 'status', status: 502 },
]

async function find(world: World, sent: Sent, exclude: readonly string[] = []) {
  return successOf(await world.connector.findNote({ ...sent.search, excludeRemoteIds: new Set(exclude) }))
}

/** A further note with the same words, which never left. */
function another(sent: Sent): Sent {
  return { ...sent, search: { ...sent.search, noteId: '01922f4a-5f00-7000-8000-ffffffffffff' } }
}

export const notes = {
  'writes a note once and word for word, in every form that the CRM takes': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async (world) => {
        const { crm } = world
        for (const { name, form } of crm.notes.forms) {
          const text = `${roughText} (${name})`
          const earlier = crm.notes.kept().length
          const activity = await created(world, { text, form })
          const kept = crm.notes.kept()
          expect(kept.length - earlier, name).toBe(1)
          expect(kept.at(-1), name).toMatchObject({
            remoteId: activity.remoteId,
            target: crm.notes.target.conversationRemoteId,
            text,
            visibility: form.visibility,
            isDraft: form.isDraft,
            typeCode: form.activity?.typeCode ?? null,
            fields: Object.fromEntries((form.activity?.fields ?? []).map((field) => [field.name, field.value])),
          })
          expect(activity.conversationRemoteId).toBe(crm.notes.target.conversationRemoteId)
          expect(activity.summary ?? activity.description).not.toBeNull()
        }
      }),
  },
  'gives the created note the id under which it comes back by pulling': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async (world) => {
        const activity = await created(world)
        const { conversationRemoteId } = world.crm.notes.target
        const page = successOf(await world.connector.pullConversation(conversationRemoteId, null, 'on_demand'))
        const pulled = page.activities.find((row) => row.remoteId === activity.remoteId)
        expect(pulled).toMatchObject({ type: activity.type, conversationRemoteId })
        const gap = Math.abs((pulled?.createdAtMs ?? 0) - activity.createdAtMs)
        // The moment of writing, of sending or of the CRM's answer, as it chooses to tell.
        expect(gap).toBeLessThanOrEqual(5 * 60_000)
      }),
  },
  'does not know whether a note exists whose answer was lost, and finds it': {
    run: async (subject: ConformanceSubject) => {
      for (const fault of lostAnswers) {
        await inWorld(subject, { people: 4, activities: 12 }, async (world) => {
          const why = JSON.stringify(fault)
          strikeNote(world, fault)
          const sent = await send(facing(world, fault))
          expect(failureOf(sent.outcome), why).toMatchObject({ mayHaveLanded: true })
          const kept = world.crm.notes.kept()
          expect(kept, why).toHaveLength(1)
          const remoteId = kept[0]?.remoteId ?? ''
          expect(await find(world, sent), why).toMatchObject({ kind: 'found', activity: { remoteId } })
          const reconnected = { ...world, connector: world.reconnect() }
          expect(await find(reconnected, sent), why).toMatchObject({ kind: 'found', activity: { remoteId } })
          expect(await find(world, another(sent), [remoteId]), why).toEqual({ kind: 'absent' })
        })
      }
    },
  },
  'finds a note whose answer was lost in every form that the CRM takes': {
    run: async (subject: ConformanceSubject) => {
      await inWorld(subject, { people: 4, activities: 12 }, async (world) => {
        for (const { name, form } of world.crm.notes.forms) {
          strikeNote(world, { kind: 'drop_after_commit' })
          const sent = await send(world, { form, text: `${roughText} (${name})` })
          const remoteId = world.crm.notes.kept().at(-1)?.remoteId ?? ''
          expect(await find(world, sent), name).toMatchObject({ kind: 'found', activity: { remoteId } })
        }
      })
    },
  },
  'says that a note is absent which was lost on its way, and writes it then': {
    run: async (subject: ConformanceSubject) => {
      for (const fault of lostRequests) {
        await inWorld(subject, { people: 4, activities: 12 }, async (world) => {
          const why = JSON.stringify(fault)
          strikeNote(world, fault)
          const sent = await send(facing(world, fault))
          expect(sent.outcome.ok, why).toBe(false)
          expect(await find(world, sent), why).toEqual({ kind: 'absent' })
          expect(world.crm.notes.kept(), why).toEqual([])
          await created(world)
          expect(world.crm.notes.kept(), why).toHaveLength(1)
        })
      }
    },
  },
  'tells two notes with the same words apart by those that are already known': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async (world) => {
        const first = await created(world)
        strikeNote(world, { kind: 'drop_after_commit' })
        const sent = await send(world)
        const [, second] = world.crm.notes.kept()
        const finding = await find(world, sent, [first.remoteId])
        expect(finding).toMatchObject({ kind: 'found', activity: { remoteId: second?.remoteId } })
        const both = [first.remoteId, second?.remoteId ?? '']
        expect(await find(world, another(sent), both)).toEqual({ kind: 'absent' })
      }),
  },
  'does not take a colleague’s note with the same words for ours': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async (world) => {
        await created(world, { text: 'The first one' })
        const form = noteFor(world).form
        strikeNote(world, { kind: 'drop_before_commit' })
        const sent = await send(world)
        world.crm.notes.writeElsewhere(roughText, form, 'colleague')
        expect(await find(world, sent)).toEqual({ kind: 'absent' })
      }),
  },
  'finds a note although the server’s clock is off, within the allowance': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async (world) => {
        for (const offsetMs of [-4_000, 4_000]) {
          world.crm.clock.offsetMs = offsetMs
          strikeNote(world, { kind: 'drop_after_commit' })
          const sent = await send(world, { text: `Roof is old, off by ${offsetMs}` })
          const remoteId = world.crm.notes.kept().at(-1)?.remoteId
          expect(await find(world, sent)).toMatchObject({ kind: 'found', activity: { remoteId } })
        }
      }),
  },
  'finds a note that lists show late, once the settling time is over': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async (world) => {
        const { settlingMs } = subject.capabilities
        world.crm.notes.delayReads(settlingMs - 2_000)
        strikeNote(world, { kind: 'drop_after_commit' })
        const sent = await send(world)
        const early = await find(world, sent)
        expect(['absent', 'found']).toContain(early.kind)
        await world.clock.advance(settlingMs)
        const remoteId = world.crm.notes.kept().at(-1)?.remoteId
        expect(await find(world, sent)).toMatchObject({ kind: 'found', activity: { remoteId } })
      }),
  },
  'passes on in the CRM’s own words why a note is refused': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async (world) => {
        world.crm.notes.refuse('#spam')
        const { outcome } = await send(world, { text: 'Buy now #spam' })
        const failure = failureOf(outcome)
        expect(failure).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('#spam') })
        expect(world.crm.notes.kept()).toEqual([])
      }),
  },
  'writes nothing where its target is no more': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async (world) => {
        const note = noteFor(world, { target: world.crm.notes.unknownTarget })
        const outcome = await world.connector.createNote(note)
        expect(failureOf(outcome).kind).toBe('rejected')
        expect(world.crm.notes.kept()).toEqual([])
      }),
  },
  'knows the notes that a target has before one is sent': {
    concerns: ({ readBack }) => readBack === 'by_snapshot',
    run: (subject: ConformanceSubject) =>
      inWorld(subject, { people: 4, activities: 40 }, async (world) => {
        const first = await created(world, { text: 'One' })
        const mine = world.crm.notes.writeElsewhere('Two', noteFor(world).form, 'me')
        const theirs = world.crm.notes.writeElsewhere('Three', noteFor(world).form, 'colleague')
        const snapshot = successOf((await world.connector.snapshotNotes?.(noteFor(world))) ?? noSnapshot)
        expect(snapshot).toEqual(expect.arrayContaining([first.remoteId, mine, theirs]))
        expect(new Set(snapshot).size).toBe(snapshot.length)
        // A note of the same words that stood there before the attempt is not the one that was lost.
        strikeNote(world, { kind: 'drop_before_commit' })
        const sent = await send(world, { text: 'Two' })
        expect(await find(world, sent)).toEqual({ kind: 'absent' })
      }),
  },
} as const satisfies Proofs

const noSnapshot = { ok: false, failure: { kind: 'offline', reason: 'the connector takes no snapshots' } } as const
