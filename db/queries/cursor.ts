/**
 * A cursor is the recency key of the last row given, and where several kinds of rows are merged also that row's rank. One
 * that cannot be read (from another version, tampered with) starts from the beginning: harmless, and never an error.
 */
export interface Position {
  readonly key: number
  readonly rank: number
}

/** Before the first row: every key is larger. */
export const start: Position = { key: -1, rank: 0 }

export function encodeCursor(position: Position): string {
  return `${position.key}.${position.rank}`
}

export function decodeCursor(cursor: string | null): Position {
  const match = /^(\d{1,16})\.(\d)$/.exec(cursor ?? '')
  const key = Number(match?.[1])
  return match && Number.isSafeInteger(key) ? { key, rank: Number(match[2]) } : start
}
