/** What a terminal would take for a command: a CRM's texts are shown and never obeyed. */
const controls = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu

/** `value` safe to print, with its line breaks. */
export function printable(value: string): string {
  return value.replace(/\r\n?/g, '\n').replace(controls, '')
}

/** `value` in one line of at most `width` characters. */
export function oneLine(value: string, width: number): string {
  const line = printable(value).replace(/\s+/g, ' ').trim()
  const characters = [...line]
  return characters.length <= width ? line : `${characters.slice(0, width - 1).join('')}…`
}

/** Rows with their columns under each other; the last one is as wide as it is. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, [...cell].length)
    })
  }
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - [...cell].length),
      )
      .join('  ')
      .trimEnd(),
  )
}
