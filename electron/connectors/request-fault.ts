import { z } from 'zod'

/** Why a request that fetch gave up had no answer. */
export interface RequestFault {
  /** The network's own words, for the log and for the curious. */
  readonly reason: string
  /** True only where the request cannot have left this machine. What leaves room for doubt counts as having left. */
  readonly isBeforeSending: boolean
}

/** Reads what fetch threw. */
export function requestFaultOf(error: unknown): RequestFault {
  const faults = innermostOf(error)
  return {
    reason: faults.map((fault) => fault.code ?? fault.message).join(', '),
    isBeforeSending: faults.length > 0 && faults.every(isBeforeSending),
  }
}

const thrown = z.object({
  message: z.string().catch('unknown failure'),
  code: z.string().optional().catch(undefined),
  syscall: z.string().optional().catch(undefined),
  cause: z.unknown().optional(),
  errors: z.array(z.unknown()).optional().catch(undefined),
})
interface Fault {
  readonly message: string
  readonly code: string | undefined
  readonly syscall: string | undefined
}

/** fetch wraps the socket's error once, and trying several addresses of one name wraps it again: the innermost ones. */
function innermostOf(error: unknown): readonly Fault[] {
  const parsed = thrown.safeParse(error)
  if (!parsed.success) return [{ message: String(error), code: undefined, syscall: undefined }]
  const { message, code, syscall, cause, errors } = parsed.data
  if (errors !== undefined && errors.length > 0) return errors.flatMap(innermostOf)
  if (cause !== undefined && cause !== null) return innermostOf(cause)
  return [{ message, code, syscall }]
}

/** What makes a connection; nothing of a request has left while one of these can fail. */
const callsBeforeSending: ReadonlySet<string> = new Set(['getaddrinfo', 'bind', 'connect'])

/** Faults that name no call and can only be of a connection in the making. */
const codesBeforeSending: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/**
 * A name that did not resolve, a connection that was not made, a certificate refused in the handshake. The call decides where one is named:
 * a network that goes away gives `connect ENETDOWN` to a connection in the making and `read ENETDOWN` to one that a request has left by.
 */
function isBeforeSending({ code, syscall }: Fault): boolean {
  if (syscall !== undefined) return callsBeforeSending.has(syscall)
  return code !== undefined && codesBeforeSending.has(code)
}
