import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { plainNote } from '../../../db/records.ts'
import {
  decodeContents,
  encodeContents,
  type PortableContents,
} from '../../../electron/sync/outbox/portable/contents.ts'
import { open, seal } from '../../../electron/sync/outbox/portable/file-format.ts'

const cost = { log2N: 10, r: 1, p: 1 }
const passphrase = 'correct horse battery'
const plain = Buffer.from('What the roofer said: 1,200 € 😀')
const sealed = () => seal(plain, { passphrase, randomBytes, cost })

describe('a file of notes', () => {
  it('gives back what was put in, to the same passphrase in any composition', async () => {
    expect(await open(await sealed(), passphrase)).toEqual({ ok: true, contents: plain })
    const accented = await seal(plain, { passphrase: 'a caf\u00e9 in Paris', randomBytes, cost })
    expect(await open(accented, 'a cafe\u0301 in Paris')).toMatchObject({ ok: true })
  })

  it('shows nothing of what is in it, and no two are alike', async () => {
    const [one, other] = [await sealed(), await sealed()]
    expect(one.includes('roofer')).toBe(false)
    expect(one.equals(other)).toBe(false)
  })

  it('is refused with any of its bytes flipped', async () => {
    const file = await sealed()
    const problems = new Map<string, number>()
    for (let index = 0; index < file.length; index += 1) {
      const flipped = Buffer.from(file)
      flipped[index] = (flipped[index] ?? 0) ^ 0x55
      const result = await open(flipped, passphrase)
      expect(result.ok).toBe(false)
      if (!result.ok) problems.set(result.problem, (problems.get(result.problem) ?? 0) + 1)
    }
    expect(Object.fromEntries(problems)).toEqual({ not_a_notes_file: 8, newer_version: 1, damaged: file.length - 9 })
  })

  it('is refused cut anywhere, and with anything after it', async () => {
    const file = await sealed()
    for (let length = 0; length < file.length; length += 1) {
      expect((await open(file.subarray(0, length), passphrase)).ok).toBe(false)
    }
    expect(await open(Buffer.concat([file, Buffer.from('x')]), passphrase)).toEqual({ ok: false, problem: 'damaged' })
  })

  it('tells a wrong passphrase, another kind of file and a later version from damage', async () => {
    const file = await sealed()
    expect(await open(file, 'correct horse batterz')).toEqual({ ok: false, problem: 'wrong_passphrase' })
    expect(await open(Buffer.from('%PDF-1.7 and much more text'), passphrase)).toEqual({
      ok: false,
      problem: 'not_a_notes_file',
    })
    const later = Buffer.from(file)
    later[8] = 3
    expect(await open(later, passphrase)).toEqual({ ok: false, problem: 'newer_version' })
  })

  it('cannot make the machine that reads it work without end', async () => {
    const greedy = await seal(plain, { passphrase, randomBytes, cost: { log2N: 9, r: 1, p: 1 } })
    expect(await open(greedy, passphrase)).toEqual({ ok: false, problem: 'damaged' })
  })
})

const contents: PortableContents = {
  exportedAtMs: 5,
  accounts: [
    {
      provider: 'leadping',
      baseUrl: 'https://api.leadping.test',
      label: 'Northwind',
      organizationName: 'Northwind',
      userRemoteId: 'u-1',
      userName: 'Dana Petrov',
      notes: [
        {
          noteId: '0199a1b2-0000-7000-8000-000000000001',
          entryId: '0199a1b2-0000-7000-8000-000000000002',
          form: { format: 'html', visibility: 'private', isDraft: false, activity: null },
          attachments: [
            { fileName: 'roof.jpg', mediaType: 'image/jpeg', bytes: 3, contentHash: 'ab'.repeat(32), addedAtMs: 1 },
          ],
          claimToken: '3b241101-e2bb-4255-8caf-4136c566a962',
          conversationRemoteId: 'c-1',
          leadRemoteId: null,
          conversationName: 'Maria',
          text: 'NUL \u0000, 😀, lone \ud800',
          createdAtMs: 1,
          sinceServerMs: 1,
          state: 'queued',
          attempts: 0,
          sentAtMs: null,
          gaveUpAtMs: null,
          trouble: null,
          needsAnswer: false,
          remoteActivityId: null,
          excludedRemoteIds: ['e-1'],
        },
      ],
    },
  ],
  files: [{ contentHash: 'ab'.repeat(32), base64: 'AQID' }],
}

describe("a file's contents", () => {
  it('keep every text as it was typed', () => {
    expect(decodeContents(encodeContents(contents))).toEqual(contents)
  })

  it('of the first version are plain notes without files', () => {
    const [account] = contents.accounts
    const [note] = account?.notes ?? []
    const { entryId: _, form: __, attachments: ___, ...first } = note ?? fail('no note')
    const written = { exportedAtMs: 5, accounts: [{ ...account, notes: [first] }] }
    const read = decodeContents(Buffer.from(JSON.stringify(written)))
    expect(read?.files).toEqual([])
    expect(read?.accounts[0]?.notes[0]).toEqual({ ...first, entryId: null, form: plainNote, attachments: [] })
  })

  it('are nothing where they are not what this version writes', () => {
    expect(decodeContents(Buffer.from('{"exportedAtMs":5}'))).toBeNull()
    expect(decodeContents(Buffer.from('not JSON'))).toBeNull()
    expect(decodeContents(Buffer.from([0xff, 0xfe]))).toBeNull()
    const withSecret = JSON.stringify({ ...contents, secret: 'sk_1' })
    expect(decodeContents(Buffer.from(withSecret))).toBeNull()
  })
})

function fail(why: string): never {
  throw new Error(why)
}
