import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describe, expect, it, onTestFinished } from 'vitest'
import { insertAccount } from '../../../db/accounts.ts'
import { connect } from '../../../db/connection.ts'
import { snapshotJournal } from '../../../db/journal/backup.ts'
import { closeDatabases, openDatabases } from '../../../db/open.ts'

const nowMs = Date.UTC(2026, 10, 20, 12)
const times = 40

describe('copies of the journal that two threads make at the same time', () => {
  it('all come through, and what is left is sound', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fieldpost-snapshots-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const opened = openDatabases(folder, { role: 'owner', nowMs })
    if (!opened.ok) throw new Error(opened.error.detail)
    const { journal } = opened.value
    insertAccount(journal, {
      provider: 'leadping',
      label: 'Acme',
      baseUrl: 'https://api.example.com',
      userRemoteId: 'user-1',
      userName: 'Ada Rep',
      userEmail: null,
      organizationName: null,
      createdAtMs: nowMs,
    })
    const path = join(folder, 'copy.db')
    const thread = new Worker(new URL('./snapshot-thread.ts', import.meta.url), {
      workerData: { folder, path, times, nowMs },
    })
    let theirs = 0
    let isOver = false
    thread.on('message', (came: number) => {
      theirs = came
    })
    const exited = once(thread, 'exit').then(([code]: number[]) => {
      isOver = true
      return code
    })
    let ours = 0
    while (!isOver) {
      snapshotJournal(journal, path)
      ours += 1
      // Lets the thread's messages in.
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await exited).toBe(0)
    expect(theirs).toBe(times)
    expect(ours).toBeGreaterThan(1)
    const copy = connect('journal', path, { use: 'interactive', mustExist: true })
    expect(copy.raw.pragma('quick_check(1)', { simple: true })).toBe('ok')
    expect(copy.raw.prepare('SELECT label FROM accounts').pluck().all()).toEqual(['Acme'])
    copy.close()
    closeDatabases(opened.value, { role: 'owner' })
  })
})
