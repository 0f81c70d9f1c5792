import { create } from 'zustand'
import { call } from '../bridge.ts'
import { schedule } from '../clock.ts'
import { type DraftsState, draftsState } from './drafts-state.ts'

export const useDrafts = create<DraftsState>()(
  draftsState(
    {
      saveDraft: (draft) => call('draft.save', draft),
      readDraft: (conversationId) => call('draft.get', { conversationId }),
      saveNote: (note) => call('note.save', note),
      undo: (noteId) => call('note.undo', { noteId }),
      removeFile: (conversationId, position) => call('attachment.remove', { conversationId, position }),
    },
    schedule,
  ),
)

// A window that closes gives no other notice, and one that is hidden may be ended without any.
window.addEventListener('pagehide', () => useDrafts.getState().saveAllNow())
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') useDrafts.getState().saveAllNow()
})
