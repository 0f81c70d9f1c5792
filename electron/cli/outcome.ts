import type { FailureKind } from './exit-codes.ts'

/** Why a command did not do what it should; `message` is one line for people. */
export interface Failure {
  readonly kind: FailureKind
  readonly message: string
  /** Where only the user can say which one is meant: what to type, one of them. */
  readonly choices?: readonly Choice[]
}

export interface Choice {
  /** What goes after `--option`. */
  readonly option: string
  readonly name: string
  readonly email: string | null
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

/** What a command answers. `trouble`: it has something to show, and yet must not end as if all were well. */
export type CommandOutcome<Data> =
  | { readonly ok: true; readonly data: Data; readonly trouble?: Failure }
  | { readonly ok: false; readonly failure: Failure }

export function failed(
  kind: FailureKind,
  message: string,
  choices?: readonly Choice[],
): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: choices === undefined ? { kind, message } : { kind, message, choices } }
}
