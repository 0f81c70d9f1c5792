import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  accountAddShape,
  inboxShape,
  noteSavedShape,
  outboxListShape,
  syncShape,
} from '../../../electron/cli/output-shapes.ts'
import { CommandLine, expectFailure } from './command-line.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let line: CommandLine
let target: string
beforeAll(async () => {
  line = new CommandLine()
  await line.json(accountAddShape, ['account', 'add', 'sample'])
  await line.json(syncShape, ['sync'])
  const { conversations } = await line.json(inboxShape, ['inbox'])
  target = String(conversations[0]?.id)
})
afterAll(() => line.close())

const texts = async () => (await line.json(outboxListShape, ['outbox', 'list'])).notes.map((note) => note.text)

describe('a note that begins with a dash', () => {
  it.each([
    ['- wants a phone call'],
    ['-h is the wrong house'],
    ['-- see below'],
    ['- hat\n- help'],
    ['-5% has been agreed'],
  ])('is saved as it was given: %j', async (text) => {
    const { note } = await line.json(noteSavedShape, ['note', target, text])
    expect(note.text).toBe(text)
    expect(await texts()).toContain(text)
  })

  it('needs -- where it is one word, and without it nothing is saved and it is said', async () => {
    const before = await texts()
    await expectFailure(line, ['note', target, '-hello'], { code: 2, kind: 'wrong_usage', message: /-h/ })
    expect(await texts()).toEqual(before)
    const { code, stdout } = await line.run(['--json', 'note', target, '--', '--help'])
    expect(code).toBe(0)
    expect(noteSavedShape.parse(JSON.parse(stdout)).note.text).toBe('--help')
  })

  it('changes a note as well', async () => {
    const { note } = await line.json(noteSavedShape, ['note', target, 'First.'])
    expect((await line.json(noteSavedShape, ['outbox', 'edit', note.id, '- the second'])).note.text).toBe(
      '- the second',
    )
  })
})

describe('-h and --help', () => {
  it('show the help wherever they stand', async () => {
    for (const words of [
      ['note', '-h'],
      ['--help', 'note'],
      ['note', target, 'text', '--help'],
    ]) {
      const { code, stdout } = await line.run(words)
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('fieldpost note TARGET') })
    }
  })
})
