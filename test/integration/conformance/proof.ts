import type { Capabilities } from '../../../electron/connectors/connector.ts'
import type { ConformanceSubject } from './subject.ts'

/** Something that holds for a connector. It throws where it does not. */
export interface Proof {
  /** Whether it concerns a CRM that can do this; absent: every CRM. */
  readonly concerns?: (capabilities: Capabilities) => boolean
  readonly run: (subject: ConformanceSubject) => Promise<void>
  /** Where a CRM can only count its pages, rows may slip by until the next sweep. */
  readonly maySlip?: true
}

/** By the sentence that each of them proves. */
export type Proofs = Readonly<Record<string, Proof>>

/** One thing that a document says, or leaves open and we had to decide, and the proofs that hold us to it. */
export interface Fact<Name extends string> {
  /** As the document writes it. */
  readonly endpoint: string
  /** The field or the behaviour. */
  readonly what: string
  /** The page of the vendor's documentation, or the section of the API notes. */
  readonly source: string
  readonly provedBy: readonly [Name, ...Name[]]
}

/** Everything that is proved for one CRM. */
export interface Conformance {
  /** As the CRM calls itself. */
  readonly name: string
  /** The same CRM in each of its dialects and moods; the shared proofs run for all of them. */
  readonly subjects: readonly ConformanceSubject[]
  /** What holds for this CRM only. */
  readonly own: Readonly<Record<string, () => Promise<void>>>
  readonly facts: readonly Fact<string>[]
}

/** Whether a CRM that can do this much has to keep to the proof. */
export function isConcerned(capabilities: Capabilities, { concerns }: Proof): boolean {
  return concerns === undefined || concerns(capabilities)
}
