/** A provider that says "wait a year" has a fault of its own; the engine asks again after a day at the latest. */
const longestWaitMs = 24 * 60 * 60 * 1000

/**
 * The wait a Retry-After header asks for (RFC 9110, 10.2.3: seconds or an HTTP date), ms. A date is measured against
 * the answer's own Date header, so that neither clock needs to be right; without one it says nothing. Null: no usable
 * header.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>): number | null {
  const asked = headers['retry-after']?.trim()
  if (asked === undefined || asked === '') return null
  if (/^\d+(\.\d+)?$/.test(asked)) return Math.min(Math.ceil(Number(asked) * 1000), longestWaitMs)
  if (!isHttpDate(asked)) return null
  const answeredAt = headers.date
  if (answeredAt === undefined || !isHttpDate(answeredAt)) return null
  return Math.min(Math.max(0, Date.parse(asked) - Date.parse(answeredAt)), longestWaitMs)
}

function isHttpDate(text: string): boolean {
  return /^[A-Z][a-z]{2,8},? /.test(text.trim()) && !Number.isNaN(Date.parse(text))
}
