export interface TrialOptions {
  /** Of the first trial; each further one has the next. */
  readonly seed: number
  readonly count: number
  readonly parallel: number
}
