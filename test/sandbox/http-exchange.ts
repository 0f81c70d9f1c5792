import type { IncomingMessage, ServerResponse } from 'node:http'

const longestBodyBytes = 30_000_000

/** The request's body; null where it is longer than any server would take. @throws where the client left. */
export async function readBytes(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) continue
    length += chunk.length
    if (length <= longestBodyBytes) chunks.push(chunk)
  }
  return length > longestBodyBytes ? null : Buffer.concat(chunks)
}

/** Writes a whole answer; without text the body is empty. */
export function writeAnswer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string | null,
): void {
  const bytes = Buffer.from(text ?? '', 'utf8')
  response.writeHead(status, { ...headers, ...(status === 204 ? {} : { 'content-length': String(bytes.length) }) })
  response.end(bytes)
}

/** Announces the whole body, sends half of it and destroys the connection. */
export function writeHalf(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
): void {
  const bytes = Buffer.from(text, 'utf8')
  response.writeHead(status, { ...headers, 'content-length': String(bytes.length) })
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
}
