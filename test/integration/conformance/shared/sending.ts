import type {
  ActivityRecord,
  CreatedNote,
  NoteForm,
  NoteSearch,
  NoteToSend,
  Outcome,
} from '../../../../electron/connectors/connector.ts'
import type { Target } from '../subject.ts'
import { successOf, type World } from '../world.ts'

/** A note that was sent as the engine sends it, and how it would be looked for. */
export interface Sent {
  readonly note: NoteToSend
  readonly outcome: Outcome<CreatedNote>
  readonly search: NoteSearch
}

export interface NoteWish {
  /** As a reader has to read it. */
  readonly text?: string
  readonly form?: NoteForm
  readonly target?: Target
  readonly attachmentRemoteIds?: readonly string[]
  readonly noteId?: string
}

/** Letters of several alphabets, signs that HTML and JSON escape, and lines as a field rep writes them. */
export const roughText =
  'Bill is “240” in summer & <b>rising</b>: x < y > z\nRoof 8 years old — wants a battery 🔋, não agora.\n\nSays: "call after 6" \\ 5\'10" &amp; so on'

/** The text as the form's format writes it. */
function written(text: string, { format }: NoteForm): string {
  if (format === 'plain') return text
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return escaped
    .split('\n')
    .map((line) => (line === '' ? '<p><br></p>' : `<p>${line}</p>`))
    .join('')
}

let noteNumber = 0

export function noteFor({ crm }: World, wish: NoteWish = {}): NoteToSend {
  noteNumber += 1
  const form = wish.form ?? plainest(crm.notes.forms)
  return {
    noteId: wish.noteId ?? `01922f4a-5f00-7000-8000-${String(noteNumber).padStart(12, '0')}`,
    ...(wish.target ?? crm.notes.target),
    text: written(wish.text ?? roughText, form),
    form,
    attachmentRemoteIds: wish.attachmentRemoteIds ?? [],
    writtenAtMs: Date.UTC(2026, 9, 1, 9, 58),
  }
}

/** Takes the snapshot where there is one, sends, and lets some time pass, as it does. */
export async function send(world: World, wish: NoteWish = {}): Promise<Sent> {
  const { connector, clock, crm } = world
  const note = noteFor(world, wish)
  const snapshot = connector.snapshotNotes === undefined ? null : successOf(await connector.snapshotNotes(note))
  const sentAtMs = clock.nowMs()
  const outcome = await connector.createNote(note)
  await clock.advance(1_000)
  const search = {
    ...note,
    snapshot,
    sentAtMs,
    gaveUpAtMs: clock.nowMs(),
    authorRemoteId: crm.identity.remoteUserId,
    authorName: crm.identity.displayName,
    excludeRemoteIds: new Set<string>(),
  }
  return { note, outcome, search }
}

export async function created(world: World, wish: NoteWish = {}): Promise<ActivityRecord> {
  return successOf((await send(world, wish)).outcome).activity
}

/** The next write of a note meets this. */
export function strikeNote(world: World, fault: Parameters<World['crm']['faults']['add']>[0]): void {
  world.crm.faults.add({ ...fault, match: { method: 'POST', pathPattern: world.crm.paths.createNote } })
}

function plainest(forms: World['crm']['notes']['forms']): NoteForm {
  const [first] = forms
  if (first === undefined) throw new Error('The CRM takes no notes')
  return first.form
}
