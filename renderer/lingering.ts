/** A row that the user looks at and that no longer fits the filter: it stays where it was until they turn to another. */
export interface Lingering<Row> {
  readonly row: Row
  readonly index: number
}

export function withLingering<Row extends { readonly id: number }>(
  rows: readonly Row[],
  lingering: Lingering<Row> | null,
): readonly Row[] {
  if (lingering === null || rows.some(({ id }) => id === lingering.row.id)) return rows
  return rows.toSpliced(Math.min(lingering.index, rows.length), 0, lingering.row)
}
