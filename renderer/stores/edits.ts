import { create } from 'zustand'
import { type EditsState, editsState } from './edits-state.ts'

export const useEdits = create<EditsState>()(editsState)
