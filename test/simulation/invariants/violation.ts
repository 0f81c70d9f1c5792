/** A promise that was broken, and how it shows. */
export interface Violation {
  readonly invariant:
    | 'no bug'
    | 'saved notes are on disk'
    | 'each note exactly once'
    | 'order kept'
    | 'rate limit kept'
    | 'replica equals the CRM'
    | 'coverage is true'
    | 'nothing removed wrongly'
    | 'shown once'
    | 'progress'
    | 'receipts tell the story'
  readonly detail: string
}
