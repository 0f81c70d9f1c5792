import type { SeededRandom } from '../random.ts'
import { everyone, type Team } from './team.ts'
import { makeDetails, writeNote, writeWords } from './texts.ts'
import type {
  ActivityField,
  ActivityType,
  Origin,
  SandboxActivity,
  SandboxLead,
  SandboxLeadNote,
  SandboxUser,
} from './types.ts'

/** Makes rows as people fill them in; everything not asked for is the seed's. */
export class RowWriter {
  readonly #random: SeededRandom
  readonly #team: Team

  constructor(random: SeededRandom, team: Team) {
    this.#random = random
    this.#team = team
  }

  lead(index: number, atMs: number, origin: Origin, wish: Partial<SandboxLead> = {}): SandboxLead {
    return {
      id: this.#random.uuid(),
      autoId: index + 1,
      ...makeDetails(this.#random, index),
      ownerId: this.#random.pick(everyone(this.#team)).id,
      score: 0,
      createdAtMs: atMs,
      modifiedAtMs: atMs,
      origin,
      ...wish,
    }
  }

  activity(
    lead: Readonly<SandboxLead>,
    type: ActivityType,
    stamps: { readonly happenedAtMs: number; readonly writtenAtMs: number },
    origin: Origin,
    wish: { readonly note?: string; readonly by?: SandboxUser } = {},
  ): SandboxActivity {
    const random = this.#random
    const by = wish.by ?? random.pick(everyone(this.#team))
    return {
      id: random.uuid(),
      leadId: lead.id,
      eventCode: type.code,
      note: wish.note ?? noteOf(random, lead, type),
      status: type.code === 202 ? 'Completed' : 'Active',
      fields: this.#fieldsOf(type),
      happenedAtMs: stamps.happenedAtMs,
      writtenAtMs: stamps.writtenAtMs,
      modifiedAtMs: stamps.writtenAtMs,
      createdById: by.id,
      modifiedById: by.id,
      ownerId: by.id,
      deletedAtMs: null,
      origin,
    }
  }

  leadNote(lead: Readonly<SandboxLead>, atMs: number, by: SandboxUser, origin: Origin, text?: string): SandboxLeadNote {
    return {
      id: this.#random.uuid(),
      leadId: lead.id,
      text: text ?? writeNote(this.#random, lead),
      attachmentUrl: null,
      createdAtMs: atMs,
      modifiedAtMs: atMs,
      createdById: by.id,
      origin,
    }
  }

  #fieldsOf(type: ActivityType): Record<string, string> {
    const filled = type.fields.filter((field) => field.isMandatory || this.#random.chance(0.5))
    return Object.fromEntries(filled.map((field) => [field.schemaName, fieldValue(this.#random, field)]))
  }
}

/** Calls keep their details inside the note, as the system writes them. */
function noteOf(random: SeededRandom, lead: Readonly<SandboxLead>, type: ActivityType): string {
  if (type.code !== 21 && type.code !== 22) return writeNote(random, lead)
  const parts = [
    ['Caller', lead.phone ?? 'unknown'],
    ['Status', random.pick(['Answered', 'Missed'])],
    ['CallDuration', String(random.int(0, 900))],
  ]
  return `{keyvalueinfo}${parts.map(([key, value]) => `{${key}}{=}{${value}}`).join('{next}')}`
}

function fieldValue(random: SeededRandom, field: ActivityField): string {
  switch (field.dataType) {
    case 'Number':
      return String(random.int(0, 400))
    case 'Date':
      return `2026-0${random.int(1, 9)}-${random.int(10, 28)}`
    case 'DateTime':
      return `2026-0${random.int(1, 9)}-${random.int(10, 28)} 1${random.int(0, 9)}:30:00`
    case 'Dropdown':
    case 'MultiSelect':
      return field.options.length === 0 ? '' : random.pick(field.options)
    case 'Boolean':
      return random.pick(['0', '1'])
    case 'Phone':
      return `+91-98${random.int(10_000_000, 99_999_999)}`
    case 'Email':
      return 'office@example.com'
    case 'String':
    case 'Text':
      return writeWords(random)
  }
}
