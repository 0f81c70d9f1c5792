import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findAccount, findConversation, findNote } from '../../../electron/cli/find.ts'
import { writeNote } from '../../../electron/sync/outbox/user-actions.ts'
import { addAccount, addConversation, createShellContext } from '../shell/shell-context.ts'

let shell: ReturnType<typeof createShellContext>
let accountId: number
beforeEach(() => {
  shell = createShellContext()
  accountId = addAccount(shell.context)
})
afterEach(() => shell.close())

const found = (word: string) => {
  const result = findConversation(shell.context, word)
  return result.ok ? result.value.conversationId : result.failure.message
}

describe('a conversation named on the command line', () => {
  it('is found by number, by the CRM’s id, by name and by phone', () => {
    const id = addConversation(shell.context, accountId, 'conversation-a')
    for (const word of [
      String(id),
      `local:${id}`,
      'conversation-a',
      'remote:conversation-a',
      'grace hopper',
      '+1 (555) 0100',
    ]) {
      expect(found(word), word).toBe(id)
    }
    expect(found('Grace')).toMatch(/no conversation "Grace"/)
    expect(found('local:conversation-a')).toMatch(/no conversation/)
  })

  it('is asked back for where it may be more than one', () => {
    const one = addConversation(shell.context, accountId, 'conversation-a')
    const other = addConversation(shell.context, accountId, 'conversation-b')
    expect(found('Grace Hopper')).toMatch(/may be \d+ Grace Hopper or \d+ Grace Hopper\. .*local:NUMBER/)
    const twin = addConversation(shell.context, accountId, String(one))
    expect(found(String(one))).toMatch(/may be/)
    expect(found(`local:${one}`)).toBe(one)
    expect(found(`remote:${one}`)).toBe(twin)
    expect(found(`local:${other}`)).toBe(other)
  })
})

describe('an account and a note named on the command line', () => {
  it('are found by number or label, and by the beginning of an id', () => {
    expect(findAccount(shell.context, String(accountId))).toMatchObject({ ok: true })
    expect(findAccount(shell.context, 'acme')).toMatchObject({ ok: true, value: { accountId } })
    addAccount(shell.context)
    expect(findAccount(shell.context, 'acme')).toMatchObject({ ok: false, failure: { kind: 'unknown' } })
    const target = { accountId, remoteId: 'conversation-a', leadRemoteId: null, displayName: 'Grace' }
    const written = writeNote({ ...shell.context, maxNoteCharacters: 100 }, target, 'Hello', 0)
    const noteId = written.ok ? written.note.noteId : ''
    expect(findNote(shell.context, noteId.slice(0, 13))).toMatchObject({ ok: true, value: { noteId } })
    expect(findNote(shell.context, noteId.toUpperCase())).toMatchObject({ ok: true })
    const second = writeNote({ ...shell.context, maxNoteCharacters: 100 }, target, 'Hello', 0)
    expect(second.ok).toBe(true)
    expect(findNote(shell.context, noteId.slice(0, 8))).toMatchObject({
      failure: { message: expect.stringMatching(/More than one note/) },
    })
    expect(findNote(shell.context, "' OR 1=1")).toMatchObject({ failure: { kind: 'unknown' } })
  })
})
