import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listOpenNotes, readNote } from '../../../db/outbox.ts'
import { accountHandlers } from '../../../electron/main/handlers/accounts.ts'
import { noteHandlers } from '../../../electron/main/handlers/notes.ts'
import { outboxHandlers } from '../../../electron/main/handlers/outbox.ts'
import { portableNoteHandlers } from '../../../electron/main/handlers/portable-notes.ts'
import { addAccount, addConversation, createShellContext } from './shell-context.ts'

type Shell = ReturnType<typeof createShellContext>
const passphrase = 'carried in a pocket'

function machine() {
  const shell = createShellContext()
  const accountId = addAccount(shell.context)
  const conversationId = addConversation(shell.context, accountId, 'c1')
  return { shell, accountId, conversationId, files: portableNoteHandlers(shell.context) }
}

async function write({ context }: Shell, conversationId: number, text: string): Promise<string> {
  const saved = await noteHandlers(context)['note.save']({ conversationId, text })
  if (!saved.ok) throw new Error(saved.error.kind)
  return saved.noteId
}

let here: ReturnType<typeof machine>
let there: ReturnType<typeof machine>

beforeEach(() => {
  here = machine()
  there = machine()
})

afterEach(() => {
  here.shell.close()
  there.shell.close()
})

const save = async (accountId: number | null = null) => {
  const path = join(here.shell.folder, 'notes.fieldpost-notes')
  here.shell.chosen.path = path
  return { path, answer: await here.files['outbox.saveToFile']({ accountId, passphrase }) }
}

describe('a file of unsent notes', () => {
  it('is written for this user alone, and its notes appear on another machine that chooses it', async () => {
    await write(here.shell, here.conversationId, 'Wants a quote.')
    const { path, answer } = await save()
    expect(answer).toEqual({ ok: true, path, notes: 1, leftOut: [] })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(existsSync(`${path}.part`)).toBe(false)
    there.shell.chosen.path = path
    expect(await there.files['outbox.chooseFile']()).toEqual({ name: 'notes.fieldpost-notes' })
    expect(await there.files['outbox.takeOver']({ passphrase })).toMatchObject({
      ok: true,
      notes: [{ outcome: 'imported', isConversationHere: true, accountLabel: 'Acme' }],
    })
    expect(listOpenNotes(there.shell.context.journal).map(({ text, state }) => [text, state])).toEqual([
      ['Wants a quote.', 'queued'],
    ])
    for (const { shell } of [here, there]) {
      expect(shell.posted.at(-1)).toEqual({ kind: 'outbox_changed' })
      expect(shell.desktop).toContain('backup')
    }
  })

  it('is shown with each of its notes, on both machines', async () => {
    await write(here.shell, here.conversationId, 'Wants a quote.')
    const { path } = await save()
    there.shell.chosen.path = path
    await there.files['outbox.chooseFile']()
    await there.files['outbox.takeOver']({ passphrase })
    const listed = ({ shell }: typeof here) => outboxHandlers(shell.context)['outbox.list']()
    expect(listed(here)[0]).toMatchObject({ savedToFileAtMs: here.shell.clock.nowMs(), takenOverAtMs: null })
    expect(listed(there)[0]).toMatchObject({ savedToFileAtMs: null, takenOverAtMs: there.shell.clock.nowMs() })
  })

  it('is not written where the user does not say where, and nothing changes', async () => {
    const noteId = await write(here.shell, here.conversationId, 'Wants a quote.')
    const before = readNote(here.shell.context.journal, noteId)
    expect(await here.files['outbox.saveToFile']({ accountId: null, passphrase })).toMatchObject({
      ok: true,
      path: null,
    })
    expect(readNote(here.shell.context.journal, noteId)).toEqual(before)
  })

  it.each([
    ['in a folder that is not there', ['no', 'such', 'folder', 'notes']],
    ['in the place of a folder', []],
    ['below a file', ['a-file', 'notes']],
  ])('that cannot be written says so, and the notes stay as they were: %s', async (_where, names) => {
    const noteId = await write(here.shell, here.conversationId, 'Wants a quote.')
    writeFileSync(join(here.shell.folder, 'a-file'), '')
    const before = readNote(here.shell.context.journal, noteId)
    here.shell.chosen.path = join(here.shell.folder, ...names)
    expect(await here.files['outbox.saveToFile']({ accountId: null, passphrase })).toMatchObject({
      ok: false,
      error: { kind: 'cannot_write' },
    })
    expect(readNote(here.shell.context.journal, noteId)).toEqual(before)
    expect(outboxHandlers(here.shell.context)['outbox.list']()).toMatchObject([{ savedToFileAtMs: null }])
    expect(existsSync(`${here.shell.folder}.part`)).toBe(false)
  })

  it('leaves an earlier file of that name as it is where nothing is waiting', async () => {
    const path = join(here.shell.folder, 'notes.fieldpost-notes')
    writeFileSync(path, 'the earlier one')
    expect((await save()).answer).toMatchObject({ ok: false, error: { kind: 'nothing_to_save' } })
    expect(readFileSync(path, 'utf8')).toBe('the earlier one')
    expect(existsSync(`${path}.part`)).toBe(false)
  })

  it('is refused with the reason, and nothing changes', async () => {
    await write(here.shell, here.conversationId, 'Wants a quote.')
    const { path } = await save()
    const takeOver = async (chosen: string, typed = passphrase) => {
      there.shell.chosen.path = chosen
      await there.files['outbox.chooseFile']()
      const answer = await there.files['outbox.takeOver']({ passphrase: typed })
      return answer.ok ? 'taken' : answer.error.kind
    }
    const damaged = join(here.shell.folder, 'damaged')
    writeFileSync(damaged, readFileSync(path).subarray(0, -1))
    expect(await there.files['outbox.takeOver']({ passphrase })).toMatchObject({ error: { kind: 'no_file' } })
    expect(await takeOver(path, 'another passphrase')).toBe('wrong_passphrase')
    expect(await takeOver(damaged)).toBe('damaged')
    expect(await takeOver(join(here.shell.folder, 'gone'))).toBe('cannot_read')
    expect(listOpenNotes(there.shell.context.journal)).toEqual([])
  })

  it('tells of notes whose account is not connected here', async () => {
    await write(here.shell, here.conversationId, 'Wants a quote.')
    const { path } = await save()
    const stranger = createShellContext()
    const files = portableNoteHandlers(stranger.context)
    stranger.chosen.path = path
    await files['outbox.chooseFile']()
    expect(await files['outbox.takeOver']({ passphrase })).toMatchObject({
      notes: [{ outcome: 'account_not_connected', accountLabel: 'Acme' }],
    })
    stranger.close()
  })
})

describe('removing an account whose notes are in a file', () => {
  it('needs no further consent, unless one was written since', async () => {
    const { shell, accountId, conversationId } = here
    const saved = await write(shell, conversationId, 'In the file.')
    await save(accountId)
    const later = await write(shell, conversationId, 'Written since.')
    const remove = accountHandlers(shell.context)['accounts.remove']
    const consent = { accountId, discardUnsent: false, areUnsentSaved: true }
    expect(await remove(consent)).toMatchObject({ ok: false, error: { kind: 'unsent_notes', detail: '1' } })
    await save(accountId)
    expect(await remove(consent)).toEqual({ ok: true })
    expect([saved, later].map((noteId) => readNote(shell.context.journal, noteId)?.state)).toEqual([
      'discarded',
      'discarded',
    ])
  })

  it('can be undone on the same machine: the file brings the notes back once the account is connected again', async () => {
    const { shell, accountId, conversationId, files } = here
    await write(shell, conversationId, 'In the file.')
    await save(accountId)
    await accountHandlers(shell.context)['accounts.remove']({ accountId, discardUnsent: false, areUnsentSaved: true })
    const again = addAccount(shell.context)
    await files['outbox.chooseFile']()
    expect(await files['outbox.takeOver']({ passphrase })).toMatchObject({ notes: [{ outcome: 'imported' }] })
    expect(listOpenNotes(shell.context.journal)).toMatchObject([{ accountId: again, text: 'In the file.' }])
  })
})
