import { text } from './text.ts'

/** What a list owes the person below its rows: how complete it is, and how to go on. */
export function pageLines(
  { isComplete, completeSince }: { readonly isComplete: boolean; readonly completeSince: string | null },
  next: string | null,
): string[] {
  const claim = next === null ? text.coverage(isComplete, completeSince) : null
  return [...(claim === null ? [] : [claim]), ...(next === null ? [] : [text.more(next)])]
}
