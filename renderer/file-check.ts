/** Files are looked at when they are added, so that nobody writes a note around one that cannot be sent. */

export interface FileLimits {
  readonly maxBytes: number
  /** Null: which ones are allowed is not documented. */
  readonly mediaTypes: readonly string[] | null
}

interface AddedFile {
  readonly fileName: string
  readonly mediaType: string
  readonly bytes: number
}

export type FileProblem =
  | { readonly kind: 'too_large'; readonly fileName: string; readonly bytes: number; readonly maxBytes: number }
  | { readonly kind: 'wrong_type'; readonly fileName: string }
  | { readonly kind: 'empty'; readonly fileName: string }

/** Why the CRM would not take it; null: nothing is known against it. */
export function fileProblem({ fileName, mediaType, bytes }: AddedFile, limits: FileLimits): FileProblem | null {
  if (bytes > limits.maxBytes) return { kind: 'too_large', fileName, bytes, maxBytes: limits.maxBytes }
  if (bytes === 0) return { kind: 'empty', fileName }
  if (limits.mediaTypes !== null && !limits.mediaTypes.some((allowed) => isOfType(mediaType, allowed))) {
    return { kind: 'wrong_type', fileName }
  }
  return null
}

/** `allowed` may be a whole family ("image/*"). */
function isOfType(mediaType: string, allowed: string): boolean {
  const type = mediaType.toLowerCase()
  return allowed.endsWith('/*') ? type.startsWith(allowed.slice(0, -1).toLowerCase()) : type === allowed.toLowerCase()
}
