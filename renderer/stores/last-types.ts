import { create } from 'zustand'

interface LastTypesState {
  readonly byAccount: Readonly<Record<number, string>>
  readonly remember: (accountId: number, typeCode: string) => void
}

/** Which kind of activity was chosen last in each account: most people write the same kind all day. */
export const useLastTypes = create<LastTypesState>()((set) => ({
  byAccount: {},
  remember: (accountId, typeCode) => set(({ byAccount }) => ({ byAccount: { ...byAccount, [accountId]: typeCode } })),
}))
