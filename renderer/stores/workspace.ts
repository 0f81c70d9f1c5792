import { create } from 'zustand'
import type { InboxFilter } from '../../electron/ipc/shapes.ts'

type Screen = 'inbox' | 'outbox' | 'settings'

/** What lies over the workspace. One at a time. */
type Overlay =
  | { readonly kind: 'none' }
  | { readonly kind: 'search' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'add_account' }
  | { readonly kind: 'reauthenticate'; readonly accountId: number }
  /** `isNew`: it has just been connected. */
  | { readonly kind: 'abilities'; readonly accountId: number; readonly isNew: boolean }

const nothing: Overlay = { kind: 'none' }

interface WorkspaceState {
  readonly screen: Screen
  readonly overlay: Overlay
  /** Null: all accounts. */
  readonly accountId: number | null
  readonly filter: InboxFilter
  /** The row that the keyboard is on. */
  readonly activeId: number | null
  readonly openedId: number | null
  /** The entry that a search led to; the timeline scrolls to it. */
  readonly soughtActivityId: number | null
  readonly isLeadPanelWanted: boolean | null
  readonly show: (screen: Screen) => void
  readonly lay: (overlay: Overlay) => void
  readonly closeOverlay: () => void
  readonly chooseAccount: (accountId: number | null) => void
  readonly chooseFilter: (filter: InboxFilter) => void
  readonly moveTo: (conversationId: number) => void
  readonly open: (conversationId: number, soughtActivityId?: number | null) => void
  /** It is not there to be looked at any more. Another one that is open stays. */
  readonly close: (conversationId: number) => void
  readonly wantLeadPanel: (isWanted: boolean) => void
}

/** Which screen, which conversation, which filter: what the panes share. */
export const useWorkspace = create<WorkspaceState>()((set) => ({
  screen: 'inbox',
  overlay: nothing,
  accountId: null,
  filter: 'active',
  activeId: null,
  openedId: null,
  soughtActivityId: null,
  isLeadPanelWanted: null,
  show: (screen) => set({ screen, overlay: nothing }),
  lay: (overlay) => set({ overlay }),
  closeOverlay: () => set({ overlay: nothing }),
  chooseAccount: (accountId) => set({ accountId, activeId: null }),
  chooseFilter: (filter) => set({ filter, activeId: null }),
  moveTo: (activeId) => set({ activeId }),
  open: (conversationId, soughtActivityId = null) =>
    set({
      screen: 'inbox',
      overlay: nothing,
      activeId: conversationId,
      openedId: conversationId,
      soughtActivityId,
    }),
  close: (conversationId) =>
    set(({ openedId, activeId, soughtActivityId }) => ({
      openedId: openedId === conversationId ? null : openedId,
      activeId: activeId === conversationId ? null : activeId,
      soughtActivityId: openedId === conversationId ? null : soughtActivityId,
    })),
  wantLeadPanel: (isLeadPanelWanted) => set({ isLeadPanelWanted }),
}))
