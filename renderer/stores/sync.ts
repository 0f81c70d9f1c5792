import { create } from 'zustand'
import type { AccountStatus } from '../../electron/ipc/shapes.ts'
import type { Standstill } from '../text-trouble.ts'

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

/** Why nothing of an account leaves now, and will not by itself; null: nothing of the kind. */
export function useStandstill(accountId: number): Standstill | null {
  const connectivity = useAccountStatus(accountId)?.connectivity
  return connectivity === 'offline' || connectivity === 'signed_out' || connectivity === 'paused' ? connectivity : null
}

/** What is asked of the CRM now would get no answer: for one account, or (null) for each of them. */
export function useIsOffline(accountId: number | null): boolean {
  return useSync(({ statuses }) => {
    const asked = accountId === null ? statuses : statuses.filter((status) => status.accountId === accountId)
    return asked.length > 0 && asked.every(({ connectivity }) => connectivity === 'offline')
  })
}
