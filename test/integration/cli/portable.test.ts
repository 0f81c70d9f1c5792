import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  accountAddShape,
  inboxShape,
  noteSavedShape,
  outboxExportShape,
  outboxImportShape,
  outboxListShape,
  syncShape,
} from '../../../electron/cli/output-shapes.ts'
import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'
import { CommandLine, expectFailure, startSandbox } from './command-line.ts'

vi.setConfig({ testTimeout: 180_000 })

let sandbox: LeadpingSandbox
let one: CommandLine
let other: CommandLine
beforeEach(async () => {
  sandbox = await startSandbox()
  one = new CommandLine()
  other = new CommandLine()
})
afterEach(async () => {
  one.close()
  other.close()
  await sandbox.close()
})

const passphrase = { environment: { FIELDPOST_PASSPHRASE: 'a horse on the roof' } }

function connect(line: CommandLine) {
  const key = { environment: { FIELDPOST_SECRET: sandbox.key } }
  const words = ['account', 'add', 'leadping', '--base-url', sandbox.url, '--store-secret', 'plain']
  return line.json(accountAddShape, words, key)
}

describe('unsent notes, from one machine to another', () => {
  it('go in a file that only the passphrase opens, and are taken over once', async () => {
    await connect(one)
    await one.json(syncShape, ['sync'])
    const { conversations } = await one.json(inboxShape, ['inbox'])
    const written = await one.json(noteSavedShape, ['note', String(conversations[0]?.id), 'Carport first.'])
    const file = join(one.folder, 'unsent.fieldpost-notes')
    const exported = await one.json(outboxExportShape, ['outbox', 'export', file], passphrase)
    expect(exported).toEqual({ file, notes: 1, leftOut: 0 })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file).includes('Carport')).toBe(false)

    await connect(other)
    const imported = await other.json(outboxImportShape, ['outbox', 'import', file], passphrase)
    expect(imported.notes).toMatchObject([{ id: written.note.id, outcome: 'imported' }])
    const again = await other.json(outboxImportShape, ['outbox', 'import', file], { input: 'a horse on the roof\n' })
    expect(again.notes).toMatchObject([{ outcome: 'already_here' }])
    expect((await other.json(outboxListShape, ['outbox', 'list'])).notes.map((note) => note.text)).toEqual([
      'Carport first.',
    ])
    // It waits for this machine's turn; a sync that is to end does not.
    expect((await other.json(syncShape, ['sync', '--once'])).accounts).toMatchObject([{ outcome: 'caught_up' }])
  })

  it('are refused in one line where the file or the passphrase is no good', async () => {
    await connect(one)
    const refused = (words: string[], message: RegExp, options = passphrase) =>
      expectFailure(one, words, { code: 8, kind: 'refused', message }, options)
    const file = join(one.folder, 'file')
    await refused(['outbox', 'export', file], /No note is waiting/)
    await refused(['outbox', 'export', file], /shorter than/, { environment: { FIELDPOST_PASSPHRASE: 'short' } })
    await refused(['outbox', 'import', file], /cannot be read/)
    writeFileSync(file, 'x'.repeat(500))
    await refused(['outbox', 'import', file], /no file of notes/)
    await expectFailure(one, ['outbox', 'import', file], { code: 2, kind: 'wrong_usage', message: /passphrase/ })
  })
})
