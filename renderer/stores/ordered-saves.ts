import { type Debounced, debounce, type Schedule } from '../schedule.ts'

const saveDelayMs = 300
/** Who types without a pause loses no more than this to a crash. */
const longestDelayMs = 1_000

/** Saves of what is being typed, each by its key: shortly after the last key pressed, and one at a time. */
export interface OrderedSaves<Key> {
  /** Saves once the user pauses. */
  readonly request: (key: Key) => void
  readonly cancel: (key: Key) => void
  /** Saves as soon as what is under way is through. */
  readonly flush: (key: Key) => Promise<void>
  /** One task at a time, in order: an older text must never land after a newer one. */
  readonly inOrder: (key: Key, task: () => Promise<void>) => Promise<void>
}

export function orderedSaves<Key>(save: (key: Key) => Promise<void>, schedule: Schedule): OrderedSaves<Key> {
  const waiting = new Map<Key, Debounced>()
  const writing = new Map<Key, Promise<void>>()

  function inOrder(key: Key, task: () => Promise<void>): Promise<void> {
    const before = writing.get(key) ?? Promise.resolve()
    const now = before.then(task)
    const settled = now.catch(() => undefined)
    writing.set(key, settled)
    return now
  }

  function delayed(key: Key): Debounced {
    const known = waiting.get(key)
    if (known !== undefined) return known
    const made = debounce(() => void inOrder(key, () => save(key)), saveDelayMs, longestDelayMs, schedule)
    waiting.set(key, made)
    return made
  }

  return {
    request: (key) => delayed(key).request(),
    cancel: (key) => delayed(key).cancel(),
    inOrder,
    flush(key) {
      delayed(key).cancel()
      return inOrder(key, () => save(key))
    },
  }
}
