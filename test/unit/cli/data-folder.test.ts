import { describe, expect, it } from 'vitest'
import { dataFolder } from '../../../electron/cli/data-folder.ts'

const machine = (platform: NodeJS.Platform, environment: Record<string, string> = {}) => ({
  platform,
  environment,
  homeFolder: '/home/ada',
  workingFolder: '/work',
})

describe('the data folder', () => {
  it('is the one named, against the folder of the call, before all else', () => {
    const withVariable = machine('linux', { FIELDPOST_DATA: '/from/variable' })
    expect(dataFolder('here', withVariable)).toBe('/work/here')
    expect(dataFolder(undefined, withVariable)).toBe('/from/variable')
    expect(dataFolder('', withVariable)).toBe('/from/variable')
  })

  it('is else the one that Electron chooses for the app', () => {
    expect(dataFolder(undefined, machine('linux'))).toBe('/home/ada/.config/fieldpost')
    expect(dataFolder(undefined, machine('linux', { XDG_CONFIG_HOME: '/xdg' }))).toBe('/xdg/fieldpost')
    expect(dataFolder(undefined, machine('darwin'))).toBe('/home/ada/Library/Application Support/fieldpost')
    expect(dataFolder(undefined, machine('win32', { APPDATA: '/roaming' }))).toBe('/roaming/fieldpost')
  })
})
