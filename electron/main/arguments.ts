import { resolve } from 'node:path'

const dataFolderOption = '--data-dir='

/**
 * The folder to keep the databases in where the start names one: `--data-dir=PATH`, else the environment variable
 * FIELDPOST_DATA. Null: the user's own folder of the operating system.
 */
export function chosenDataFolder(
  commandLine: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const option = commandLine.findLast((argument) => argument.startsWith(dataFolderOption))
  const path = option?.slice(dataFolderOption.length) || environment.FIELDPOST_DATA
  return path ? resolve(path) : null
}
