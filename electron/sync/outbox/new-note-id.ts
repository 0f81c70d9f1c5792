import { v7 as uuidV7 } from 'uuid'
import type { Random } from '../clock.ts'

/** The identity of a note or an entry: it sorts by the moment of writing and names the note through every attempt. */
export function newNoteId(nowMs: number, random: Random): string {
  const bytes = Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256))
  return uuidV7({ msecs: nowMs, random: bytes })
}
