import { describe, expect, it } from 'vitest'
import { ingestPages } from '../../../db/ingest.ts'
import type { ChangedTopic } from '../../../db/records.ts'
import { writeSettings } from '../../../db/settings.ts'
import { keepPeopleKeyed } from '../../../electron/sync/people-keys.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { conversation, page, workspace } from '../db/support.ts'

/** More than one batch, as an earlier version left them: without keys. */
function filled() {
  const space = workspace()
  const rows = Array.from({ length: 1_200 }, (_, index) =>
    conversation(`c${index}`, { phone: `020 7183 ${1_000 + index}`, email: `c${index}@firm.test` }),
  )
  ingestPages(space.replica, [page(space.accountId, { conversations: rows })])
  space.replica.raw.exec('UPDATE conversations SET email_key = NULL, phone_key = NULL')
  const clock = new VirtualClock()
  const topics: ChangedTopic[] = []
  const surroundings = {
    ...space,
    clock,
    announce: (changed: readonly ChangedTopic[]) => topics.push(...changed),
    guardStorage: <T>(write: () => T): T | 'storage_trouble' => write(),
  }
  const keyed = (prefix: string) =>
    space.replica.raw.prepare('SELECT count(*) FROM conversations WHERE phone_key LIKE ?').pluck().get(`${prefix}%`)
  return { ...space, clock, topics, surroundings, keyed }
}

describe('the keys of people', () => {
  it('are made for rows from before there were any, once, and said to have changed', async () => {
    const { surroundings, clock, topics, replica } = filled()
    const ended = keepPeopleKeyed(surroundings, new AbortController().signal)
    await clock.advance(100)
    await ended
    expect(replica.raw.prepare('SELECT count(*) FROM conversations WHERE email_key IS NULL').pluck().get()).toBe(0)
    expect(topics).toEqual([{ kind: 'everything' }])
    const before = replica.raw.prepare('SELECT total_changes()').pluck().get()
    await keepPeopleKeyed(surroundings, new AbortController().signal)
    expect(replica.raw.prepare('SELECT total_changes()').pluck().get()).toBe(before)
    expect(topics).toHaveLength(1)
  })

  it('follow the region, also one that changes while they are made', async () => {
    const { surroundings, clock, journal, keyed } = filled()
    writeSettings(journal, { phoneRegion: 'GB' })
    const ended = keepPeopleKeyed(surroundings, new AbortController().signal)
    await Promise.resolve()
    expect(keyed('+44')).toBe(500)
    writeSettings(journal, { phoneRegion: 'DE' })
    await clock.advance(100)
    await ended
    expect(keyed('+49')).toBe(1_200)
  })

  it('are made from the beginning again where the engine stopped before it was through', async () => {
    const { surroundings, clock, journal, keyed } = filled()
    writeSettings(journal, { phoneRegion: 'GB' })
    const stopped = new AbortController()
    const ended = keepPeopleKeyed(surroundings, stopped.signal)
    stopped.abort()
    await clock.advance(100)
    await ended
    expect(keyed('+44')).toBe(500)
    const again = keepPeopleKeyed(surroundings, new AbortController().signal)
    await clock.advance(100)
    await again
    expect(keyed('+44')).toBe(1_200)
  })
})
