import { create } from 'zustand'

interface SearchState {
  readonly text: string
  /** The hit that the keyboard is on; null: the first. */
  readonly activeKey: string | null
  readonly type: (text: string) => void
  readonly moveTo: (key: string) => void
}

export const useSearch = create<SearchState>()((set) => ({
  text: '',
  activeKey: null,
  type: (text) => set({ text, activeKey: null }),
  moveTo: (activeKey) => set({ activeKey }),
}))
