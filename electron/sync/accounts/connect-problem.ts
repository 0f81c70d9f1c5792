import type { Failure } from '../../connectors/connector.ts'

/** Why an account could not be connected, in words that every shell can translate. */
export interface ConnectProblem {
  readonly kind: 'unauthorized' | 'offline' | 'not_this_crm' | 'throttled' | 'server'
  readonly detail: string | null
}

/** What a failed question "who am I?" says about the address and the credential that were typed in. */
export function connectProblemOf(failure: Failure): ConnectProblem {
  switch (failure.kind) {
    case 'offline':
    case 'timeout':
      return { kind: 'offline', detail: failure.reason }
    case 'server':
      return { kind: 'server', detail: failure.detail ?? `HTTP ${failure.status}` }
    case 'throttled':
      return { kind: 'throttled', detail: null }
    case 'unauthorized':
      return { kind: 'unauthorized', detail: failure.detail }
    case 'rejected':
      // A CRM that knows the question but not this user says 403; any other refusal means that nobody there knows the question.
      return failure.status === 403
        ? { kind: 'unauthorized', detail: failure.reason }
        : { kind: 'not_this_crm', detail: failure.reason }
    case 'contract':
      return { kind: 'not_this_crm', detail: failure.issues.slice(0, 3).join('; ') }
    default:
      return failure satisfies never
  }
}
