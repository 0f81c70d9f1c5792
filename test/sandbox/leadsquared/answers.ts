import type { PlainAnswer } from '../faulty-server.ts'

const jsonType = { 'content-type': 'application/json; charset=utf-8' }

export function ok(body: unknown): PlainAnswer {
  return { status: 200, headers: jsonType, body }
}

/** The envelope of a write that succeeded. */
export function written(message: Readonly<Record<string, unknown>>): PlainAnswer {
  return ok({ Status: 'Success', Message: message })
}

/** The envelope of a call that failed, under whatever status. */
export function failed(
  status: number,
  exceptionType: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): PlainAnswer {
  const body = { Status: 'Error', ExceptionType: exceptionType, ExceptionMessage: message }
  return { status, headers: { ...jsonType, ...headers }, body }
}

export function unauthorized(): PlainAnswer {
  return failed(401, 'MXInvalidAccessDetailsException', 'Invalid Access Details provided.')
}

export function tooMany(
  status: number,
  calls: number,
  windowMs: number,
  retryAfterSeconds: number | null,
): PlainAnswer {
  return failed(
    status,
    'MXAPIRateLimitExceededException',
    `API calls exceeded the limit of ${calls} in ${Math.round(windowMs / 1_000)} second(s)`,
    retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) },
  )
}

/** No such API path, or not with this method: the web server answers for itself. */
export function noSuchCall(status: 404 | 405): PlainAnswer {
  const text = status === 404 ? 'Endpoint not found.' : 'Method not allowed.'
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: `<html><body>${text}</body></html>` }
}

/** Thrown where a call breaks the account's rules: the envelope, under the status that the settings name. */
export class Refusal extends Error {
  readonly exceptionType: string

  constructor(exceptionType: string, message: string) {
    super(message)
    this.exceptionType = exceptionType
  }
}

export function invalidInput(message: string): Refusal {
  return new Refusal('MXInvalidInputException', `Invalid Input! Parameter Name: ${message}`)
}

export function mandatoryMissing(name: string): Refusal {
  return new Refusal('MXMandatoryAttributeMissingException', `Mandatory attribute ${name} is missing.`)
}

/** Thrown where the body is not per specification: a 400. */
export class BadBody extends Error {}

/** Thrown where the server fails for no reason that it would name: a 500. */
export class ServerFailure extends Error {}
