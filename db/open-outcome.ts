import type { Journal, Replica } from './connection.ts'

type File = 'replica' | 'journal'

export type OpenFailure =
  | { readonly kind: 'old_runtime'; readonly detail: string }
  | { readonly kind: 'newer_version'; readonly file: File; readonly detail: string }
  | { readonly kind: 'storage_full'; readonly detail: string }
  | { readonly kind: 'storage_read_only'; readonly detail: string }

/** What the user is told once. `detail` is a sentence of facts. */
export interface OpenNotice {
  readonly kind: 'replica_rebuilt' | 'journal_salvaged'
  readonly detail: string
}

export interface Databases {
  readonly replica: Replica
  readonly journal: Journal
  readonly notices: OpenNotice[]
}

export type OpenResult =
  | { readonly ok: true; readonly value: Databases }
  | { readonly ok: false; readonly error: OpenFailure }

/** The owner (main, the command line) checks, migrates and backs up; the worker attaches to files already checked. */
export type OpenRole = 'owner' | 'attached'

export interface OpenOptions {
  readonly role: OpenRole
  readonly nowMs: number
  /** Sees every statement of the two connections that are handed out (`ConnectOptions`): a simulation lets the process die at one. */
  readonly onStatement?: (sql: string) => void
}

/** Leaves `openDatabases` on a database that must not be touched. */
export class NewerVersion extends Error {
  readonly file: File

  constructor(file: File, detail: string) {
    super(detail)
    this.file = file
  }
}
