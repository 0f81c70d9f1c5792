import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listAccounts, readAccount, readCredential } from '../../../db/accounts.ts'
import { moveNote, readNote } from '../../../db/outbox.ts'
import type { Failure } from '../../../electron/connectors/connector.ts'
import type { Input } from '../../../electron/ipc/contract.ts'
import { postAllAccounts } from '../../../electron/main/engine-accounts.ts'
import { allHandlers } from '../../../electron/main/handlers/all.ts'
import type { Handlers } from '../../../electron/main/router.ts'
import { ada, addConversation, createShellContext } from './shell-context.ts'

let shell: ReturnType<typeof createShellContext>
let handlers: Handlers

function setUp(options: { hasKeychain?: boolean } = {}): void {
  shell = createShellContext(options)
  handlers = allHandlers(shell.context)
}
beforeEach(() => setUp())
afterEach(() => shell.close())

const request: Input<'accounts.connect'> = {
  provider: 'leadping',
  baseUrl: 'https://api.example.com/',
  secret: 'key-1',
  allowPlainTextVault: false,
}

async function connect(change: Partial<typeof request> = {}) {
  const connected = await handlers['accounts.connect']({ ...request, ...change })
  if (!connected.ok) throw new Error(`Not connected: ${connected.error.kind}`)
  return connected.account
}

describe('connecting an account', () => {
  it('asks the CRM who it is, keeps the credential sealed and sets the engine to work', async () => {
    const account = await connect()
    expect(account).toMatchObject({
      id: account.id,
      provider: 'leadping',
      providerName: 'Leadping',
      words: { person: 'lead', note: 'note' },
      isMadeUp: false,
      label: 'Acme',
      baseUrl: 'https://api.example.com',
      userName: 'Ada Rep',
      userEmail: 'ada@example.com',
      organizationName: 'Acme',
      isPaused: false,
      isSignedIn: true,
      abilities: null,
      rateLimit: { requests: 300, windowMs: 60_000, isLearnt: false },
      note: { formats: ['plain'], attachments: null, activityTypes: false },
    })
    expect(shell.identified).toEqual([
      { provider: 'leadping', baseUrl: 'https://api.example.com', secret: 'key-1', memory: {} },
    ])
    expect(readCredential(shell.context.journal, account.id)).toEqual({
      cipher: Buffer.from('sealed:key-1'),
      isPlainText: false,
    })
    expect(shell.posted).toEqual([
      {
        kind: 'account',
        account: {
          accountId: account.id,
          provider: 'leadping',
          baseUrl: 'https://api.example.com',
          secret: 'key-1',
          isPaused: false,
        },
      },
    ])
    expect(shell.announced).toContainEqual({ kind: 'accounts' })
    expect(await handlers['accounts.list'](null)).toEqual([account])
  })

  it('accepts plain http on this machine', async () => {
    expect((await connect({ baseUrl: 'http://127.0.0.1:8080' })).baseUrl).toBe('http://127.0.0.1:8080')
  })

  it.each([
    ['not_https', 'http://api.example.com'],
    ['bad_url', 'ftp://api.example.com'],
    ['bad_url', ''],
    ['bad_url', 'https://user:secret@api.example.com'],
  ])('refuses as %s the address "%s", and sends the credential nowhere', async (kind, baseUrl) => {
    const answer = await handlers['accounts.connect']({ ...request, baseUrl })
    expect(answer).toEqual({ ok: false, error: { kind, detail: null } })
    expect(shell.identified).toEqual([])
  })

  const failures: [string, Failure][] = [
    ['offline', { kind: 'offline', reason: 'ENOTFOUND' }],
    ['offline', { kind: 'timeout', mayHaveLanded: false, reason: '30 s' }],
    ['server', { kind: 'server', status: 503, mayHaveLanded: false, detail: null }],
    ['throttled', { kind: 'throttled', retryAfterMs: 1_000 }],
    ['unauthorized', { kind: 'unauthorized', detail: null }],
    ['unauthorized', { kind: 'rejected', status: 403, reason: 'Forbidden' }],
    ['not_this_crm', { kind: 'rejected', status: 404, reason: 'Not Found' }],
    ['not_this_crm', { kind: 'contract', issues: ['not JSON'], mayHaveLanded: false }],
  ]
  it.each(failures)('says %s and stores nothing after %j', async (kind, failure) => {
    shell.answers.identity = { ok: false, failure }
    expect(await handlers['accounts.connect'](request)).toMatchObject({ ok: false, error: { kind } })
    expect(listAccounts(shell.context.journal)).toEqual([])
    expect(shell.posted).toEqual([])
  })

  it('asks before it keeps the credential in plain text, without telling the CRM anything', async () => {
    shell.close()
    setUp({ hasKeychain: false })
    expect(await handlers['accounts.connect'](request)).toMatchObject({
      ok: false,
      error: { kind: 'vault_unavailable' },
    })
    expect(shell.identified).toEqual([])
    const account = await connect({ allowPlainTextVault: true })
    expect(readCredential(shell.context.journal, account.id)?.isPlainText).toBe(true)
  })

  it('renews the account that is there already instead of adding it twice', async () => {
    const first = await connect()
    shell.answers.identity = { ok: true, identity: { ...ada, organizationName: 'Acme West' } }
    const second = await connect({ secret: 'key-2' })
    expect(second).toEqual({ ...first, label: 'Acme West', organizationName: 'Acme West' })
    expect(readCredential(shell.context.journal, first.id)?.cipher.toString()).toBe('sealed:key-2')
  })

  it('opens one sample workspace, without a secret, whatever the keychain', async () => {
    shell.close()
    setUp({ hasKeychain: false })
    const first = await connect({ provider: 'sample', baseUrl: '', secret: '' })
    expect(first.baseUrl).toBe(`sample:${shell.clock.nowMs()}`)
    await shell.clock.advance(1_000)
    expect(await connect({ provider: 'sample', baseUrl: '', secret: '' })).toEqual(first)
  })
})

describe('signing in again', () => {
  it('replaces the credential and tells the engine', async () => {
    const { id } = await connect()
    shell.posted.splice(0)
    const answer = await handlers['accounts.reauthenticate']({
      accountId: id,
      secret: 'key-2',
      allowPlainTextVault: false,
    })
    expect(answer).toEqual({ ok: true })
    expect(shell.posted).toMatchObject([{ kind: 'account', account: { accountId: id, secret: 'key-2' } }])
  })

  it('refuses another user and keeps the credential that was there', async () => {
    const { id } = await connect()
    shell.answers.identity = { ok: true, identity: { ...ada, remoteUserId: 'user-2', displayName: 'Bob' } }
    const answer = await handlers['accounts.reauthenticate']({
      accountId: id,
      secret: 'key-2',
      allowPlainTextVault: false,
    })
    expect(answer).toEqual({ ok: false, error: { kind: 'other_user', detail: 'Bob' } })
    expect(readCredential(shell.context.journal, id)?.cipher.toString()).toBe('sealed:key-1')
  })

  it('remembers where the user works, as the first time does: a key of elsewhere is refused from then on', async () => {
    const { id } = await connect()
    const again = { accountId: id, secret: 'key-2', allowPlainTextVault: false }
    shell.answers.identity = { ok: true, identity: { ...ada, workspace: 'one' } }
    expect(await handlers['accounts.reauthenticate'](again)).toEqual({ ok: true })
    expect(readAccount(shell.context.journal, id)?.memory).toEqual({ workspace: 'one' })
    shell.answers.identity = { ok: true, identity: { ...ada, workspace: 'two' } }
    expect(await handlers['accounts.reauthenticate'](again)).toMatchObject({ ok: false, error: { kind: 'other_user' } })
  })

  it('says so where the account is gone', async () => {
    const again = { accountId: 99, secret: 'k', allowPlainTextVault: false }
    expect(await handlers['accounts.reauthenticate'](again)).toMatchObject({ ok: false, error: { kind: 'gone' } })
  })
})

describe('a key that does not say whose it is', () => {
  const choices = [
    { remoteUserId: 'ada@example.com', displayName: 'Ada Rep', email: 'ada@example.com' },
    { remoteUserId: 'bob@example.com', displayName: 'Bob Rep', email: 'bob@example.com' },
  ]
  const saleshandy = { provider: 'saleshandy', baseUrl: 'https://open-api.saleshandy.com' } as const
  const nobody = { ...ada, remoteUserId: '' }

  it('stores nothing before the user has said who they are, and remembers the answer', async () => {
    shell.answers.identity = { ok: true, identity: { ...nobody, choices } }
    expect(await handlers['accounts.connect']({ ...request, ...saleshandy })).toEqual({
      ok: false,
      error: { kind: 'choose_member', detail: null, choices },
    })
    expect(listAccounts(shell.context.journal)).toEqual([])
    shell.answers.identity = { ok: true, identity: { ...ada, remoteUserId: 'ada@example.com' } }
    const { id } = await connect({ ...saleshandy, options: { member: 'ada@example.com', unheardOf: 'x' } })
    expect(shell.identified.at(-1)?.memory).toEqual({ member: 'ada@example.com' })
    expect(readAccount(shell.context.journal, id)).toMatchObject({
      userRemoteId: 'ada@example.com',
      memory: { member: 'ada@example.com' },
    })
  })

  it('is asked with the choice of before when it is replaced', async () => {
    shell.answers.identity = { ok: true, identity: { ...ada, remoteUserId: 'ada@example.com' } }
    const { id } = await connect({ ...saleshandy, options: { member: 'ada@example.com' } })
    await handlers['accounts.reauthenticate']({ accountId: id, secret: 'key-2', allowPlainTextVault: false })
    expect(shell.identified.at(-1)).toMatchObject({ secret: 'key-2', memory: { member: 'ada@example.com' } })
  })
})

describe('an account that lives elsewhere than the address asked', () => {
  it('is kept with the address that its CRM names, and signed in again there', async () => {
    const home = 'https://api-in21.leadsquared.com'
    shell.answers.identity = { ok: true, identity: { ...ada, baseUrl: home } }
    const elsewhere = { provider: 'leadsquared', baseUrl: 'https://api.leadsquared.com', secret: 'a:b' } as const
    const account = await connect(elsewhere)
    expect(account.baseUrl).toBe(home)
    expect(shell.posted).toMatchObject([{ kind: 'account', account: { baseUrl: home } }])
    expect((await connect(elsewhere)).id).toBe(account.id)
    await handlers['accounts.reauthenticate']({ accountId: account.id, secret: 'c:d', allowPlainTextVault: false })
    expect(shell.identified.at(-1)?.baseUrl).toBe(home)
  })

  it('keeps the address asked where the CRM names one that is no safe address', async () => {
    shell.answers.identity = { ok: true, identity: { ...ada, baseUrl: 'http://api.example.com' } }
    expect((await connect()).baseUrl).toBe('https://api.example.com')
  })
})

describe('what the key may do', () => {
  const abilities = [
    { what: 'read_people', answer: 'yes', detail: null },
    { what: 'see_colleagues_records', answer: 'no', detail: 'not an administrator' },
  ] as const

  it('is asked of the CRM and kept with the account', async () => {
    const { id } = await connect()
    shell.answers.abilities = { ok: true, value: abilities }
    shell.announced.splice(0)
    expect(await handlers['accounts.checkAbilities']({ accountId: id })).toEqual({ ok: true, abilities })
    expect(await handlers['accounts.list'](null)).toMatchObject([{ id, abilities }])
    expect(shell.announced).toEqual([{ kind: 'accounts' }])
  })

  it('keeps the answer of before where the CRM cannot be asked', async () => {
    const { id } = await connect()
    shell.answers.abilities = { ok: true, value: abilities }
    await handlers['accounts.checkAbilities']({ accountId: id })
    shell.answers.abilities = { ok: false, failure: { kind: 'offline', reason: 'no route' } }
    expect(await handlers['accounts.checkAbilities']({ accountId: id })).toMatchObject({
      ok: false,
      error: { kind: 'offline' },
    })
    expect(await handlers['accounts.list'](null)).toMatchObject([{ abilities }])
    expect(await handlers['accounts.checkAbilities']({ accountId: 99 })).toMatchObject({ error: { kind: 'gone' } })
  })
})

describe('signing out', () => {
  it('forgets the key, tells the engine, and keeps everything else', async () => {
    const { id } = await connect()
    const conversationId = addConversation(shell.context, id, 'c-1')
    shell.posted.splice(0)
    expect(await handlers['accounts.signOut']({ accountId: id, mayKeepUnsent: false })).toEqual({ ok: true })
    expect(readCredential(shell.context.journal, id)).toBeNull()
    expect(shell.desktop).toContain('backup')
    expect(shell.posted).toMatchObject([{ kind: 'account', account: { accountId: id, secret: null } }])
    expect(await handlers['accounts.list'](null)).toMatchObject([{ id, isSignedIn: false }])
    expect(await handlers['conversation.get']({ conversationId })).not.toBeNull()
  })

  it('asks first where notes are unsent, and keeps them waiting for the next key', async () => {
    const { id } = await connect()
    const conversationId = addConversation(shell.context, id, 'c-1')
    const saved = await handlers['note.save']({ conversationId, text: 'on its way' })
    expect(await handlers['accounts.signOut']({ accountId: id, mayKeepUnsent: false })).toEqual({
      ok: false,
      error: { kind: 'unsent_notes', detail: '1' },
    })
    expect(readCredential(shell.context.journal, id)).not.toBeNull()
    expect(await handlers['accounts.signOut']({ accountId: id, mayKeepUnsent: true })).toEqual({ ok: true })
    expect(saved.ok && readNote(shell.context.journal, saved.noteId)?.state).toBe('held')
    await handlers['accounts.reauthenticate']({ accountId: id, secret: 'key-2', allowPlainTextVault: false })
    expect(await handlers['accounts.list'](null)).toMatchObject([{ isSignedIn: true }])
  })
})

describe('pausing', () => {
  it('is kept and told to the engine', async () => {
    const { id } = await connect()
    shell.posted.splice(0)
    expect(await handlers['accounts.setPaused']({ accountId: id, isPaused: true })).toEqual({ ok: true })
    expect(await handlers['accounts.list'](null)).toMatchObject([{ id, isPaused: true }])
    expect(shell.posted).toMatchObject([{ kind: 'account', account: { isPaused: true, secret: 'key-1' } }])
    expect(await handlers['accounts.setPaused']({ accountId: 99, isPaused: true })).toMatchObject({ ok: false })
  })
})

describe('removing an account', () => {
  it('is refused while notes are unsent', async () => {
    const { id } = await connect()
    const conversationId = addConversation(shell.context, id, 'c-1')
    const saved = await handlers['note.save']({ conversationId, text: 'still here' })
    expect(await handlers['accounts.remove']({ accountId: id, discardUnsent: false })).toEqual({
      ok: false,
      error: { kind: 'unsent_notes', detail: '1' },
    })
    expect(saved.ok && readNote(shell.context.journal, saved.noteId)?.state).toBe('held')
    expect(await handlers['accounts.list'](null)).toHaveLength(1)
  })

  it('is refused where a note is written while what is on its way comes to its end, and the account goes on', async () => {
    const { id } = await connect()
    const conversationId = addConversation(shell.context, id, 'c-1')
    await handlers['note.save']({ conversationId, text: 'given up' })
    shell.answers.beforeForgotten = () => void handlers['note.save']({ conversationId, text: 'a late thought' })
    shell.posted.splice(0)
    expect(await handlers['accounts.remove']({ accountId: id, discardUnsent: true })).toEqual({
      ok: false,
      error: { kind: 'unsent_notes', detail: '2' },
    })
    expect(await handlers['accounts.list'](null)).toHaveLength(1)
    expect(shell.posted.findLast(({ kind }) => kind === 'account')).toMatchObject({ account: { secret: 'key-1' } })
  })

  it('is refused while there are drafts, also where the notes were given up', async () => {
    const { id } = await connect()
    const conversationId = addConversation(shell.context, id, 'c-1')
    const other = addConversation(shell.context, id, 'c-2')
    await handlers['note.save']({ conversationId: other, text: 'unsent' })
    await handlers['draft.save']({ conversationId, text: 'Half a thought.' })
    await handlers['draft.save']({ conversationId: addConversation(shell.context, id, 'c-3'), text: ' \n\t' })
    const consent = { accountId: id, discardUnsent: true }
    expect(await handlers['accounts.remove']({ ...consent, discardUnsent: false })).toMatchObject({
      error: { kind: 'unsent_notes' },
    })
    expect(await handlers['accounts.remove'](consent)).toEqual({
      ok: false,
      error: { kind: 'unsent_drafts', detail: null, drafts: 1 },
    })
    expect(await handlers['draft.get']({ conversationId })).toMatchObject({ text: 'Half a thought.' })
    expect(await handlers['accounts.remove']({ ...consent, discardDrafts: true })).toEqual({ ok: true })
    expect(await handlers['accounts.list'](null)).toEqual([])
  })

  it('discards them with a receipt once the user said so, and leaves other accounts alone', async () => {
    const { id } = await connect()
    const other = await connect({ baseUrl: 'https://other.example.com' })
    const conversationId = addConversation(shell.context, id, 'c-1')
    const kept = addConversation(shell.context, other.id, 'c-1')
    const saved = await handlers['note.save']({ conversationId, text: 'given up' })
    const otherNote = await handlers['note.save']({ conversationId: kept, text: 'kept' })
    if (!saved.ok || !otherNote.ok) throw new Error('Not saved')
    expect(await handlers['accounts.remove']({ accountId: id, discardUnsent: true })).toEqual({ ok: true })
    expect(readNote(shell.context.journal, saved.noteId)).toMatchObject({ state: 'discarded', text: 'given up' })
    expect(readNote(shell.context.journal, otherNote.noteId)?.state).toBe('held')
    expect(readCredential(shell.context.journal, id)).toBeNull()
    expect(shell.desktop).toContain('backup')
    expect(await handlers['conversation.get']({ conversationId })).toBeNull()
    expect(await handlers['conversation.get']({ conversationId: kept })).not.toBeNull()
    expect(shell.posted).toContainEqual({ kind: 'forget_account', requestId: 0, accountId: id })
    expect(shell.announced).toContainEqual({ kind: 'everything' })
    expect(await handlers['accounts.remove']({ accountId: id, discardUnsent: true })).toMatchObject({ ok: false })
  })
})

describe('a note that is on its way while its account is removed', () => {
  it('is what the last answer says that it is, and not discarded', async () => {
    const { id } = await connect()
    const conversationId = addConversation(shell.context, id, 'c-1')
    const saved = await handlers['note.save']({ conversationId, text: 'just arrived' })
    if (!saved.ok) throw new Error('Not saved')
    const { journal } = shell.context
    shell.answers.beforeForgotten = () => {
      const note = readNote(journal, saved.noteId)
      if (note === null) throw new Error('The note is gone')
      moveNote(journal, note, { state: 'delivered' }, JSON.stringify({ kind: 'accepted', remoteId: 'a-1' }), 1)
    }
    expect(await handlers['accounts.remove']({ accountId: id, discardUnsent: true })).toEqual({ ok: true })
    expect(readNote(journal, saved.noteId)?.state).toBe('delivered')
    expect(await handlers['accounts.list'](null)).toEqual([])
  })
})

describe('a started engine', () => {
  it('is told of every account, one whose credential does not open as signed out', async () => {
    const first = await connect()
    const second = await connect({ baseUrl: 'https://other.example.com', secret: 'key-2' })
    shell.posted.splice(0)
    const vault = {
      ...shell.context.vault,
      open: async ({ cipher }: { cipher: Buffer }) => (cipher.toString() === 'sealed:key-1' ? 'key-1' : null),
    }
    await postAllAccounts({ ...shell.context, vault })
    expect(shell.posted).toMatchObject([
      { kind: 'account', account: { accountId: first.id, secret: 'key-1' } },
      { kind: 'account', account: { accountId: second.id, secret: null } },
    ])
    expect(shell.context.notices.list()).toMatchObject([{ kind: 'vault_unavailable', detail: 'Acme' }])
  })
})
