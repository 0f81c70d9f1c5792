import { afterEach, describe, expect, it } from 'vitest'
import type { FromEngine } from '../../../electron/sync/protocol.ts'
import { startLeadpingSandbox } from '../../sandbox/leadping/sandbox.ts'
import type { LeadpingSandbox } from '../../sandbox/leadping/sandbox-core.ts'
import { openWorkspace, until, type Workspace } from './workspace.ts'

let sandbox: LeadpingSandbox
let workspace: Workspace

async function setUp(): Promise<void> {
  sandbox = await startLeadpingSandbox({ dialect: 'B', seed: 7, conversations: 5, activities: 20, nowMs: Date.now() })
  const { id, name } = sandbox.state.team.me
  workspace = openWorkspace({ url: sandbox.url, key: sandbox.key, userId: id, userName: name })
}

afterEach(async () => {
  await workspace.stop()
  await sandbox.close()
})

async function answerTo(requestId: number) {
  const find = (): FromEngine | undefined =>
    workspace.messages.find((message) => message.kind === 'abilities' && message.requestId === requestId)
  await until('the engine has answered', () => find() !== undefined)
  const answer = find()
  return answer?.kind === 'abilities' ? answer.result : null
}

describe('what a key may do', () => {
  it('is asked of the CRM by the account’s own engine, and nothing is written to find out', async () => {
    await setUp()
    workspace.engine.handle({ kind: 'check_abilities', requestId: 1, accountId: workspace.accountId })
    const result = await answerTo(1)
    expect(result).toMatchObject({ ok: true })
    expect(result?.ok === true && result.value).toContainEqual({ what: 'read_people', answer: 'yes', detail: null })
    expect(sandbox.state.notesFromApi()).toEqual([])
  })

  it('is asked with the new key where the old one has just been replaced', async () => {
    await setUp()
    const account = {
      accountId: workspace.accountId,
      provider: 'leadping',
      baseUrl: sandbox.url,
      isPaused: false,
    } as const
    workspace.engine.handle({ kind: 'account', account: { ...account, secret: 'sk_of_nobody' } })
    workspace.engine.handle({ kind: 'account', account: { ...account, secret: sandbox.key } })
    workspace.engine.handle({ kind: 'check_abilities', requestId: 2, accountId: workspace.accountId })
    expect(await answerTo(2)).toMatchObject({ ok: true })
  })

  it('is nothing without a key, and of an account that is not there', async () => {
    await setUp()
    const { engine, accountId } = workspace
    engine.handle({
      kind: 'account',
      account: { accountId, provider: 'leadping', baseUrl: sandbox.url, secret: null, isPaused: false },
    })
    engine.handle({ kind: 'check_abilities', requestId: 3, accountId })
    engine.handle({ kind: 'check_abilities', requestId: 4, accountId: 99 })
    const refusal = { ok: false, failure: { kind: 'unauthorized', detail: null } }
    expect(await answerTo(3)).toEqual(refusal)
    // Nobody is asked with an empty key.
    expect(sandbox.requests.matching({ status: 401 })).toEqual([])
    expect(await answerTo(4)).toEqual(refusal)
  })
})
