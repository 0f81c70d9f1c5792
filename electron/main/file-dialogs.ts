import { dialog } from 'electron'
import { text } from './text.ts'

const filters = [{ name: text.notesFile.kind, extensions: ['fieldpost-notes'] }]

/** Asks where to save a file of notes. Null: the user does not want to, now. */
export async function chooseSavePath(suggestedName: string): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: text.notesFile.save,
    defaultPath: suggestedName,
    filters,
  })
  return canceled || filePath === '' ? null : filePath
}

/** Asks for files that go along with a note. None: the user wants none, now. */
export async function chooseFiles(): Promise<readonly string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: text.attachments.choose,
    properties: ['openFile', 'multiSelections'],
  })
  return canceled ? [] : filePaths
}

/** Asks for a file of notes. Null: the user does not want to, now. */
export async function chooseOpenPath(): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: text.notesFile.open,
    filters,
    properties: ['openFile'],
  })
  return canceled ? null : (filePaths[0] ?? null)
}
