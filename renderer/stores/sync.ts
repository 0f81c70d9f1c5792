import { create } from 'zustand'
import type { AccountStatus, Connectivity } from '../../electron/ipc/shapes.ts'
import type { Standstill } from '../text-status.ts'

interface SyncState {
  readonly statuses: readonly AccountStatus[]
  readonly setStatuses: (statuses: readonly AccountStatus[]) => void
}

/** What the engine last said about each account. */
export const useSync = create<SyncState>()((set) => ({
  statuses: [],
  setStatuses: (statuses) => set({ statuses }),
}))

/** Null where the engine has not spoken of the account yet. */
export function useAccountStatus(accountId: number | null): AccountStatus | null {
  return useSync(({ statuses }) => statuses.find((status) => status.accountId === accountId) ?? null)
}

/** Why what is asked of the CRM now gets no answer: for one account, or (null) for each of them. Null: it may get one. */
export function useStandstill(accountId: number | null): Standstill | null {
  return useSync(({ statuses }) => {
    const asked = statuses.filter((status) => accountId === null || status.accountId === accountId)
    const reasons = asked.map(({ connectivity }) => connectivity)
    const standstills = reasons.filter(isStandstill)
    return standstills.length < reasons.length ? null : (standstills[0] ?? null)
  })
}

function isStandstill(connectivity: Connectivity): connectivity is Standstill {
  return connectivity === 'offline' || connectivity === 'signed_out' || connectivity === 'paused'
}
