/** One part of a multipart/form-data body. */
export interface FormPart {
  readonly name: string
  /** Null for a part that is no file. */
  readonly fileName: string | null
  readonly contentType: string | null
  readonly bytes: Buffer
}

/** The parts of a multipart/form-data body (RFC 7578); null where it is none, or ends before its last boundary. */
export function parseMultipart(contentType: string | undefined, body: Uint8Array): readonly FormPart[] | null {
  const match = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? '')
  const boundary = match?.[1] ?? match?.[2]
  if (boundary === undefined) return null
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const delimiter = Buffer.from(`--${boundary}`)
  const parts: FormPart[] = []
  let at = bytes.indexOf(delimiter)
  if (at !== 0 && bytes.subarray(at - 2, at).toString('latin1') !== '\r\n') return null
  while (at !== -1) {
    const afterDelimiter = at + delimiter.length
    if (bytes.subarray(afterDelimiter, afterDelimiter + 2).toString('latin1') === '--') return parts
    const next = bytes.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), afterDelimiter)
    const headEnd = bytes.indexOf('\r\n\r\n', afterDelimiter)
    if (next === -1 || headEnd === -1 || headEnd > next) return null
    const part = partOf(bytes.subarray(afterDelimiter, headEnd).toString('utf8'), bytes.subarray(headEnd + 4, next))
    if (part === null) return null
    parts.push(part)
    at = next + 2
  }
  return null
}

function partOf(head: string, bytes: Buffer): FormPart | null {
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(head)?.[1]
  const name = parameter(disposition, 'name')
  if (name === null) return null
  const contentType = /^content-type:\s*(.+?)\s*$/im.exec(head)?.[1] ?? null
  return { name, fileName: parameter(disposition, 'filename'), contentType, bytes }
}

/** Browsers and fetch write `"`, CR and LF in a name as %22, %0D and %0A. */
function parameter(disposition: string | undefined, name: string): string | null {
  const value = new RegExp(`(?:^|;)\\s*${name}="([^"]*)"`, 'i').exec(disposition ?? '')?.[1]
  if (value === undefined) return null
  return value.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n')
}
