import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { channels } from '../../../electron/ipc/contract.ts'
import { allHandlers } from '../../../electron/main/handlers/all.ts'
import { CallRefused, channelNames, createRouter, type Handlers } from '../../../electron/main/router.ts'
import { addAccount, addConversation, createShellContext } from './shell-context.ts'

let shell: ReturnType<typeof createShellContext>
let handlers: Handlers
const troubles: string[] = []

beforeEach(() => {
  shell = createShellContext()
  handlers = allHandlers(shell.context)
  troubles.splice(0)
})
afterEach(() => shell.close())

const routeWith = (replaced: Partial<Handlers>) =>
  createRouter({
    handlers: { ...handlers, ...replaced },
    onStorageTrouble: (problem, detail) => troubles.push(`${problem}: ${detail}`),
    mendFiles: async () => {
      troubles.push('mended')
      return true
    },
  })

/** As better-sqlite3 and Node throw them. */
function errorWithCode(code: string): Error {
  return Object.assign(new Error(`failed with ${code}`), { code })
}

describe('the contract', () => {
  it('has a handler for every channel and no handler without one', () => {
    expect(Object.keys(handlers).toSorted()).toEqual(Object.keys(channels).toSorted())
    expect(channelNames.toSorted()).toEqual(Object.keys(channels).toSorted())
  })
})

describe('the door into main', () => {
  it('has a damaged file mended, and asks once more', async () => {
    let calls = 0
    const route = routeWith({
      'sync.status': () => {
        calls += 1
        if (calls === 1) throw errorWithCode('SQLITE_CORRUPT_VTAB')
        return []
      },
    })
    expect(await route(true, 'sync.status', null)).toEqual([])
    expect(troubles).toEqual(['mended'])
  })

  it('lets a call of the page through to its handler and back', async () => {
    const route = routeWith({})
    expect(await route(true, 'app.info', null)).toEqual({ version: '1.2.3', platform: 'linux', isOnBrowserHost: false })
    expect(await route(true, 'settings.get', null)).toEqual({
      theme: 'system',
      undoHoldMs: 5_000,
      asksBeforeQuit: true,
      phoneRegion: 'US',
    })
  })

  it('checks the sender first: a stranger does not learn whether its input was good', async () => {
    let isCalled = false
    const route = routeWith({
      'app.copy': () => {
        isCalled = true
        return { ok: true }
      },
    })
    await expect(route(false, 'app.copy', { text: 'x' })).rejects.toThrow(/own page/)
    await expect(route(false, 'app.copy', { nonsense: 1 })).rejects.toThrow(/own page/)
    expect(isCalled).toBe(false)
  })

  it('refuses input that is not as agreed before the handler sees it, and does not repeat it', async () => {
    let isCalled = false
    const route = routeWith({
      'accounts.connect': () => {
        isCalled = true
        throw new Error('not reached')
      },
    })
    const refusal = route(true, 'accounts.connect', { provider: 'leadping', secret: { key: 'hunter2' } })
    await expect(refusal).rejects.toThrow(CallRefused)
    await expect(refusal).rejects.toThrow(/secret: invalid_type/)
    await expect(refusal).rejects.not.toThrow(/hunter2/)
    expect(isCalled).toBe(false)
  })

  it.each([undefined, 7, 'x', [], { conversationId: '1' }, { conversationId: -1 }, { conversationId: 1.5 }])(
    'refuses %j as a conversation',
    async (input) => {
      await expect(routeWith({})(true, 'conversation.get', input)).rejects.toThrow(CallRefused)
    },
  )

  it('lets no answer out that is not as agreed, and drops what the contract does not name', async () => {
    const info = { version: '1', platform: 'linux', isOnBrowserHost: true }
    const extra = { ...info, secret: 'hunter2' }
    expect(await routeWith({ 'app.info': () => extra })(true, 'app.info', null)).toEqual(info)
    const settings = { theme: 'dark' as const, undoHoldMs: -1, asksBeforeQuit: true, phoneRegion: 'US' }
    await expect(routeWith({ 'settings.get': () => settings })(true, 'settings.get', null)).rejects.toThrow(
      /the answer is not as agreed: undoHoldMs/,
    )
  })

  it.each([
    ['SQLITE_FULL', 'storage_full'],
    ['ENOSPC', 'storage_full'],
    ['SQLITE_READONLY', 'storage_read_only'],
    ['EROFS', 'storage_read_only'],
  ])('turns %s into the value %s where the channel has it', async (code, kind) => {
    const fail = () => {
      throw errorWithCode(code)
    }
    const note = { conversationId: 1, text: 'x' }
    expect(await routeWith({ 'note.save': fail })(true, 'note.save', note)).toEqual({
      ok: false,
      error: { kind, detail: `failed with ${code}` },
    })
    expect(troubles).toEqual([`${kind}: failed with ${code}`])
  })

  it('says "storage" where the channel has one word for both', async () => {
    const fail = () => Promise.reject(errorWithCode('SQLITE_FULL'))
    const input = { provider: 'leadping', baseUrl: 'https://a.example', secret: 's', allowPlainTextVault: false }
    expect(await routeWith({ 'accounts.connect': fail })(true, 'accounts.connect', input)).toMatchObject({
      ok: false,
      error: { kind: 'storage' },
    })
  })

  it('tells of a full disk although the channel has no value for it', async () => {
    const fail = () => {
      throw errorWithCode('SQLITE_FULL')
    }
    await expect(routeWith({ 'outbox.list': fail })(true, 'outbox.list', null)).rejects.toThrow('SQLITE_FULL')
    expect(troubles).toHaveLength(1)
  })

  it('tells the page when the disk is really full, and takes the note once there is room again', async () => {
    const { journal } = shell.context
    const conversationId = addConversation(shell.context, addAccount(shell.context), 'c-1')
    const pages = Number(journal.raw.pragma('page_count', { simple: true }))
    journal.raw.pragma(`max_page_count = ${pages}`)
    const route = routeWith({})
    const note = { conversationId, text: 'x'.repeat(90_000) }
    expect(await route(true, 'note.save', note)).toMatchObject({ ok: false, error: { kind: 'storage_full' } })
    expect(await route(true, 'draft.save', note)).toMatchObject({ ok: false, error: { kind: 'storage_full' } })
    expect(troubles).toHaveLength(2)
    expect(await route(true, 'outbox.list', null)).toEqual([])
    expect(shell.posted).toEqual([])
    journal.raw.pragma('max_page_count = 1073741823')
    expect(await route(true, 'note.save', note)).toMatchObject({ ok: true })
  })

  it('does not dress up a bug as a full disk', async () => {
    const fail = () => {
      throw new TypeError('a bug')
    }
    const note = { conversationId: 1, text: 'x' }
    await expect(routeWith({ 'note.save': fail })(true, 'note.save', note)).rejects.toThrow(TypeError)
    expect(troubles).toEqual([])
  })
})
