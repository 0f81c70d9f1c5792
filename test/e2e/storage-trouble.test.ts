import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startHost } from '../../scripts/shell/host-process.ts'
import { newFolder, openScene } from './harness/scene.ts'

/** Mounting needs root on Linux; elsewhere these two are left out, and vitest's report shows the reason in their names. */
const canMount = mountTrial()

function mount(...words: string[]): boolean {
  return spawnSync('mount', words, { stdio: 'ignore' }).status === 0
}

function unmount(folder: string): void {
  spawnSync('umount', [folder], { stdio: 'ignore' })
}

function mountTrial(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const folder = mkdtempSync(join(tmpdir(), 'fieldpost-mount-'))
  const works = mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder)
  if (works) unmount(folder)
  rmdirSync(folder)
  return works
}

const why = canMount ? '' : ' (left out: mounting a small disk needs root on Linux)'

describe('a folder that cannot be used', () => {
  test('a file in its place: the start says what happened and what to do, and touches nothing', async () => {
    const folder = join(await newFolder(), 'taken')
    await writeFile(folder, 'something else')
    await expect(startHost([`--data-dir=${folder}`])).rejects.toThrow(
      /cannot (write|be used|be opened)[\s\S]*then start/i,
    )
  })

  test.skipIf(!canMount)(`a read-only one: the same, and its data is as it was${why}`, async () => {
    const folder = join(await newFolder(), 'disk')
    await mkdir(folder)
    mount('-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder)
    onTestFinished(() => unmount(folder))
    const first = await startHost([`--data-dir=${folder}`])
    await first.end('SIGTERM')
    const before = (await readdir(folder)).toSorted()
    expect(mount('-o', 'remount,ro', folder)).toBe(true)
    await expect(startHost([`--data-dir=${folder}`])).rejects.toThrow(/cannot write to its folder[\s\S]*Allow writing/)
    expect((await readdir(folder)).toSorted()).toEqual(before)
    expect(mount('-o', 'remount,rw', folder)).toBe(true)
    const again = await startHost([`--data-dir=${folder}`])
    await again.end('SIGTERM')
  })
})

describe('a full disk', () => {
  test.skipIf(!canMount)(
    `is told of, a note that could not be saved stays in the composer, and all goes on with space${why}`,
    async () => {
      const folder = join(await newFolder(), 'disk')
      await mkdir(folder)
      mount('-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder)
      onTestFinished(() => unmount(folder))
      const { app, sandbox, picture } = await openScene({ dataDir: folder })
      const { screen } = app
      await screen.connect(sandbox.url, sandbox.key)
      await screen.waitForBackfill()
      await screen.openRow(0)
      await screen.saveNote('Saved while there was room.')

      const ballast = join(folder, 'ballast')
      fillDisk(ballast)
      const text = `Written on a full disk. ${'x'.repeat(15_000)}`
      await screen.at('composer').fill(text)
      await screen.at('composer-save').click()
      await expect.poll(() => screen.at('error-message').first().textContent()).toMatch(/full/i)
      expect(await screen.at('composer').inputValue()).toBe(text)
      await picture('disk-full')

      await rm(ballast)
      await screen.at('composer-save').click()
      await screen.noteRow('Written on a full disk.').waitFor()
      await expect
        .poll(() => sandbox.state.notesFromApi().map((note) => note.text.slice(0, 23)), { timeout: 90_000 })
        .toEqual(['Saved while there was r', 'Written on a full disk.'])
    },
  )
})

/** Writes until nothing more fits. */
function fillDisk(path: string): void {
  const run = spawnSync('dd', ['if=/dev/zero', `of=${path}`, 'bs=4k'], { encoding: 'utf8' })
  expect(run.stderr).toMatch(/No space left/i)
}
