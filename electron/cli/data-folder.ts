import { join, resolve } from 'node:path'
import type { Surroundings } from './surroundings.ts'

/** Electron's name for the app, from package.json: the folder of that name is where the app keeps its data. */
const appName = 'fieldpost'

/** The folder named by `--data`, else by FIELDPOST_DATA, else the one that the app uses on this system. */
export function dataFolder(
  named: string | undefined,
  {
    environment,
    platform,
    homeFolder,
    workingFolder,
  }: Pick<Surroundings, 'environment' | 'platform' | 'homeFolder' | 'workingFolder'>,
): string {
  const chosen = named || environment.FIELDPOST_DATA
  if (chosen) return resolve(workingFolder, chosen)
  switch (platform) {
    case 'darwin':
      return join(homeFolder, 'Library', 'Application Support', appName)
    case 'win32':
      return join(environment.APPDATA ?? join(homeFolder, 'AppData', 'Roaming'), appName)
    default:
      return join(environment.XDG_CONFIG_HOME || join(homeFolder, '.config'), appName)
  }
}
