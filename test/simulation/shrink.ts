import type { Schedule } from './happenings.ts'

/**
 * A schedule with as few happenings as still break a promise: parts are left out, first large ones, then one by one, for as long as
 * `breaks` says that what is left does. `attempts`: runs at the most.
 */
export async function shrink(
  schedule: Schedule,
  breaks: (candidate: Schedule) => Promise<boolean>,
  attempts = 300,
): Promise<Schedule> {
  let smallest = schedule
  let left = attempts
  for (let size = Math.ceil(schedule.happenings.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < smallest.happenings.length && left > 0; ) {
      const happenings = smallest.happenings.toSpliced(from, size)
      const candidate = { ...smallest, happenings }
      left -= 1
      if (await breaks(candidate)) smallest = candidate
      else from += size
    }
  }
  return smallest
}
