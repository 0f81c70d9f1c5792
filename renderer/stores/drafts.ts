import { create } from 'zustand'
import { call } from '../bridge.ts'
import { schedule } from '../clock.ts'
import { type DraftsState, draftsState } from './drafts-state.ts'

export const useDrafts = create<DraftsState>()(
  draftsState(
    {
      saveDraft: (conversationId, text, form) => call('draft.save', { conversationId, text, form }),
      readDraft: (conversationId) => call('draft.get', { conversationId }),
      saveNote: (note) => call('note.save', note),
      undo: (noteId) => call('note.undo', { noteId }),
      removeFile: (conversationId, position) => call('attachment.remove', { conversationId, position }),
    },
    schedule,
  ),
)
