import type { NoteForm } from '../../../db/records.ts'
import type { NoteCapabilities } from '../../connectors/connector.ts'

/** A note as the CRM makes it unless the user says otherwise; its kind of activity, where it has one, is always the user's to choose. */
export function usualForm({ formats, visibilities }: NoteCapabilities): NoteForm {
  return { format: formats[0] ?? 'plain', visibility: visibilities[0] ?? null, isDraft: false, activity: null }
}

/** The form as it goes to this CRM: without what only another one knows. Ask `fits` first. */
export function formAs({ activityTypes, visibilities }: NoteCapabilities, form: NoteForm): NoteForm {
  const visibility = visibilities.length === 0 ? null : (form.visibility ?? visibilities[0] ?? null)
  return { ...form, visibility, activity: activityTypes ? form.activity : null }
}

/**
 * Whether the CRM can have the note as the user wants it. What it would quietly leave out matters only where it changes who sees the note, or
 * what they see: a private note must not become public, a draft must not be published.
 */
export function fits(can: NoteCapabilities, form: NoteForm, hasFiles: boolean): boolean {
  if (!can.formats.includes(form.format)) return false
  if (form.visibility === 'private' && !can.visibilities.includes('private')) return false
  if (form.isDraft && !can.drafts) return false
  return !hasFiles || can.attachments !== null
}
