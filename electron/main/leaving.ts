/** Notes that the CRM has not confirmed: those that go out by themselves, and those that wait for the user. */
export interface UnsentNotes {
  readonly unsentNotes: number
  readonly needUser: number
}

export interface LeavingOptions {
  /** Null: it cannot be told just now. */
  readonly count: () => UnsentNotes | null
  readonly isToAsk: () => boolean
  /** Asks in the window. False: there is none. */
  readonly ask: (notes: UnsentNotes) => boolean
  readonly quit: () => void
}

/**
 * Whether quitting asks first what becomes of unsent notes. They are safe on disk whatever the answer, so nothing is ever held up for
 * long: the machine's shutdown is not asked, and quitting a second time while the question stands is the answer.
 */
export class Leaving {
  readonly #options: LeavingOptions
  #isDecided = false
  #isAsking = false

  constructor(options: LeavingOptions) {
    this.#options = options
  }

  /** The system or a signal ends the app: nobody is there to answer. */
  systemEnds(): void {
    this.#isDecided = true
  }

  /** False: the user is being asked, and quits again, or not, by the answer. */
  mayQuit(): boolean {
    if (this.#isDecided || this.#isAsking) {
      this.#isDecided = true
      return true
    }
    const { count, isToAsk, ask } = this.#options
    if (!isToAsk()) return true
    const notes = count()
    if (notes === null || notes.unsentNotes + notes.needUser === 0) return true
    this.#isAsking = ask(notes)
    return !this.#isAsking
  }

  answered(answer: 'quit' | 'stay'): void {
    this.#isAsking = false
    if (answer === 'stay') return
    this.#isDecided = true
    this.#options.quit()
  }
}
