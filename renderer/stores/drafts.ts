import { create } from 'zustand'
import { call } from '../bridge.ts'
import { schedule } from '../clock.ts'
import { type DraftsState, draftsState } from './drafts-state.ts'

export const useDrafts = create<DraftsState>()(
  draftsState(
    {
      saveDraft: (conversationId, text) => call('draft.save', { conversationId, text }),
      saveNote: (conversationId, text) => call('note.save', { conversationId, text }),
      undo: (noteId) => call('note.undo', { noteId }),
    },
    schedule,
  ),
)
