import type { SaleshandyModel } from '../../sandbox/saleshandy/model.ts'
import type { Note } from '../../sandbox/saleshandy/types.ts'
import type { ListedRows } from '../crm.ts'
import { folded } from './first-listed.ts'

/** What Saleshandy lists now, `notes` of its notes among it, as the replica should have it. */
export function listedRowsOf(model: SaleshandyModel, notes: readonly Readonly<Note>[]): ListedRows {
  const { state } = model
  const prospects = state.listedProspects()
  return {
    leads: prospects.map((row) => ({
      remote_id: row.id,
      email: row.email,
      first_name: fieldValueOf(model, row.values, 'First Name'),
      last_name: fieldValueOf(model, row.values, 'Last Name'),
      phone: fieldValueOf(model, row.values, 'Phone Number'),
      created_at_ms: stampOf(model, row.createdAtMs),
    })),
    conversations: [
      ...prospects.map((row) => ({ remote_id: row.id, lead: row.id })),
      ...state.listedThreads().map((row) => ({
        remote_id: `thread:${row.id}`,
        lead: null,
        snippet: row.subject,
        email: row.sender.email,
        is_unread: Number(!row.isRead),
        last_event_at_ms: stampOf(model, row.lastMessageAtMs),
      })),
    ],
    activities: [
      ...notes.map((row) => ({
        remote_id: row.id,
        conversation: row.prospectId,
        lead: row.prospectId,
        type: 'Note',
        summary: folded(plainText(row.content)),
        author_id: emailOf(model, row.authorId),
        created_at_ms: stampOf(model, row.createdAtMs),
      })),
      ...state.listedThreads().flatMap((thread) =>
        thread.mails.map((mail) => ({
          remote_id: `message:${thread.id}/${mail.id}`,
          conversation: `thread:${thread.id}`,
          lead: null,
          created_at_ms: stampOf(model, mail.atMs),
        })),
      ),
    ],
  }
}

/** As a list prints it. */
export function stampOf({ settings }: SaleshandyModel, ms: number): number {
  return Math.floor(ms / settings.stampResolutionMs) * settings.stampResolutionMs
}

function fieldValueOf({ state }: SaleshandyModel, values: ReadonlyMap<string, string>, label: string): string | null {
  const field = state.team.fields.find((one) => one.label === label)
  return (field === undefined ? undefined : values.get(field.id)) ?? null
}

function emailOf({ state }: SaleshandyModel, memberId: string): string | null {
  return state.team.members.find(({ id }) => id === memberId)?.email.toLowerCase() ?? null
}

/** An independent reading of the little HTML that the sandbox keeps notes in. */
function plainText(html: string): string {
  const words: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' }
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => words[name] ?? '')
}
