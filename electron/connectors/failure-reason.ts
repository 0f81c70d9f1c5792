import type { Failure } from './connector.ts'

/** A failure in a few words, for the receipt of what was left out because of it. */
export function reasonOf(failure: Failure): string {
  switch (failure.kind) {
    case 'rejected':
      return failure.reason
    case 'server':
      return failure.detail ?? `HTTP ${failure.status}`
    case 'contract':
      return failure.issues.join('; ')
    case 'offline':
    case 'timeout':
      return failure.reason
    case 'throttled':
    case 'unauthorized':
      return failure.kind
    default:
      return failure satisfies never
  }
}
