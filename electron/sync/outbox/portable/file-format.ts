import { createCipheriv, createDecipheriv, createHash, scrypt } from 'node:crypto'

/**
 * The envelope of a `.fieldpost-notes` file. Version 1 carried texts only, version 2 their forms and files too; the envelope is the same. All
 * numbers are unsigned bytes:
 *
 *   magic "FPNOTES\n" | version | log2(N) | r | p | salt (16) | nonce (12) | sealed contents | tag (16) | SHA-256 of all before (32)
 *
 * The key is scrypt(passphrase, salt), the cipher AES-256-GCM with everything before the contents as authenticated data. The digest
 * proves nothing against a forger; it tells a file that was damaged on the way from a passphrase that was mistyped.
 */

const magic = Buffer.from('FPNOTES\n', 'latin1')
const version = 2
const firstVersion = 1
const saltBytes = 16
const nonceBytes = 12
const tagBytes = 16
const digestBytes = 32
const keyBytes = 32
const headerBytes = magic.length + 4 + saltBytes + nonceBytes
const leastBytes = headerBytes + tagBytes + digestBytes
/** All files that it may carry and a thousand notes of the greatest length; nothing larger is read into memory. */
export const largestFileBytes = 256 * 1024 * 1024
/** 128 MB of memory and some tenths of a second for each guess at the passphrase. */
const usualCost: KeyCost = { log2N: 17, r: 8, p: 1 }
/** What a file may ask of the machine that reads it. */
const bounds = { log2N: { least: 10, most: 20 }, r: { least: 1, most: 16 }, p: { least: 1, most: 4 } } as const

/** Cost parameters of scrypt. */
export interface KeyCost {
  readonly log2N: number
  readonly r: number
  readonly p: number
}

export type OpenProblem =
  /** It does not begin as these files do. */
  | 'not_a_notes_file'
  /** A later Fieldpost wrote it. */
  | 'newer_version'
  /** Truncated or altered on the way: a new copy of the file may be whole. */
  | 'damaged'
  /** Or altered on purpose, by someone who knew how to make it look whole. */
  | 'wrong_passphrase'
  | 'too_large'

export interface SealOptions {
  readonly passphrase: string
  /** Cryptographically strong. */
  readonly randomBytes: (size: number) => Uint8Array
  readonly cost?: KeyCost
}

/** How long the file of contents of this length is. */
export function sealedBytes(contentBytes: number): number {
  return leastBytes + contentBytes
}

export async function seal(contents: Uint8Array, { passphrase, randomBytes, cost }: SealOptions): Promise<Buffer> {
  const used = cost ?? usualCost
  const salt = randomBytes(saltBytes)
  const nonce = randomBytes(nonceBytes)
  const header = Buffer.concat([magic, Buffer.from([version, used.log2N, used.r, used.p]), salt, nonce])
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt, used), nonce)
  cipher.setAAD(header)
  const sealed = [header, cipher.update(contents), cipher.final(), cipher.getAuthTag()]
  const body = Buffer.concat(sealed)
  return Buffer.concat([body, createHash('sha256').update(body).digest()])
}

/** The contents as they were sealed, byte for byte, or why not. Never throws for what is in the file. */
export async function open(
  file: Uint8Array,
  passphrase: string,
): Promise<{ readonly ok: true; readonly contents: Buffer } | { readonly ok: false; readonly problem: OpenProblem }> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  const problem = problemOf(bytes)
  if (problem !== null) return { ok: false, problem }
  const body = bytes.subarray(0, -digestBytes)
  const parameters = body.subarray(magic.length + 1, magic.length + 4)
  const cost: KeyCost = { log2N: parameters[0] ?? 0, r: parameters[1] ?? 0, p: parameters[2] ?? 0 }
  if (!isReadable(cost)) return { ok: false, problem: 'damaged' }
  const header = body.subarray(0, headerBytes)
  const salt = header.subarray(magic.length + 4, magic.length + 4 + saltBytes)
  const nonce = header.subarray(-nonceBytes)
  const cipher = createDecipheriv('aes-256-gcm', await keyOf(passphrase, salt, cost), nonce)
  cipher.setAAD(header)
  cipher.setAuthTag(body.subarray(-tagBytes))
  try {
    const contents = Buffer.concat([cipher.update(body.subarray(headerBytes, -tagBytes)), cipher.final()])
    return { ok: true, contents }
  } catch {
    return { ok: false, problem: 'wrong_passphrase' } // the tag does not fit the key
  }
}

function problemOf(bytes: Buffer): OpenProblem | null {
  if (bytes.length > largestFileBytes) return 'too_large'
  if (!bytes.subarray(0, magic.length).equals(magic)) return 'not_a_notes_file'
  const written = bytes[magic.length] ?? 0
  if (written > version) return 'newer_version'
  if (bytes.length < leastBytes || written < firstVersion) return 'damaged'
  const digest = createHash('sha256').update(bytes.subarray(0, -digestBytes)).digest()
  return digest.equals(bytes.subarray(-digestBytes)) ? null : 'damaged'
}

function isReadable(cost: KeyCost): boolean {
  return (['log2N', 'r', 'p'] as const).every(
    (name) => cost[name] >= bounds[name].least && cost[name] <= bounds[name].most,
  )
}

/** The same passphrase typed on another keyboard may come composed in another way. */
function keyOf(passphrase: string, salt: Uint8Array, { log2N, r, p }: KeyCost): Promise<Buffer> {
  const n = 2 ** log2N
  const options = { N: n, r, p, maxmem: 128 * n * r * 2 + 128 * r * p }
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, keyBytes, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
}
