import type { CreatedNote, NoteForm, NoteToSend, Outcome } from '../connector.ts'
import { isPassing, knownType } from './activity-types.ts'
import { bareActivity } from './mapping.ts'
import { markIn, noteInWords } from './note-words.ts'
import type { Session } from './session.ts'
import { formatStamp } from './timestamps.ts'
import type { CreatedWire } from './wire.ts'

type ActivityForm = NonNullable<NoteForm['activity']>

/** Posts the activity, once. Whatever has to be known for it is read before: where that fails, the note has not left. */
export async function createNote(session: Session, note: NoteToSend): Promise<Outcome<CreatedNote>> {
  const form = note.form.activity
  const code = form === null ? Number.NaN : Number(form.typeCode)
  if (form === null || !Number.isInteger(code)) {
    return refused('A note for LeadSquared needs an activity type. Choose one and send it again.')
  }
  const mark = markIn(note.text)
  if (mark !== null) {
    return refused(
      `LeadSquared uses “${mark}” inside notes for itself and would take the text apart. Remove it and send it again.`,
    )
  }
  const user = await ownUser(session)
  if (!user.ok) return user
  const type = await knownType(session, code, 'push')
  if (!type.ok) return type
  const referenceField = type.value?.fields.find((field) => field.isReference)?.name ?? null
  rememberReference(session, form.typeCode, referenceField !== null)
  const happenedAtMs = momentFor(session, note, form)
  const outcome = await session.client.create(bodyOf(note, form, code, happenedAtMs, referenceField))
  if (!outcome.ok) return outcome
  const { userId, userName } = session.known()
  const created = bareActivity(outcome.value.Message.Id, leadIdOf(note), code, () => type.value?.name ?? form.typeName)
  const activity = {
    ...created,
    status: 'Active',
    summary: note.text.trim() === '' ? null : noteInWords(note.text),
    authorId: userId,
    authorName: userName,
    createdAtMs: happenedAtMs,
    extra: Object.fromEntries(fieldsOf(form, note, referenceField).flatMap(asExtra)),
  }
  return { ok: true, value: { activity, leadScore: scoreIn(outcome.value) } }
}

function refused(reason: string): Outcome<never> {
  return { ok: false, failure: { kind: 'rejected', status: 400, reason } }
}

/** Whose keys these are, asked for once: the created activity is theirs. */
async function ownUser(session: Session): Promise<Outcome<null>> {
  if (session.known().userId !== null) return { ok: true, value: null }
  const { findings } = session
  findings.askingForUser ??= session.client.user('push').finally(() => {
    findings.askingForUser = null
  })
  const user = await findings.askingForUser
  if (user.ok) session.learnUser(user.value)
  else if (isPassing(user.failure)) return user
  return { ok: true, value: null }
}

/**
 * While our reference goes with every note of a type, one without it is not ours, and no other needs to be looked at. A note that leaves without
 * it ends that, before it leaves: by its reference it would never be found, and be sent twice.
 */
function rememberReference(session: Session, typeCode: string, isSent: boolean): void {
  const { [typeCode]: since, ...others } = session.known().referenceSince
  if ((since !== undefined) === isSent) return
  const nowMs = session.serverNowMs() ?? session.nowMs()
  session.learn({ referenceSince: isSent ? { ...others, [typeCode]: nowMs } : others })
}

/**
 * When it happened, ms UTC in whole seconds. Where the user did not say, it is the moment of writing, but not later than the CRM's clock: accounts
 * may refuse what has not happened yet.
 */
function momentFor(session: Session, note: NoteToSend, form: ActivityForm): number {
  const serverMs = session.serverNowMs() ?? Number.POSITIVE_INFINITY
  const atMs = form.occurredAtMs ?? Math.min(note.writtenAtMs, serverMs)
  return Math.floor(atMs / 1_000) * 1_000
}

/** The body as the documents show it (leadsquared.md section 3), its members in their order. */
function bodyOf(
  note: NoteToSend,
  form: ActivityForm,
  code: number,
  happenedAtMs: number,
  referenceField: string | null,
): Readonly<Record<string, unknown>> {
  const fields = fieldsOf(form, note, referenceField)
  return {
    RelatedProspectId: leadIdOf(note),
    ActivityEvent: code,
    ActivityNote: note.text,
    ...(form.processesFilesAsync === undefined ? {} : { ProcessFilesAsync: form.processesFilesAsync }),
    ActivityDateTime: formatStamp(happenedAtMs),
    // True means that dropdown values are not checked, whatever its name says.
    ...(form.skipsOptionCheck === undefined ? {} : { ValidateDropDownOptions: form.skipsOptionCheck }),
    ...(form.wantsLeadScore === undefined ? {} : { IncludeLeadScore: form.wantsLeadScore }),
    Fields: fields.map(({ name, value }) => ({ SchemaName: name, Value: value })),
  }
}

function fieldsOf(form: ActivityForm, note: NoteToSend, referenceField: string | null): ActivityForm['fields'] {
  if (referenceField === null) return form.fields
  return [...form.fields.filter((field) => field.name !== referenceField), { name: referenceField, value: note.noteId }]
}

function asExtra({ name, value }: ActivityForm['fields'][number]): readonly (readonly [string, string])[] {
  return name === 'Status' || value === '' ? [] : [[name, value]]
}

function leadIdOf(note: NoteToSend): string {
  return note.leadRemoteId ?? note.conversationRemoteId
}

/** Where the answer has the new score is not documented. */
function scoreIn(answer: CreatedWire): number | null {
  const named = (part: Readonly<Record<string, unknown>>) =>
    Object.entries(part).find(([name]) => /^(?:lead|prospect)_?score$|^score$/i.test(name))?.[1]
  const given = named(answer.Message) ?? named(answer)
  const score = typeof given === 'string' && given.trim() !== '' ? Number(given) : given
  return typeof score === 'number' && Number.isFinite(score) ? score : null
}
