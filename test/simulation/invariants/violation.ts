/** A promise that was broken, and how it shows. */
export interface Violation {
  readonly invariant:
    | 'no bug'
    | 'saved notes are on disk'
    | 'each note exactly once'
    | 'order kept'
    | 'each file once'
    | 'files go along'
    | 'changes are made'
    | 'nobody is overwritten'
    | 'rate limit kept'
    | 'replica equals the CRM'
    | 'coverage is true'
    | 'nothing removed wrongly'
    | 'shown once'
    | 'progress'
    | 'receipts tell the story'
  readonly detail: string
}
