/** What happened, a line each with the time since the day began; costs nothing where nobody asked for it. */
export class Trace {
  readonly lines: string[] = []
  readonly #isWanted: boolean
  readonly #sinceStartMs: () => number

  constructor(isWanted: boolean, sinceStartMs: () => number) {
    this.#isWanted = isWanted
    this.#sinceStartMs = sinceStartMs
  }

  add(line: () => string): void {
    if (this.#isWanted) this.lines.push(`${String(this.#sinceStartMs()).padStart(9)} ${line()}`)
  }
}
