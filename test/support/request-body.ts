import type { HttpRequest } from '../../electron/connectors/connector.ts'
import { multipartOf } from '../../electron/connectors/multipart.ts'

/** A request's body as it would go over the wire, for worlds without a wire. */
export function requestBody({ body, headers }: HttpRequest): {
  readonly bytes: Buffer | null
  readonly text: string | null
  readonly headers: Readonly<Record<string, string>>
} {
  if (body === null || typeof body === 'string') {
    return { bytes: body === null ? null : Buffer.from(body), text: body, headers }
  }
  const form = multipartOf(body.partName, body.file)
  const bytes = Buffer.concat(form.pieces.map((piece) => piece.bytes))
  body.onProgress(body.file.bytes.byteLength)
  return { bytes, text: bytes.toString('utf8'), headers: { ...headers, 'content-type': form.contentType } }
}
