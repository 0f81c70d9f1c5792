import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const entry = join('electron', 'cli', 'fieldpost.mjs')

let checkout: string
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'fieldpost-entry-'))
  mkdirSync(join(checkout, 'electron', 'cli'), { recursive: true })
  copyFileSync(join(import.meta.dirname, '..', '..', '..', entry), join(checkout, entry))
})
afterEach(() => rmSync(checkout, { recursive: true, force: true }))

function start(...words: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [entry, ...words], { cwd: checkout }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    )
  })
}

describe('the command line in a checkout that is not built', () => {
  it('says in one line how to build it, and that its folder cannot be used so', async () => {
    const { code, stdout, stderr } = await start('inbox', '--json')
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^Fieldpost is not built yet\. [^\n]*"npm run build"[^\n]*\n$/)
    expect(code).toBe(7)
  })
})
