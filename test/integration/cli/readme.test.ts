import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { accountAddShape, inboxShape, syncShape } from '../../../electron/cli/output-shapes.ts'
import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'
import { CommandLine, notesInCrm, startSandbox } from './command-line.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const script = /```sh\n(.*?)```/s.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? ''

// Each test starts many processes, and a busy machine starts them slowly.
vi.setConfig({ testTimeout: 180_000 })

let sandbox: LeadpingSandbox
let line: CommandLine
beforeEach(async () => {
  sandbox = await startSandbox()
  line = new CommandLine()
})
afterEach(async () => {
  line.close()
  await sandbox.close()
})

async function runScript(callbacks: string): Promise<{ code: number | null; stderr: string }> {
  const child = spawn('sh', ['-c', script], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: line.folder,
      FIELDPOST_CHECKOUT: root,
      FIELDPOST_DATA: line.data,
      FIELDPOST_SECRET: sandbox.key,
      CALLBACKS: callbacks,
    },
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    stderr += part
  })
  const [code]: (number | null)[] = await once(child, 'close')
  return { code: code ?? null, stderr }
}

describe('the script of the README', () => {
  it('brings each callback request to the CRM, once, however often it runs', async () => {
    const key = { environment: { FIELDPOST_SECRET: sandbox.key } }
    await line.json(accountAddShape, ['account', 'add', 'leadping', '--base-url', sandbox.url], key)
    await line.json(syncShape, ['sync'], key)
    const { conversations } = await line.json(inboxShape, ['inbox'])
    const callbacks = join(line.folder, 'callbacks')
    mkdirSync(callbacks)
    const number = conversations[0]?.phone?.replace(/\D/g, '') ?? ''
    writeFileSync(join(callbacks, `${number}.txt`), 'Please call me back.\nAfter six, if you can.\n')
    writeFileSync(join(callbacks, '999000111222.txt'), 'Wrong number.\n')

    const first = await runScript(callbacks)
    expect(first.stderr).toContain('Nobody here has the number 999000111222')
    expect(first.code).toBe(0)
    expect(notesInCrm(sandbox)).toEqual(['Please call me back.\nAfter six, if you can.'])
    expect(readdirSync(callbacks).sort()).toEqual(['999000111222.txt', `${number}.txt.done`].sort())
    expect((await runScript(callbacks)).code).toBe(0)
    expect(notesInCrm(sandbox)).toHaveLength(1)
  })
})
