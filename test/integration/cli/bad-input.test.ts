import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  accountAddShape,
  doctorShape,
  inboxShape,
  outboxListShape,
  statusShape,
  syncShape,
} from '../../../electron/cli/output-shapes.ts'
import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'
import { CommandLine, contentOf, expectFailure, notesInCrm, startSandbox } from './command-line.ts'

// Each test starts many processes, and a busy machine starts them slowly.
vi.setConfig({ testTimeout: 180_000 })

let sandbox: LeadpingSandbox
let line: CommandLine
const secret = () => ({ environment: { FIELDPOST_SECRET: sandbox.key } })
const adding = (...more: string[]) => ['account', 'add', 'leadping', '--base-url', sandbox.url, ...more]

beforeEach(async () => {
  sandbox = await startSandbox()
  line = new CommandLine()
})
afterEach(async () => {
  line.close()
  await sandbox.close()
})

async function connected(): Promise<void> {
  await line.json(accountAddShape, adding('--store-secret', 'plain'), secret())
}
async function synced(): Promise<string> {
  await connected()
  await line.json(syncShape, ['sync'])
  const { conversations } = await line.json(inboxShape, ['inbox'])
  return String(conversations[0]?.id)
}
/** Runs what must fail, and holds the data folder against what it was. */
async function unchanged(task: () => Promise<void>): Promise<void> {
  const before = contentOf(line.folder)
  await task()
  expect(contentOf(line.folder)).toEqual(before)
}

describe('an account that cannot be connected', () => {
  it('leaves nothing behind where the key is wrong', () =>
    unchanged(() =>
      expectFailure(
        line,
        adding(),
        { code: 5, kind: 'credentials', message: /does not accept this key, so nothing was stored/ },
        { environment: { FIELDPOST_SECRET: 'sk_wrong' } },
      ),
    ))

  it('leaves nothing behind where there is no key', () =>
    unchanged(() => expectFailure(line, adding(), { code: 5, kind: 'credentials', message: /FIELDPOST_SECRET/ })))

  it('leaves nothing behind where the address cannot be reached', async () => {
    await sandbox.setOffline(true)
    await unchanged(() =>
      expectFailure(line, adding(), { code: 4, kind: 'unreachable', message: /There is no connection to/ }, secret()),
    )
  })

  it('leaves nothing behind where something else answers', () =>
    unchanged(() =>
      expectFailure(
        line,
        ['account', 'add', 'leadping', '--base-url', `${sandbox.adminUrl}/nothing`],
        { code: 4, kind: 'unreachable', message: /it is not this CRM/ },
        secret(),
      ),
    ))

  it.each([
    [['account', 'add', 'hubspot', '--base-url', 'https://x.example'], /no CRM "hubspot"/],
    [['account', 'add', 'leadping', '--base-url', 'ht tp://'], /not a web address/],
    [['account', 'add', 'leadping', '--base-url', 'http://crm.example'], /has to begin with https/],
    [
      ['account', 'add', 'leadping', '--base-url', 'https://x.example', '--option', 'dialect=C'],
      /dialect=activity, dialect=timeline/,
    ],
    [['account', 'add', 'leadping', '--base-url', 'https://x.example', '--store-secret', 'keychain'], /--store-secret/],
    [['account', 'add', 'leadping', '--secret', 'sk_1'], /--secret/],
  ])('is refused as wrong usage: %j', (words, message) =>
    unchanged(() => expectFailure(line, words, { code: 2, kind: 'wrong_usage', message }, secret())),
  )
})

describe('a key at sync time', () => {
  it('that the CRM has revoked ends the sync with everything kept', async () => {
    await synced()
    sandbox.credentials.revoke()
    const report = await line.json(syncShape, ['sync'], { code: 5 })
    expect(report.accounts).toMatchObject([{ outcome: 'credentials' }])
    expect((await line.json(inboxShape, ['inbox'])).conversations).not.toEqual([])
  })

  it('that is not given is asked for by name, and is never taken from another account', async () => {
    await line.json(accountAddShape, adding(), secret())
    const missing = await line.run(['sync'])
    expect(missing).toMatchObject({ code: 5 })
    expect(missing.stderr).toMatch(/FIELDPOST_SECRET_1/)
    const other = await startSandbox()
    try {
      const second = { environment: { FIELDPOST_SECRET: other.key } }
      await line.json(accountAddShape, ['account', 'add', 'leadping', '--base-url', other.url], second)
      other.requests.clear()
      expect((await line.run(['sync'], secret())).code).toBe(5)
      const named = { environment: { FIELDPOST_SECRET_2: other.key } }
      const report = await line.json(syncShape, ['sync', '--account', '2'], named)
      expect(report.accounts).toMatchObject([{ id: 2, outcome: 'caught_up' }])
    } finally {
      await other.close()
    }
  })
})

describe('what cannot be found', () => {
  it('is said in one line, and nothing changes', async () => {
    await synced()
    const unknown = (words: string[], message: RegExp) =>
      expectFailure(line, words, { code: 3, kind: 'unknown', message })
    await unchanged(async () => {
      await unknown(['account', 'pause', '7'], /no account 7/)
      await unknown(['sync', '--account', 'Nobody Ltd'], /no account Nobody Ltd/)
      await unknown(['show', '999999'], /no conversation "999999"/)
      await unknown(['note', 'Nobody At All', 'Hello'], /no conversation "Nobody At All"/)
      await unknown(['outbox', 'retry', '0192-none'], /no note/)
    })
    expect(await line.json(outboxListShape, ['outbox', 'list'])).toEqual({ notes: [], entries: [] })
  })

  it('is a folder without data, which no command but the first makes', () =>
    unchanged(async () => {
      for (const words of [['status'], ['inbox'], ['sync'], ['note', '1', 'Hello'], ['outbox', 'list']]) {
        await expectFailure(line, words, { code: 7, kind: 'folder_unusable', message: /There is no Fieldpost data/ })
      }
    }))

  it('leaves stdout empty where no JSON was asked for', async () => {
    const finished = await line.run(['status'])
    expect(finished).toMatchObject({ code: 7, stdout: '' })
    expect(finished.stderr).toMatch(/^There is no Fieldpost data [^\n]+\n$/)
  })

  it('is a command that there is not', () =>
    unchanged(async () => {
      const usage = (words: string[], message: RegExp) =>
        expectFailure(line, words, { code: 2, kind: 'wrong_usage', message })
      await usage([], /Say what to do/)
      await usage(['frobnicate'], /no command "frobnicate"/)
      await usage(['inbox', '--limit', 'many'], /whole number/)
      await usage(['inbox', '--colour', 'red'], /--colour/)
      await usage(['show'], /TARGET/)
      await usage(['sync', '--watch', '--once'], /--watch/)
    }))
})

describe('a note from a pipe', () => {
  it('is refused where it is empty', async () => {
    const target = await synced()
    await unchanged(() =>
      expectFailure(line, ['note', target, '-'], { code: 8, kind: 'refused', message: /empty, so nothing was saved/ }),
    )
  })

  it('is refused at 50 MB, of which only the beginning is read', async () => {
    const target = await synced()
    await unchanged(() =>
      expectFailure(
        line,
        ['note', target, '-'],
        { code: 8, kind: 'refused', message: /longer than 100,000 characters, so nothing was saved/ },
        { input: Buffer.alloc(50_000_000, 'x') },
      ),
    )
    expect(notesInCrm(sandbox)).toEqual([])
  })

  it('is refused where it is no text, and just too long', async () => {
    const target = await synced()
    const refused = (input: string | Buffer, message: RegExp) =>
      expectFailure(line, ['note', target], { code: 8, kind: 'refused', message }, { input })
    await unchanged(async () => {
      await refused(Buffer.from([0xff, 0xfe, 0x00]), /not UTF-8/)
      await refused('x'.repeat(100_001), /longer than 100,000/)
    })
  })
})

describe('a data folder that cannot be used', () => {
  it.each([
    ['a file', () => join(line.folder, 'file')],
    ['below a file', () => join(line.folder, 'file', 'data')],
    ['where nothing can be made', () => '/proc/fieldpost'],
  ])('is refused: %s', async (_, path) => {
    writeFileSync(join(line.folder, 'file'), 'mine')
    await unchanged(() =>
      expectFailure(
        line,
        adding('--data', path()),
        { code: 7, kind: 'folder_unusable', message: /may not write to .*, so nothing was changed/ },
        secret(),
      ),
    )
  })

  it('is one of a newer version, which is left as it is', async () => {
    await synced()
    const journal = new SqliteDatabase(join(line.data, 'journal.db'))
    journal.prepare("INSERT INTO schema_migrations VALUES ('9999_future', 'x', 1)").run()
    journal.close()
    await unchanged(async () => {
      for (const words of [['sync'], ['inbox'], ['note', '1', 'Hello']]) {
        await expectFailure(line, words, {
          code: 7,
          kind: 'folder_unusable',
          message: /newer Fieldpost, so it was not/,
        })
      }
    })
    expect((await line.run(['doctor'])).code).toBe(10)
  })

  it('is mended where the replica is damaged, and the person is told', async () => {
    await synced()
    writeFileSync(join(line.data, 'replica.db'), 'x'.repeat(8_192))
    const { checks } = await line.json(doctorShape, ['doctor'], { code: 10 })
    expect(checks.filter((check) => check.status === 'wrong')).toMatchObject([
      { check: 'replica', advice: expect.stringContaining('fieldpost sync') },
    ])
    const { code, stdout, stderr } = await line.run(['sync'])
    expect({ code, stdout }).toMatchObject({ code: 0 })
    expect(stderr).toMatch(/was damaged/)
    expect((await line.json(inboxShape, ['inbox'])).conversations).not.toEqual([])
  })
})

describe('two processes at once', () => {
  it('are kept apart: the second is told who is at work, and reading goes on', async () => {
    const target = await synced()
    const watching = line.start(['sync', '--watch'])
    await until(async () => (await line.json(statusShape, ['status'])).inUseBy !== null)
    const { inUseBy } = await line.json(statusShape, ['status'])
    expect(inUseBy).toMatchObject({ pid: watching.child.pid, program: 'fieldpost sync' })
    const inUse = {
      code: 6,
      kind: 'folder_in_use',
      message: /`fieldpost sync` \(process \d+\) is at work on .*nothing was/,
    }
    for (const words of [['note', target, 'Hello'], ['sync'], ['account', 'pause', '1'], ['account', 'remove', '1']]) {
      await expectFailure(line, words, inUse)
    }
    expect((await line.json(inboxShape, ['inbox'])).conversations).not.toEqual([])
    expect(await line.json(outboxListShape, ['outbox', 'list'])).toEqual({ notes: [], entries: [] })
    expect((await line.run(['doctor'])).stdout).toMatch(/is at work on the folder/)
    const ended = once(watching.child, 'exit')
    watching.child.kill('SIGKILL')
    await ended
    expect((await line.run(['note', target, 'Hello'])).code).toBe(0)
  })

  it('that begin at the same moment: each works or is refused, and every accepted note is there once', async () => {
    const target = await synced()
    const words = Array.from({ length: 6 }, (_, index) => `Note ${index}`)
    const ends = await Promise.all(words.map((text) => line.run(['note', target, text])))
    expect(ends.map((end) => end.code).every((code) => code === 0 || code === 6)).toBe(true)
    const accepted = words.filter((_, index) => ends[index]?.code === 0)
    expect(accepted).not.toEqual([])
    const { notes } = await line.json(outboxListShape, ['outbox', 'list'])
    expect(notes.map((note) => note.text).sort()).toEqual(accepted.sort())
    await line.json(syncShape, ['sync', '--until-drained'])
    expect(notesInCrm(sandbox).sort()).toEqual(accepted.sort())
  })
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 20_000
  while (!(await holds())) expect(performance.now()).toBeLessThan(deadlineMs)
}
