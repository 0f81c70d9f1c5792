import { create } from 'zustand'
import { schedule } from '../clock.ts'

interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'plain' | 'danger'
}

interface ToastsState {
  readonly toasts: readonly Toast[]
  readonly say: (text: string, tone?: Toast['tone']) => void
  readonly dismiss: (id: number) => void
}

const shownMs = { plain: 4_000, danger: 10_000 } as const

/** Short answers to what the user just did; anything that must be seen is a notice. */
export const useToasts = create<ToastsState>()((set, get) => ({
  toasts: [],
  say(text, tone = 'plain') {
    const id = (get().toasts.at(-1)?.id ?? 0) + 1
    set(({ toasts }) => ({ toasts: [...toasts.filter((toast) => toast.text !== text), { id, text, tone }] }))
    schedule(shownMs[tone], () => get().dismiss(id))
  },
  dismiss: (id) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
}))
