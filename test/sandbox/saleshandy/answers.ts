import type { PlainAnswer } from '../faulty-server.ts'
import type { SaleshandySettings } from './settings.ts'

const jsonHeaders = { 'content-type': 'application/json; charset=utf-8' }

/** The envelope of every success. */
export function success(message: string, payload: unknown, status = 200): PlainAnswer {
  return { status, headers: jsonHeaders, body: { message, payload } }
}

/** An error in the shape that the settings choose. A code is left out where no document names one. */
export function failure(
  settings: Pick<SaleshandySettings, 'errorShape'>,
  status: number,
  code: number | null,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): PlainAnswer {
  const error = { message, ...(code === null ? {} : { code }) }
  const body = settings.errorShape === 'flat' ? error : { error }
  return { status, headers: { ...jsonHeaders, ...headers }, body }
}

/** Codes with which the published error lists refuse a request (saleshandy.md section 9). */
type RefusalCode = 1001 | 4000 | 4001 | 4002

/** Thrown inside a route where the request does not keep to the contract; becomes a 400 with this code. */
export class BadRequest extends Error {
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}
