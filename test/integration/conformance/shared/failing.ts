import { expect } from 'vitest'
import type { Failure } from '../../../../electron/connectors/connector.ts'
import type { FaultRule } from '../../../sandbox/faults.ts'
import type { Proofs } from '../proof.ts'
import type { ConformanceSubject } from '../subject.ts'
import { ask, facing, failureOf, inWorld, type World } from '../world.ts'
import { created, send, strikeNote } from './sending.ts'

interface Row {
  readonly name: string
  readonly fault: Omit<FaultRule, 'match'> & FaultRule
  readonly read?: Partial<Failure>
  readonly note?: Partial<Failure>
}

/** What every CRM can answer, whatever its documents say of their own codes. */
const everywhere: readonly Row[] = [
  {
    name: 'a connection that is cut',
    fault: { kind: 'refuse' },
    read: { kind: 'timeout', mayHaveLanded: false },
    note: { kind: 'timeout', mayHaveLanded: true },
  },
  {
    name: 'no answer in time',
    fault: { kind: 'hang' },
    read: { kind: 'timeout', mayHaveLanded: false },
    note: { kind: 'timeout', mayHaveLanded: true },
  },
  {
    name: 'half an answer',
    fault: { kind: 'truncate' },
    read: { kind: 'timeout', mayHaveLanded: false },
    note: { kind: 'timeout', mayHaveLanded: true },
  },
  {
    name: 'an answer that is no JSON',
    fault: { kind: 'malformed_json' },
    read: { kind: 'contract', mayHaveLanded: false },
    note: { kind: 'contract', mayHaveLanded: true },
  },
  {
    name: 'the sign-in page of a network',
    fault: { kind: 'html' },
    read: { kind: 'contract', mayHaveLanded: false },
    note: { kind: 'contract', mayHaveLanded: true },
  },
  ...[502, 503, 504].map((status) => ({
    name: `HTTP ${status}`,
    fault: { kind: 'status' as const, status },
    read: { kind: 'server' as const, status, mayHaveLanded: false },
    note: { kind: 'server' as const, status, mayHaveLanded: true },
  })),
  {
    name: 'HTTP 429 with Retry-After',
    fault: { kind: 'status', status: 429, retryAfterSeconds: 7 },
    read: { kind: 'throttled', retryAfterMs: 7_000 },
    note: { kind: 'throttled', retryAfterMs: 7_000 },
  },
  {
    name: 'HTTP 401',
    fault: { kind: 'status', status: 401 },
    read: { kind: 'unauthorized' },
    note: { kind: 'unauthorized' },
  },
]

/** Meets each row once with a read and once with a note; nothing is written by either. */
async function meet(subject: ConformanceSubject, rows: readonly Row[]): Promise<void> {
  await inWorld(subject, { people: 4, activities: 12 }, async (world) => {
    // A list in one part: where there is a list for each type, one that fails is left out and told of.
    const { streams } = subject.capabilities
    const stream = streams.find(({ name }) => name === 'leads') ?? streams[0]
    if (stream === undefined) throw new Error('the CRM has no stream')
    await created(world) // what is learnt with the first requests is learnt
    for (const row of rows) {
      if (row.read !== undefined) {
        const match = { pathPattern: world.crm.paths.list[stream.name] ?? '' }
        world.crm.faults.add({ ...row.fault, match, times: 'until_cleared' })
        const { connector } = facing(world, row.fault)
        const failure = failureOf(await connector.pull(ask(stream.name, 'backfill')))
        expect(failure, `a read that meets ${row.name}`).toMatchObject(row.read)
        world.crm.faults.clear()
      }
      if (row.note !== undefined) {
        strikeNote(world, row.fault)
        const { outcome } = await send(facing(world, row.fault), { text: `Meets ${row.name}` })
        expect(failureOf(outcome), `a note that meets ${row.name}`).toMatchObject(row.note)
        world.crm.faults.clear()
      }
    }
  })
}

/** Everything that an account asks for. */
async function everyRequest({ subject, connector }: World): Promise<readonly Failure[]> {
  const failures = [failureOf(await connector.identify('on_demand'))]
  for (const { name } of subject.capabilities.streams) {
    failures.push(failureOf(await connector.pull(ask(name, 'backfill'))))
  }
  return failures
}

export const failing = {
  'tells every way in which an answer can fail by its kind, for reads and for notes': {
    run: (subject: ConformanceSubject) => meet(subject, everywhere),
  },
  'tells every documented status and code by its kind': {
    run: async (subject: ConformanceSubject) => {
      expect(subject.refusals.length).toBeGreaterThan(0)
      await meet(subject, subject.refusals)
    },
  },
  'asks for no shorter wait than the limit’s own window where the CRM names none': {
    run: async (subject: ConformanceSubject) => {
      await inWorld(subject, { people: 4, activities: 12 }, async (world) => {
        strikeNote(world, { kind: 'status', status: 429 })
        const failure = failureOf((await send(world)).outcome)
        if (failure.kind !== 'throttled') throw new Error(`expected throttled, got ${failure.kind}`)
        const { windowMs } = subject.capabilities.rateLimit
        expect(failure.retryAfterMs ?? windowMs).toBeGreaterThanOrEqual(windowMs)
        expect(world.crm.notes.kept()).toEqual([])
      })
    },
  },
  'says that it is offline, and that a note has not left then': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, { people: 4, activities: 12 }, async (world) => {
        const first = await send(world)
        await world.crm.setOffline(true)
        for (const failure of await everyRequest(world)) expect(failure.kind).toBe('offline')
        expect(failureOf(await world.connector.createNote(first.note)).kind).toBe('offline')
        await world.crm.setOffline(false)
        expect(world.crm.notes.kept()).toHaveLength(1)
        await created(world)
        expect(world.crm.notes.kept()).toHaveLength(2)
      }),
  },
  'says that a key is not good, whether it never was or is not any more': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, { people: 4, activities: 12 }, async (world) => {
        await created(world)
        const wrong = [world.crm.wrongSecret, 'schlüssel', 'a\nb', ''].map((secret) => world.connectWith({ secret }))
        for (const connector of wrong) {
          for (const failure of await everyRequest({ ...world, connector })) expect(failure.kind).toBe('unauthorized')
        }
        world.crm.revoke()
        for (const failure of await everyRequest(world)) expect(failure.kind).toBe('unauthorized')
        const { outcome } = await send({ ...world, connector: withoutSnapshot(world.connector) })
        expect(failureOf(outcome).kind).toBe('unauthorized')
        expect(world.crm.notes.kept()).toHaveLength(1)
      }),
  },
} as const satisfies Proofs

/** The snapshot would be refused before the note is sent; here the note itself has to be. */
function withoutSnapshot(connector: World['connector']): World['connector'] {
  const { snapshotNotes: _, ...rest } = connector
  return rest
}
