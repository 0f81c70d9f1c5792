import { createHash } from 'node:crypto'

/**
 * Tells one secret from another in a connector's memory, where what was learnt holds for one secret only. 64 bits of a digest: enough for that, and
 * nothing that a secret could be made from.
 */
export function secretMark(secret: string): string {
  return createHash('sha256').update(`fieldpost secret mark\n${secret.trim()}`).digest('hex').slice(0, 16)
}
