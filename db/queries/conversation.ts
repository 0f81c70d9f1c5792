import type { Journal, Replica } from '../connection.ts'
import { readDraft } from '../drafts.ts'
import { timelineCoverage } from './coverage.ts'
import { shownTargets } from './draft-targets.ts'
import { besideOf, type InboxColumns, inboxColumns, inboxRowOf } from './inbox.ts'
import { fullName } from './names.ts'
import { noteTargetOf } from './people.ts'
import type { Conversation, Lead } from './shapes.ts'

interface ConversationColumns extends InboxColumns {
  readonly status_reason: string | null
  readonly archived_at_ms: number | null
  readonly takes_notes: number
  readonly lead_id: number | null
  readonly is_lead_shown: number | null
  readonly lead_stage: string | null
  readonly lead_source: string | null
  readonly lead_score: number | null
  readonly lead_is_archived: number | null
  readonly lead_created_at_ms: number | null
  readonly lead_updated_at_ms: number | null
}

/** The head of one conversation with its lead and draft; null where the CRM does not show it (any more). */
export function conversationById(replica: Replica, journal: Journal, id: number): Conversation | null {
  const row = replica
    .prepare<[number], ConversationColumns>(
      `SELECT ${inboxColumns}, c.status_reason, c.archived_at_ms, c.takes_notes, c.lead_id,
         l.is_placeholder = 0 AND l.removed_at_ms IS NULL AS is_lead_shown, l.stage AS lead_stage,
         l.source AS lead_source, l.score AS lead_score, l.is_archived AS lead_is_archived, l.created_at_ms AS lead_created_at_ms,
         l.updated_at_ms AS lead_updated_at_ms
       FROM conversations AS c LEFT JOIN leads AS l ON l.id = c.lead_id WHERE c.id = ? AND c.removed_at_ms IS NULL`,
    )
    .get(id)
  if (!row) return null
  const draft = readDraft(journal, row.account_id, row.remote_id)
  return {
    ...inboxRowOf(row, besideOf(journal)),
    email: row.email ?? row.lead_email,
    statusReason: row.status_reason,
    archivedAtMs: row.archived_at_ms,
    lead: leadOf(row),
    draft: draft?.text ?? '',
    draftForm: draft?.form ?? null,
    draftAlsoTo: shownTargets(replica, draft?.alsoTo ?? []),
    takesNotes: row.takes_notes === 1,
    noteTarget: noteTargetOf(replica, journal, id),
    coverage: timelineCoverage(replica, row.account_id, id),
  }
}

function leadOf(row: ConversationColumns): Lead | null {
  if (row.lead_id === null || row.is_lead_shown !== 1) return null
  return {
    id: row.lead_id,
    displayName: fullName(row.lead_first_name, row.lead_last_name) || (row.lead_phone ?? row.lead_email ?? ''),
    phone: row.lead_phone,
    email: row.lead_email,
    stage: row.lead_stage,
    source: row.lead_source,
    score: row.lead_score,
    isArchived: row.lead_is_archived === 1,
    createdAtMs: row.lead_created_at_ms,
    updatedAtMs: row.lead_updated_at_ms,
  }
}
