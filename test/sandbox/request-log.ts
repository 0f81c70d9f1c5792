export interface LoggedRequest {
  readonly sequence: number
  readonly method: string
  /** Without the query string. */
  readonly path: string
  readonly query: string
  /** Null where no status was sent: dropped, refused or still hanging. */
  readonly status: number | null
  /** When it arrived, by the machine's clock (not the sandbox's), ms UTC. */
  readonly atMs: number
  /** Kind of the injected fault, null for an honest answer. */
  readonly fault: string | null
}

const keptEntries = 100_000

/** What the server was asked and what it answered, oldest first; the newest hundred thousand are kept. */
export class RequestLog {
  readonly #entries: LoggedRequest[] = []
  #sequence = 0

  record(entry: Omit<LoggedRequest, 'sequence'>): void {
    this.#sequence += 1
    this.#entries.push({ sequence: this.#sequence, ...entry })
    if (this.#entries.length > keptEntries * 1.1) this.#entries.splice(0, this.#entries.length - keptEntries)
  }

  /** Every entry that fits all the given conditions; `pathPattern` is a regular expression's source. */
  matching(
    filter: { method?: string; pathPattern?: string; status?: number; afterSequence?: number } = {},
  ): LoggedRequest[] {
    const path = filter.pathPattern === undefined ? null : new RegExp(filter.pathPattern)
    return this.#entries.filter(
      (entry) =>
        (filter.method === undefined || entry.method === filter.method) &&
        (path === null || path.test(entry.path)) &&
        (filter.status === undefined || entry.status === filter.status) &&
        (filter.afterSequence === undefined || entry.sequence > filter.afterSequence),
    )
  }

  clear(): void {
    this.#entries.length = 0
  }
}
