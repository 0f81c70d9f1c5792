import type { LockFailure, LockHolder } from '../../db/folder-lock.ts'
import type { OpenFailure } from '../../db/open.ts'

/** Every word that main itself shows: menus, tray and what is said where no window can open. The rest is the renderer's. */
export const text = {
  productName: 'Fieldpost',
  menu: {
    file: 'File',
    view: 'View',
    addAccount: 'Add account…',
    settings: 'Settings…',
    syncNow: 'Sync now',
    search: 'Search…',
    inbox: 'Inbox',
    outbox: 'Outbox',
  },
  notesFile: { kind: 'Fieldpost notes', save: 'Save unsent notes', open: 'Take over notes from a file' },
  attachments: { choose: 'Files for the note' },
  tray: { open: 'Open Fieldpost', syncNow: 'Sync now', quit: 'Quit Fieldpost' },
} as const

export interface StartFailureText {
  readonly title: string
  readonly body: string
}

/** What happened and what to do, for a start that could not open its files. Nothing was changed on disk. */
export function startFailureText(failure: OpenFailure, folder: string): StartFailureText {
  switch (failure.kind) {
    case 'newer_version':
      return {
        title: 'Your data was last used by a newer Fieldpost',
        body: `This version cannot read it safely, so it has not touched it. Install the newer version again, then start it.\n\nFolder: ${folder}\n${failure.detail}`,
      }
    case 'storage_full':
      return {
        title: 'The disk is full',
        body: `Fieldpost needs some free space to open your data. Nothing was changed and nothing is lost. Free some space on the disk, then start Fieldpost again.\n\nFolder: ${folder}\n${failure.detail}`,
      }
    case 'storage_read_only':
      return {
        title: 'Fieldpost cannot write to its folder',
        body: `Your data is in a folder that cannot be written to. Nothing was changed and nothing is lost. Allow writing to the folder, then start Fieldpost again.\n\nFolder: ${folder}\n${failure.detail}`,
      }
    case 'old_runtime':
      return {
        title: 'This runtime is too old',
        body: `Fieldpost needs a newer Node.js to open your data safely. Nothing was changed. Start it with "npm start", which brings the right one.\n\n${failure.detail}`,
      }
    default:
      return failure satisfies never
  }
}

/** For a start on a folder that another process works on, or that could not be locked. Nothing was changed on disk. */
export function lockFailureText(failure: LockFailure, folder: string): StartFailureText {
  if (failure.kind !== 'held') return startFailureText(failure, folder)
  return {
    title: 'Your data is in use',
    body: `${holderWords(failure.holder)} is at work on it. Nothing was changed. Wait until it has finished, or end it, then start Fieldpost again.\n\nFolder: ${folder}`,
  }
}

function holderWords(holder: LockHolder | null): string {
  if (holder === null) return 'Another program'
  const program = holder.program === 'app' ? 'Another Fieldpost' : `The command line (${holder.program})`
  return `${program}, process ${holder.pid},`
}

/** For a start that failed on a bug of ours. */
export function startCrashText(detail: string, folder: string): StartFailureText {
  return {
    title: 'Fieldpost could not start',
    body: `Something went wrong on our side. Your data is still in its folder. Start Fieldpost again; if it happens again, send us the lines below.\n\nFolder: ${folder}\n${detail}`,
  }
}
