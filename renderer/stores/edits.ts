import { create } from 'zustand'
import { answered } from '../answered.ts'
import { call } from '../bridge.ts'
import { schedule } from '../clock.ts'
import { storeFailureWords } from '../text-failure.ts'
import { keepEdits } from './edits-keeper.ts'
import { type EditsState, editsState } from './edits-state.ts'
import { useToasts } from './toasts.ts'

export const useEdits = create<EditsState>()(editsState)

const keeper = keepEdits(
  useEdits,
  { keep: (edit) => call('edit.keep', edit), giveUp: (subject) => call('edit.giveUp', { subject }) },
  schedule,
)

void answered(call('edit.list', null)).then((kept) => {
  if ('ok' in kept) useToasts.getState().say(storeFailureWords(kept.error), 'danger')
  else keeper.adopt(kept)
})

// A window that closes gives no other notice, and one that is hidden may be ended without any.
window.addEventListener('pagehide', () => keeper.saveAllNow())
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') keeper.saveAllNow()
})
