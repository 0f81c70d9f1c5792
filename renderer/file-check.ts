import type { NoteCapabilities, RefusedFile } from '../electron/ipc/shapes.ts'

type FileLimits = NonNullable<NoteCapabilities['attachments']>

interface OfferedFile {
  readonly name: string
  readonly type: string
  readonly size: number
}

/**
 * Why the CRM would not take a file; null: nothing is known against it. Files are looked at when they are added, so that
 * nobody writes a note around one that cannot be sent.
 */
export function fileProblem(
  { name, type, size }: OfferedFile,
  { maxBytes, mediaTypes }: FileLimits,
): RefusedFile | null {
  if (size > maxBytes) return { fileName: name, problem: 'too_large' }
  if (size === 0) return { fileName: name, problem: 'empty' }
  if (mediaTypes !== null && !mediaTypes.some((allowed) => isOfType(type, allowed))) {
    return { fileName: name, problem: 'type_not_allowed' }
  }
  return null
}

/** `allowed` may be a whole family ("image/*"). */
function isOfType(mediaType: string, allowed: string): boolean {
  const type = mediaType.toLowerCase()
  return allowed.endsWith('/*') ? type.startsWith(allowed.slice(0, -1).toLowerCase()) : type === allowed.toLowerCase()
}
