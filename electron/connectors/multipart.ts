import { createHash } from 'node:crypto'
import type { AttachmentFile } from './connector.ts'

export interface MultipartForm {
  /** Of the request's `content-type` header. */
  readonly contentType: string
  /** In order; `fileBytesSoFar` is how much of the file is out when the piece is. */
  readonly pieces: readonly { readonly bytes: Uint8Array; readonly fileBytesSoFar: number }[]
}

/** Pieces of this size leave one after the other, so that it can be shown how much of a file has left. */
const pieceBytes = 64 * 1024

/** One file as the only part of a multipart/form-data body (RFC 7578). */
export function multipartOf(partName: string, file: AttachmentFile): MultipartForm {
  // No file holds its own digest, so none can hold the boundary.
  const boundary = `fieldpost-${createHash('sha256').update(file.bytes).digest('hex').slice(0, 48)}`
  const fileName = file.fileName.replace(/[\p{Cc}"\\]/gu, '_')
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${partName}"; filename="${fileName}"\r\ncontent-type: ${file.mediaType}\r\n\r\n`
  const size = file.bytes.byteLength
  const pieces: { bytes: Uint8Array; fileBytesSoFar: number }[] = [{ bytes: Buffer.from(head), fileBytesSoFar: 0 }]
  for (let at = 0; at < size; at += pieceBytes) {
    pieces.push({ bytes: file.bytes.subarray(at, at + pieceBytes), fileBytesSoFar: Math.min(size, at + pieceBytes) })
  }
  pieces.push({ bytes: Buffer.from(`\r\n--${boundary}--\r\n`), fileBytesSoFar: size })
  return { contentType: `multipart/form-data; boundary=${boundary}`, pieces }
}
