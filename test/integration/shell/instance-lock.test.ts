import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { InstanceLock } from '../../../electron/browser-host/instance-lock.ts'

const folders: string[] = []
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fieldpost-lock-'))
  folders.push(folder)
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})
/** When a process began is read from /proc, which Linux alone has. */
const tellsStarts = process.platform === 'linux'
const whyNot = tellsStarts ? '' : ` (not tried: on ${process.platform} nothing tells when a process began)`
const nobody = () => undefined

describe('the lock of a data folder', () => {
  it('is held by one, who hears of a second', async () => {
    const folder = newFolder()
    const first = new InstanceLock(folder)
    const heard = new Promise<string>((resolve) => {
      expect(first.acquire(() => resolve('a second start'))).toBe('held')
    })
    const second = new InstanceLock(folder)
    expect(second.acquire(nobody)).toBe('taken')
    await second.tellHolder()
    expect(await heard).toBe('a second start')
    first.release()
    expect(second.acquire(nobody)).toBe('held')
    second.release()
  })

  it('counts for nothing once its process is gone', () => {
    const folder = newFolder()
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    writeFileSync(join(folder, 'host.lock'), `${pid} 1`)
    const lock = new InstanceLock(folder)
    expect(lock.acquire(nobody)).toBe('held')
    expect(readFileSync(join(folder, 'host.lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `))
    lock.release()
  })

  it.skipIf(!tellsStarts)(`counts for nothing where another process has the same number now${whyNot}`, () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'host.lock'), `${process.pid} 1`)
    const lock = new InstanceLock(folder)
    expect(lock.acquire(nobody)).toBe('held')
    lock.release()
  })

  it('counts for nothing where it was cut off by a full disk', () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'host.lock'), '')
    const lock = new InstanceLock(folder)
    expect(lock.acquire(nobody)).toBe('held')
    lock.release()
  })

  it('does not stand in the way of saying that a folder cannot be written to', () => {
    const file = join(newFolder(), 'file')
    writeFileSync(file, '')
    chmodSync(file, 0o400)
    expect(new InstanceLock(join(file, 'below')).acquire(nobody)).toBe('no_lock_possible')
  })

  it('does not bring down a second start where nobody listens', async () => {
    await expect(new InstanceLock(newFolder()).tellHolder()).resolves.toBeUndefined()
  })
})
