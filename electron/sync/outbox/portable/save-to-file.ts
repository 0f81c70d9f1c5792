import { beginPrivateFile } from '../../../../db/private-file.ts'
import { type ExportRequest, type ExportResult, type ExportSurroundings, exportNotes } from './export-notes.ts'

export type SaveResult =
  | Omit<Extract<ExportResult, { ok: true }>, 'file'>
  | Extract<ExportResult, { ok: false }>
  /** With what the file system said. */
  | { readonly ok: false; readonly problem: 'cannot_write'; readonly error: unknown }

/**
 * Exports unsent notes to a new file at `path`. That it can be made there, and has room, is proven before the notes count as handed over:
 * where it cannot be written they stay as they were. They are marked durably before it appears. The caller refreshes the journal's backup
 * and wakes the outbox.
 */
export async function saveNotesToFile(
  surroundings: Omit<ExportSurroundings, 'reserve'>,
  request: ExportRequest,
  path: string,
): Promise<SaveResult> {
  try {
    return await saved(surroundings, request, path)
  } catch (error) {
    if (error instanceof CannotWrite) return { ok: false, problem: 'cannot_write', error: error.cause }
    throw error
  }
}

async function saved(
  surroundings: Omit<ExportSurroundings, 'reserve'>,
  request: ExportRequest,
  path: string,
): Promise<SaveResult> {
  const file = writing(() => beginPrivateFile(path))
  try {
    const reserve = (bytes: number) => writing(() => file.reserve(bytes))
    const exported = await exportNotes({ ...surroundings, reserve }, request)
    if (!exported.ok) return exported
    writing(() => file.finish(exported.file))
    return { ok: true, notes: exported.notes, leftOut: exported.leftOut }
  } finally {
    file.abandon()
  }
}

/** Tells what went wrong with the user's file from what went wrong with the journal. */
class CannotWrite extends Error {
  override readonly name = 'CannotWrite'
}

function writing<T>(step: () => T): T {
  try {
    return step()
  } catch (cause) {
    throw new CannotWrite('The file of notes cannot be written', { cause })
  }
}
