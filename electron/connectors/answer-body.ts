/** What every connector does with an answer's body before it knows the provider's own words. */

const longestReason = 500

/** What the body holds; `undefined`, which JSON does not have, stands for "not JSON". */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** Why a body that does not parse is none that was expected, for whoever reads the failure. */
export function describeNonJson(body: string): string {
  if (body.trim() === '') return 'expected JSON, got nothing'
  if (isHtml(body)) return 'expected JSON, got a web page (the network may be asking for a sign-in)'
  return `expected JSON, got ${body.length} characters that do not parse`
}

export function isHtml(body: string): boolean {
  return body.trimStart().startsWith('<')
}

/** A reason as it is shown and kept: trimmed, 500 characters at most; null where there is none. */
export function shorten(text: string): string | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  return trimmed.length > longestReason ? `${trimmed.slice(0, longestReason)}…` : trimmed
}
