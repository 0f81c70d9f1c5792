import type { Provider } from './connector.ts'

/**
 * A CRM as whoever signs in to it meets it: data from which the shells draw their forms. Each connector's folder exports its
 * own as `description`. The texts are shown as they stand.
 */
export interface ProviderDescription {
  readonly provider: Provider
  readonly name: string
  /** One line for whoever chooses among the CRMs. */
  readonly summary: string
  /** The CRM's own words, for use in sentences. */
  readonly words: {
    /** Whom one sells to. */
    readonly person: 'lead' | 'prospect'
    /** What the user writes to keep. */
    readonly note: 'note' | 'activity'
  }
  /** Where accounts of it usually live; another address is always possible. Null: none is asked for. */
  readonly addresses: readonly { readonly label: string; readonly baseUrl: string }[] | null
  /** What is asked unless the user says otherwise. */
  readonly defaultBaseUrl: string
  /** What the user enters, in this order; joined by ':' they are the secret. Empty: it needs none. */
  readonly secretParts: readonly SecretPart[]
  /** Where the key is found in the CRM, in one or two sentences. */
  readonly keyHelp: string
  /** What may be said of an account besides: names with the values there are, or null for any. Kept as the connector's memory. */
  readonly options: Readonly<Record<string, readonly string[] | null>>
  /** Made-up people on this machine, to look around: no key, no network, nothing worth taking to another machine. */
  readonly isMadeUp: boolean
}

interface SecretPart {
  /** Unique within the description; for ids and tests. */
  readonly name: string
  readonly label: string
  readonly hint: string | null
}
