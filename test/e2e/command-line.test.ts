import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startHost } from '../../scripts/shell/host-process.ts'
import { CommandLine, expectFailure } from '../integration/cli/command-line.ts'

let line: CommandLine
beforeEach(async () => {
  line = new CommandLine()
  expect((await line.run(['account', 'add', 'sample'])).code).toBe(0)
  expect((await line.run(['sync'])).code).toBe(0)
})
afterEach(() => line.close())

describe('the app and the command line on one folder', () => {
  test('while the app is open, commands read and do not write; afterwards they write', async () => {
    const app = await startHost([`--data-dir=${line.data}`])
    try {
      const inUse = { code: 6, kind: 'folder_in_use', message: /^The Fieldpost app \(process \d+\) is at work on / }
      await expectFailure(line, ['note', '1', 'Hello'], inUse)
      await expectFailure(line, ['sync'], inUse)
      const inbox = await line.run(['inbox'])
      expect(inbox).toMatchObject({ code: 0, stderr: '' })
      expect(inbox.stdout.split('\n').length).toBeGreaterThan(10)
      expect((await line.run(['outbox', 'list'])).stdout).toBe('No note is waiting.\n')
    } finally {
      await app.end('SIGTERM')
    }
    expect((await line.run(['note', '1', 'Hello'])).code).toBe(0)
  })

  test('while the command line is at work the app does not start, and says what to do', async () => {
    const watching = line.start(['sync', '--watch'])
    while (!(await line.run(['status'])).stdout.includes('is at work on the folder')) {
      expect(watching.child.exitCode).toBeNull()
    }
    await expect(startHost([`--data-dir=${line.data}`])).rejects.toThrow(
      /Your data is in use[\s\S]*fieldpost sync[\s\S]*Wait until it has finished/,
    )
    watching.child.kill('SIGINT')
    expect((await watching.finished).code).toBe(0)
    const app = await startHost([`--data-dir=${line.data}`])
    await app.end('SIGTERM')
  })

  test('an app that was killed leaves the folder free', async () => {
    const app = await startHost([`--data-dir=${line.data}`])
    await app.end('SIGKILL')
    expect((await line.run(['note', '1', 'After the crash.'])).code).toBe(0)
  })
})
