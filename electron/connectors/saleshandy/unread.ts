/** What fails for as long is not a matter of the moment. */
const lastingMs = 10 * 60_000

/** Threads and people that could not be read: this process's knowledge. */
export interface Unread {
  /** It could not be read; true: nor could it for minutes before. `nowMs`: our wall clock. */
  lasts(id: string, nowMs: number): boolean
  wasRead(id: string): void
}

export function createUnread(): Unread {
  const sinceMs = new Map<string, number>()
  return {
    lasts(id, nowMs) {
      const since = sinceMs.get(id) ?? nowMs
      // Our clock may have been set back.
      sinceMs.set(id, Math.min(since, nowMs))
      return nowMs - since >= lastingMs
    },
    wasRead: (id) => void sinceMs.delete(id),
  }
}
