import {
  appendPage,
  beginning,
  fits,
  type KeyOf,
  type Mark,
  marksWithin,
  type Page,
  type PagedRows,
  replaceWindow,
  startPages,
} from './paging.ts'
import type { Schedule } from './schedule.ts'

export interface FeedSource<Row> {
  readonly keyOf: KeyOf<Row>
  readonly read: (cursor: string | null) => Promise<Page<Row>>
  /** How many rows are kept loaded beyond those on screen. */
  readonly rowsAhead: number
}

export interface FeedView<Row> {
  /** Null until the first page has come. Afterwards there is always something to show. */
  readonly list: PagedRows<Row> | null
  /** The last read threw. What is shown is what was read before. */
  readonly hasFailed: boolean
}

/** Announcements come in bursts while a backfill runs: one look for all that come within this. */
const refreshGapMs = 120
/** Where so much changed that more would have to be read, the rest of the list is asked for anew instead. */
const mostPagesToFit = 4

/**
 * Keeps a paged list loaded around what is on screen and true to the replica. One read at a time; its order: the
 * beginning when something changed, then the pages on screen that are older than the change, then more ahead. A page that
 * is not on screen is read again when it comes into view.
 */
export class PagedFeed<Row> {
  readonly #source: FeedSource<Row>
  readonly #schedule: Schedule
  readonly #watchers = new Set<() => void>()
  /** Which change each page has seen, by its cursor. */
  readonly #seenChange = new Map<string | null, number>()
  #view: FeedView<Row> = { list: null, hasFailed: false }
  #change = 1
  #first = 0
  #last = 0
  #isRunning = false
  #isStopped = true
  #cancelGap: (() => void) | null = null
  #changedInGap = false

  constructor(source: FeedSource<Row>, schedule: Schedule) {
    this.#source = source
    this.#schedule = schedule
  }

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  readonly read = (): FeedView<Row> => this.#view

  start(): void {
    this.#isStopped = false
    this.#run()
  }

  stop(): void {
    this.#isStopped = true
    this.#cancelGap?.()
    this.#cancelGap = null
  }

  /** Something in the list may have changed: the first word of it is followed at once, what comes closely after, together. */
  refresh(): void {
    if (this.#cancelGap !== null) {
      this.#changedInGap = true
      return
    }
    this.retry()
    this.#cancelGap = this.#schedule(refreshGapMs, () => {
      this.#cancelGap = null
      if (!this.#changedInGap) return
      this.#changedInGap = false
      this.refresh()
    })
  }

  /** Reads again at once. */
  retry(): void {
    this.#change += 1
    this.#run()
  }

  /** Says which rows are on screen. */
  showRange(first: number, last: number): void {
    this.#first = first
    this.#last = last
    this.#run()
  }

  #run(): void {
    if (this.#isRunning || this.#isStopped) return
    this.#isRunning = true
    void this.#readAll()
  }

  async #readAll(): Promise<void> {
    try {
      while (!this.#isStopped && (await this.#readNext()));
    } catch {
      // A read that throws is a bug in main; the view says so and offers another try.
      this.#publish({ list: this.#view.list, hasFailed: true })
    } finally {
      this.#isRunning = false
    }
  }

  /** Does the most urgent read; false when there is none. */
  async #readNext(): Promise<boolean> {
    const { list } = this.#view
    const change = this.#change
    if (list === null || this.#seenChange.get(null) !== change) {
      await this.#readBeginning(list, change)
      return true
    }
    const stale = marksWithin(this.#source.keyOf, list, this.#first, this.#last).find(
      (mark) => this.#seenChange.get(mark.cursor) !== change,
    )
    if (stale !== undefined) {
      await this.#readWindow(list, stale, change)
      return true
    }
    if (list.next === null || list.rows.length - 1 - this.#last >= this.#source.rowsAhead) return false
    await this.#readMore(list, list.next, change)
    return true
  }

  async #readBeginning(list: PagedRows<Row> | null, change: number): Promise<void> {
    if (list !== null) return this.#readWindow(list, beginning, change)
    const page = await this.#source.read(null)
    this.#seenChange.set(null, change)
    this.#publish({ list: startPages(page), hasFailed: false })
  }

  /** Reads on until the window fits to what follows it, or at least holds all that is on screen. */
  async #readWindow(list: PagedRows<Row>, mark: Mark, change: number): Promise<void> {
    const { keyOf, read } = this.#source
    const known = list.marks.find(({ cursor }) => cursor === mark.cursor) ?? mark
    let page = await read(known.cursor)
    for (let pages = 1; page.next !== null && !fits(keyOf, list, known, page); pages += 1) {
      if (pages >= mostPagesToFit && page.rows.length > this.#last) break
      const more = await read(page.next)
      page = { ...more, rows: [...page.rows, ...more.rows] }
    }
    this.#seenChange.set(known.cursor, change)
    this.#publish({ list: replaceWindow(keyOf, list, known, page), hasFailed: false })
  }

  async #readMore(list: PagedRows<Row>, cursor: string, change: number): Promise<void> {
    const page = await this.#source.read(cursor)
    this.#seenChange.set(cursor, change)
    this.#publish({ list: appendPage(this.#source.keyOf, list, page), hasFailed: false })
  }

  #publish(view: FeedView<Row>): void {
    if (this.#isStopped) return
    this.#view = view
    for (const watcher of this.#watchers) watcher()
  }
}
