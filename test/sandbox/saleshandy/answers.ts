import type { PlainAnswer } from '../faulty-server.ts'
import type { SaleshandySettings } from './settings.ts'

const jsonHeaders = { 'content-type': 'application/json; charset=utf-8' }

/** Codes of the published error lists (saleshandy.md section 9). */
export type ErrorCode = 1001 | 4000 | 4001 | 4002 | 5001

/** The envelope of every success. */
export function success(message: string, payload: unknown, status = 200): PlainAnswer {
  return { status, headers: jsonHeaders, body: { message, payload } }
}

/** An error in the shape that the settings choose. A code is left out where no document names one. */
export function failure(
  settings: Pick<SaleshandySettings, 'errorShape'>,
  status: number,
  code: ErrorCode | null,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): PlainAnswer {
  const error = { message, ...(code === null ? {} : { code }) }
  const body = settings.errorShape === 'flat' ? error : { error }
  return { status, headers: { ...jsonHeaders, ...headers }, body }
}

/** Thrown inside a route where the request does not keep to the contract; becomes a 400 with this code. */
export class BadRequest extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
