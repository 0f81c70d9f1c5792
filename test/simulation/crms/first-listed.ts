/** When each row was in a list for the first time, true time, ms. */
export class FirstListed {
  readonly #atMs = new Map<string, number>()

  note(ids: Iterable<string>, nowMs: number): void {
    for (const id of ids) if (!this.#atMs.has(id)) this.#atMs.set(id, nowMs)
  }

  atMs(id: string): number | null {
    return this.#atMs.get(id) ?? null
  }
}

/** White space as it compares between a text as it was typed and as a CRM keeps it. */
export function folded(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
