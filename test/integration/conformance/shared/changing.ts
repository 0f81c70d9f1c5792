import { expect } from 'vitest'
import type { EditResult, NoteEdit, Outcome } from '../../../../electron/connectors/connector.ts'
import type { FaultRule } from '../../../sandbox/faults.ts'
import type { Proofs } from '../proof.ts'
import type { ConformanceSubject } from '../subject.ts'
import { failureOf, inWorld, successOf, type World } from '../world.ts'
import { created, noteFor } from './sending.ts'

const newText = 'Bill is 260 by now & rising.\nRoof nine years old 🔋'

/** A delivered note as somebody begins to change it who sees what the CRM shows. */
async function begun(world: World, text = 'Bill is 240 & rising'): Promise<NoteEdit> {
  const note = noteFor(world, { text })
  const { remoteId } = await created(world, { text })
  const page = successOf(await world.connector.pullConversation(note.conversationRemoteId, null, 'on_demand'))
  const shown = page.activities.find((row) => row.remoteId === remoteId)
  const base = shown?.description ?? shown?.summary
  if (base === null || base === undefined) throw new Error('the CRM does not show the note that was just written')
  await world.clock.advance(5_000)
  return { ...note, noteRemoteId: remoteId, text: newText, base }
}

async function edit({ connector }: World, wish: NoteEdit): Promise<Outcome<EditResult>> {
  if (connector.editNote === undefined) throw new Error('the connector edits no notes')
  return connector.editNote(wish)
}

function textIn({ crm }: World, remoteId: string): string | undefined {
  return crm.notes.kept().find((note) => note.remoteId === remoteId)?.text
}

function strikeEdit({ crm }: World, fault: FaultRule): void {
  crm.faults.add({ ...fault, match: { method: 'PATCH', pathPattern: crm.paths.edit ?? '' } })
}

const concerns: NonNullable<Proofs[string]['concerns']> = ({ note }) => note.edits

export const changing = {
  'changes a note of one’s own, and writes nothing where it is so already': {
    concerns,
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async (world) => {
        const wish = await begun(world)
        const first = successOf(await edit(world, wish))
        expect(first).toMatchObject({ kind: 'edited', activity: { remoteId: wish.noteRemoteId } })
        expect(textIn(world, wish.noteRemoteId)).toBe(newText)
        const writes = world.written.length
        expect(successOf(await edit(world, wish)).kind).toBe('edited')
        expect(world.written).toHaveLength(writes)
        expect(world.crm.notes.kept()).toHaveLength(1)
      }),
  },
  'leaves a colleague’s change alone and shows it': {
    concerns,
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async (world) => {
        const wish = await begun(world)
        world.crm.notes.change(wish.noteRemoteId, 'Bill is 100, they moved')
        const result = successOf(await edit(world, wish))
        expect(result.kind).toBe('conflict')
        if (result.kind === 'conflict') {
          expect(`${result.theirs.description} ${result.theirs.summary}`).toContain('Bill is 100, they moved')
          // Its words are what the user has seen, and what they overwrite knowingly.
          const base = result.theirs.summary ?? result.theirs.description ?? ''
          expect(textIn(world, wish.noteRemoteId)).toBe('Bill is 100, they moved')
          expect(successOf(await edit(world, { ...wish, base })).kind).toBe('edited')
        }
        expect(textIn(world, wish.noteRemoteId)).toBe(newText)
      }),
  },
  'says that a note is gone which cannot be changed any more': {
    concerns,
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async (world) => {
        const wish = await begun(world)
        world.crm.notes.remove(wish.noteRemoteId)
        expect(successOf(await edit(world, wish))).toEqual({ kind: 'gone' })
      }),
  },
  'may be told again to change a note when the answer was lost': {
    concerns,
    run: async (subject: ConformanceSubject) => {
      const faults: readonly FaultRule[] = [
        { kind: 'drop_after_commit' },
        { kind: 'drop_before_commit' },
        { kind: 'truncate' },
        { kind: 'malformed_json' },
        { kind: 'html' },
        { kind: 'status', status: 503 },
        { kind: 'status', status: 500, afterCommit: true },
      ]
      for (const fault of faults) {
        await inWorld(subject, { people: 4, activities: 12 }, async (world) => {
          const wish = await begun(world)
          strikeEdit(world, fault)
          failureOf(await edit(world, wish))
          const again = successOf(await edit(world, wish))
          expect(again, JSON.stringify(fault)).toMatchObject({ kind: 'edited' })
          expect(textIn(world, wish.noteRemoteId)).toBe(newText)
          expect(world.crm.notes.kept()).toHaveLength(1)
        })
      }
    },
  },
} as const satisfies Proofs
