import type { Replica } from '../connection.ts'

/** What a row is found by, in the order of the table's columns. */
export type SearchableText = readonly string[]

const columnsOf = {
  activity_text: ['summary', 'description', 'detail', 'author'],
  conversation_text: ['name', 'contact', 'snippet'],
  lead_text: ['name', 'contact'],
} as const

type TextTable = keyof typeof columnsOf

interface PendingText {
  mustRemove: boolean
  insert: SearchableText | null
}

/**
 * Collects a transaction's changes to one full-text table and writes them at its end in key order: FTS5 flushes a segment
 * whenever a rowid is lower than the one before.
 */
export class FullTextWriter {
  readonly #replica: Replica
  readonly #table: TextTable
  readonly #pending = new Map<number, PendingText>()

  constructor(replica: Replica, table: TextTable) {
    this.#replica = replica
    this.#table = table
  }

  /** The row is no longer found under `key`. */
  remove(key: number): void {
    this.#pending.set(key, { mustRemove: this.#pending.get(key)?.mustRemove ?? true, insert: null })
  }

  /** The row is found under `key` by `text`. The key is new, or was removed before. */
  insert(key: number, text: SearchableText): void {
    this.#pending.set(key, { mustRemove: this.#pending.get(key)?.mustRemove ?? false, insert: text })
  }

  flush(): void {
    if (this.#pending.size === 0) return
    const columns = columnsOf[this.#table]
    // A JavaScript number binds as a real; FTS5 wants its rowids as integers.
    const remove = this.#replica.prepare<[number]>(`DELETE FROM ${this.#table} WHERE rowid = CAST(? AS INTEGER)`)
    const insert = this.#replica.prepare<(number | string)[]>(
      `INSERT INTO ${this.#table} (rowid, ${columns.join(', ')}) VALUES (CAST(? AS INTEGER), ${columns.map(() => '?').join(', ')})`,
    )
    for (const [key, pending] of [...this.#pending].sort(([left], [right]) => left - right)) {
      if (pending.mustRemove) remove.run(key)
      if (pending.insert?.some((text) => text !== '')) insert.run(key, ...pending.insert)
    }
    this.#pending.clear()
  }
}

/** Parts as one text, without those that are empty or said already. */
export function joinedText(...parts: readonly (string | null)[]): string {
  return [...new Set(parts.filter((part) => part !== null && part !== ''))].join(' ')
}

/**
 * A phone number as people type parts of it: whole, without the country code, the subscriber's part, the last four digits.
 * Each is one token, so that a prefix of any of them finds the number.
 */
export function phoneText(phone: string | null): string {
  const digits = (phone ?? '').replace(/\D/g, '')
  if (digits.length < 4) return digits
  return joinedText(digits, digits.slice(-10), digits.slice(-7), digits.slice(-4))
}
