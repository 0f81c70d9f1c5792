import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished } from 'vitest'
import { root } from '../../../scripts/root.ts'
import { startLeadpingSandbox } from '../../sandbox/leadping/sandbox.ts'
import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'
import { chooseShell, FieldpostApp } from './app.ts'

const shell = chooseShell()
afterAll(() => shell.close())

interface SceneOptions {
  readonly conversations?: number
  readonly activities?: number
  readonly dialect?: 'A' | 'B'
  /** A folder that exists already; by default a new one, removed afterwards. */
  readonly dataDir?: string
  /** A CRM that runs already, for a second machine of its users. */
  readonly sandbox?: LeadpingSandbox
}

export interface Scene {
  readonly sandbox: LeadpingSandbox
  readonly app: FieldpostApp
  readonly dataDir: string
  /** Keeps a picture of the screen in artifacts/e2e/. */
  picture(name: string): Promise<void>
}

/**
 * A sandbox CRM and the app on an empty folder, both gone when the test ends. The test fails where the page met an
 * uncaught error.
 */
export async function openScene(options: SceneOptions = {}): Promise<Scene> {
  const sandbox = options.sandbox ?? (await openSandbox(options))
  const dataDir = options.dataDir ?? (await newFolder())
  const app = await FieldpostApp.launch({ shell, dataDir })
  onTestFinished(async () => {
    const { troubles } = app
    await app.stop()
    expect(troubles).toEqual([])
  })
  return { sandbox, app, dataDir, picture: (name) => takePicture(app, name) }
}

async function openSandbox(options: SceneOptions): Promise<LeadpingSandbox> {
  const sandbox = await startLeadpingSandbox({
    dialect: options.dialect ?? 'B',
    seed: 7,
    conversations: options.conversations ?? 40,
    activities: options.activities ?? 600,
    nowMs: Date.now(),
  })
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** The same with the account connected and everything synced. */
export async function openSyncedScene(options: SceneOptions = {}): Promise<Scene> {
  const scene = await openScene(options)
  await scene.app.screen.connect(scene.sandbox.url, scene.sandbox.key)
  await scene.app.screen.waitForBackfill()
  return scene
}

/** An empty folder that is removed when the test ends. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldpost-e2e-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function takePicture(app: FieldpostApp, name: string): Promise<void> {
  const folder = join(root, 'artifacts', 'e2e')
  await mkdir(folder, { recursive: true })
  await app.page.screenshot({ path: join(folder, `${name}.png`) })
}
