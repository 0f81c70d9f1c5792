import type { Journal, Replica } from '../../db/connection.ts'
import type { ChangedTopic } from '../../db/records.ts'
import { areKeyedFor, rekeyPeople, rekeyStart, saveKeyedFor } from '../../db/rekey-people.ts'
import { readSettings } from '../../db/settings.ts'
import { type Clock, sleep } from './clock.ts'

interface Surroundings {
  readonly replica: Replica
  readonly journal: Journal
  readonly clock: Clock
  readonly announce: (topics: readonly ChangedTopic[]) => void
  readonly guardStorage: <T>(write: () => T) => T | 'storage_trouble'
}

/**
 * Brings the keys by which records of one person find each other in line with the region that the settings name. Ends when they are, or
 * where the disk takes nothing: the next start, or the next change of the settings, goes over them again.
 */
export async function keepPeopleKeyed(surroundings: Surroundings, signal: AbortSignal): Promise<void> {
  const { replica, journal, clock, announce, guardStorage } = surroundings
  let position = rekeyStart
  let keyedFor: string | null = null
  while (!signal.aborted) {
    const { phoneRegion } = readSettings(journal)
    if (areKeyedFor(journal, phoneRegion)) return
    if (keyedFor !== phoneRegion) position = rekeyStart
    keyedFor = phoneRegion
    const step = guardStorage(() => rekeyPeople(replica, phoneRegion, position))
    if (step === 'storage_trouble') return
    position = step.position
    if (step.isDone) {
      if (guardStorage(() => saveKeyedFor(journal, phoneRegion)) === 'storage_trouble') return
      if (position.changed > 0) announce([{ kind: 'everything' }])
    } else if (position.afterId > 0) {
      // A full batch: others have their turn.
      await sleep(clock, 0, signal)
    }
  }
}
