import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acquireFolderLock, folderLockState, type LockResult } from '../../../db/folder-lock.ts'

let folder = ''
const children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldpost-lock-'))
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const here = { pid: process.pid, program: 'app', sinceMs: 2_000 }
const release = (result: LockResult) => result.ok && result.lock.release()

async function childThatHoldsIt(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'folder-lock-child.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const [said]: Buffer[] = await once(child.stdout, 'data')
  expect(said?.toString().trim()).toBe('held')
  return child
}

describe('the lock of a data folder', () => {
  it('is held by one process, of which the other learns who it is', async () => {
    const child = await childThatHoldsIt()
    expect(acquireFolderLock(folder, here)).toEqual({
      ok: false,
      error: { kind: 'held', holder: { pid: child.pid, program: 'fieldpost sync', sinceMs: 1_000 } },
    })
  })

  it('ends with the process that held it, however that ends', async () => {
    const child = await childThatHoldsIt()
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    const mine = acquireFolderLock(folder, here)
    expect(mine.ok).toBe(true)
    release(mine)
  })

  it('is free again once released, and is held by one within a process too', () => {
    const first = acquireFolderLock(folder, here)
    expect(acquireFolderLock(folder, here)).toMatchObject({ ok: false, error: { kind: 'held', holder: here } })
    release(first)
    const second = acquireFolderLock(folder, here)
    expect(second.ok).toBe(true)
    release(second)
  })

  it('can be asked about without being taken', async () => {
    expect(folderLockState(folder)).toEqual({ isHeld: false, holder: null })
    const child = await childThatHoldsIt()
    expect(folderLockState(folder)).toEqual({
      isHeld: true,
      holder: { pid: child.pid, program: 'fieldpost sync', sinceMs: 1_000 },
    })
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    expect(folderLockState(folder)).toEqual({ isHeld: false, holder: null })
  })

  it('is made anew where its file was overwritten', () => {
    writeFileSync(join(folder, 'folder.lock'), 'x'.repeat(4_096))
    const result = acquireFolderLock(folder, here)
    expect(result.ok).toBe(true)
    expect(acquireFolderLock(folder, here)).toMatchObject({ ok: false, error: { kind: 'held' } })
    release(result)
  })

  it('holds although what the holder says of itself cannot be read', () => {
    const first = acquireFolderLock(folder, here)
    writeFileSync(join(folder, 'folder.lock.json'), '{"pid":')
    expect(acquireFolderLock(folder, here)).toEqual({ ok: false, error: { kind: 'held', holder: null } })
    release(first)
  })

  it('is refused in words where there is no folder to be had, and leaves nothing behind', () => {
    writeFileSync(join(folder, 'file'), '')
    for (const path of [join(folder, 'file'), join(folder, 'file', 'below'), '/proc/fieldpost']) {
      expect(acquireFolderLock(path, here)).toMatchObject({ ok: false, error: { kind: 'storage_read_only' } })
    }
    expect(readdirSync(folder)).toEqual(['file'])
  })
})
