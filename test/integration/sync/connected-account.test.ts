import { describe, expect, it } from 'vitest'
import { listAccounts } from '../../../db/accounts.ts'
import type { Identity } from '../../../electron/connectors/connector.ts'
import { isAccountOf, storeConnectedAccount } from '../../../electron/sync/accounts/connected-account.ts'
import { open, startMs, temporaryFolder } from '../db/support.ts'

const nadia: Identity = {
  remoteUserId: 'nadia@northgate.example',
  displayName: 'Nadia Okafor',
  email: 'nadia@northgate.example',
  organizationName: null,
}
const connected = (identity: Identity) =>
  ({ provider: 'saleshandy', baseUrl: 'https://crm.example', identity, memory: {}, sealed: null }) as const

describe('an account that is connected', () => {
  it('is the known one where the same user of the same organization is connected again', () => {
    const { journal } = open(temporaryFolder())
    const first = storeConnectedAccount(journal, connected({ ...nadia, workspace: 'M1' }), startMs)
    expect(storeConnectedAccount(journal, connected({ ...nadia, workspace: 'M1' }), startMs)).toBe(first)
    // A key that may not list the team does not say which it is.
    expect(storeConnectedAccount(journal, connected(nadia), startMs)).toBe(first)
    expect(listAccounts(journal)).toMatchObject([{ memory: { workspace: 'M1' } }])
  })

  it('is another one where the same person is a member of another organization', () => {
    const { journal } = open(temporaryFolder())
    const first = storeConnectedAccount(journal, connected({ ...nadia, workspace: 'M1' }), startMs)
    const second = storeConnectedAccount(journal, connected({ ...nadia, workspace: 'X9' }), startMs)
    expect(second).not.toBe(first)
    const [account] = listAccounts(journal)
    expect(account !== undefined && isAccountOf(account, { ...nadia, workspace: 'X9' })).toBe(false)
  })
})
