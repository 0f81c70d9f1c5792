import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chooseShell, FieldpostApp } from '../../test/e2e/harness/app.ts'
import { root } from '../root.ts'
import { startDemoCrm } from './crm.ts'
import { type Stage, type Step, story } from './story.ts'

const pictures = join(root, 'artifacts', 'tour')

/** Plays the story, with each step's time, and a picture after each. True where every step held. */
export async function runTour(): Promise<boolean> {
  const startMs = performance.now()
  await rm(pictures, { recursive: true, force: true })
  await mkdir(pictures, { recursive: true })
  const sandbox = await startDemoCrm(true)
  const folder = await mkdtemp(join(tmpdir(), 'fieldpost-tour-'))
  const shell = chooseShell()
  console.log(
    `Fieldpost's tour, in ${shell.name === 'Electron' ? 'Electron' : 'the browser host with headless Chromium'}\n`,
  )
  try {
    const app = await FieldpostApp.launch({ shell, dataDir: folder })
    try {
      const held = await playAll({ app, sandbox })
      const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
      console.log(`\n${held ? 'Every step held' : 'The tour broke off'} after ${seconds} s. Pictures: artifacts/tour/`)
      return held
    } finally {
      await app.stop()
    }
  } finally {
    await shell.close()
    await sandbox.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function playAll(stage: Stage): Promise<boolean> {
  for (const [index, step] of story.entries()) {
    const number = String(index + 1)
    const startMs = performance.now()
    try {
      const seen = await step.play(stage)
      print(number, step, 'held', startMs)
      console.log(`       ${seen}`)
      await takePicture(stage, `${number.padStart(2, '0')}-${slug(step.title)}`)
    } catch (error) {
      print(number, step, 'FAILED', startMs)
      console.error(`       ${error instanceof Error ? error.message : String(error)}`)
      console.error(stage.app.output())
      await takePicture(stage, `${number.padStart(2, '0')}-failed`)
      return false
    }
  }
  if (stage.app.troubles.length === 0) return true
  console.error(`The page met errors:\n${stage.app.troubles.join('\n')}`)
  return false
}

function print(number: string, step: Step, result: 'held' | 'FAILED', startMs: number): void {
  const seconds = `${((performance.now() - startMs) / 1000).toFixed(2)} s`
  console.log(`${number.padStart(2)}. ${step.title.padEnd(72)} ${seconds.padStart(8)}  ${result}`)
}

async function takePicture({ app }: Stage, name: string): Promise<void> {
  if (app.isRunning) await app.page.screenshot({ path: join(pictures, `${name}.png`) })
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 50)
}
