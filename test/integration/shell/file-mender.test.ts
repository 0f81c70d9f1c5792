import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isMalformed } from '../../../db/open.ts'
import { inboxPage } from '../../../db/queries/inbox.ts'
import { FileMender } from '../../../electron/main/file-mender.ts'
import { addAccount, addConversation, createShellContext } from './shell-context.ts'

let shell: ReturnType<typeof createShellContext>

beforeEach(() => {
  shell = createShellContext()
})
afterEach(() => shell.close())

const readInbox = () =>
  inboxPage(shell.context.replica, shell.context.journal, {
    accountId: null,
    filter: 'active',
    cursor: null,
    limit: 50,
  })

/** Damage to the file of an app that runs: everything but its first page. */
function damageReplica(): void {
  const { replica } = shell.context
  replica.raw.pragma('wal_checkpoint(TRUNCATE)')
  const pages = Number(replica.raw.pragma('page_count', { simple: true }))
  const handle = openSync(join(shell.folder, 'replica.db'), 'r+')
  for (let page = 1; page < pages; page += 1) writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096)
  closeSync(handle)
  // What this connection read before is still in its memory.
  replica.raw.pragma('cache_size = 0')
  replica.raw.pragma('shrink_memory')
  replica.raw.pragma('cache_size = -16384')
}

function createMender() {
  const log: string[] = []
  const { replica, journal, clock } = shell.context
  const mender = new FileMender({
    databases: { replica, journal },
    clock,
    stopEngine: async () => void log.push('engine stopped'),
    startEngine: () => log.push('engine started'),
    onMended: (notices) => log.push(...notices.map(({ kind }) => kind)),
    onFailed: (failure) => log.push(failure.kind),
  })
  return { mender, log }
}

describe('damage that a running app meets', () => {
  it('is mended once, whoever meets it, and the same connections go on', async () => {
    addConversation(shell.context, addAccount(shell.context), 'c1')
    expect(readInbox().rows).toHaveLength(1)
    damageReplica()
    const { mender, log } = createMender()
    expect(mender.reading(readInbox)).toBeNull()
    expect(await Promise.all([mender.mend(), mender.mend()])).toEqual([true, true])
    expect(log).toEqual(['engine stopped', 'engine started', 'replica_rebuilt'])
    expect(readInbox().rows).toEqual([])
    addConversation(shell.context, 1, 'c1')
    expect(readInbox().rows).toHaveLength(1)
  })

  it('is told from every other error', () => {
    const { mender, log } = createMender()
    expect(() => mender.met(new Error('a bug'))).toThrow('a bug')
    expect(log).toEqual([])
  })

  it('is recognized when the thread of the engine dies of it', async () => {
    const code = `throw Object.assign(new Error('database disk image is malformed'), { code: 'SQLITE_CORRUPT' })`
    const worker = new Worker(code, { eval: true })
    const error = await new Promise<unknown>((resolve) => worker.on('error', resolve))
    expect(isMalformed(error)).toBe(true)
  })
})
