import type { SaleshandySettings } from './settings.ts'
import type { Team } from './team.ts'
import type { Note, Prospect, ProspectField } from './types.ts'

type Json = Record<string, unknown>

/** ISO 8601 UTC with milliseconds, cut to the server's resolution. */
export function stampOf(ms: number, settings: Pick<SaleshandySettings, 'stampResolutionMs'>): string {
  return new Date(Math.floor(ms / settings.stampResolutionMs) * settings.stampResolutionMs).toISOString()
}

/** Renders prospects, notes and the team as the API does (saleshandy.md sections 3 to 5). */
export class SaleshandyWire {
  readonly #team: Team
  readonly #settings: Readonly<SaleshandySettings>

  constructor(team: Team, settings: Readonly<SaleshandySettings>) {
    this.#team = team
    this.#settings = settings
  }

  prospect(row: Readonly<Prospect>, includeCustomFields: boolean): Json {
    const attributes = this.#team.fields
      .filter((field) => field.isSystem || includeCustomFields)
      .flatMap((field) => {
        const value = row.values.get(field.id)
        return value === undefined ? [] : [{ id: field.id, key: this.#keyOf(field), value: shortened(field, value) }]
      })
    return {
      id: row.id,
      createdAt: this.#stamp(row.createdAtMs),
      email: row.email,
      verificationStatus: row.verificationStatus,
      attributes,
      ...(this.#settings.prospectExtras ? { owner: this.#person(row.ownerId), tags: row.tags } : {}),
    }
  }

  /** One attribute with its whole value. */
  attribute(field: ProspectField, value: string | null): Json {
    return { id: field.id, key: this.#keyOf(field), value }
  }

  field(field: ProspectField): Json {
    return { id: field.id, label: field.label, isSystemField: field.isSystem }
  }

  /** A note as lists have it. */
  note(row: Readonly<Note>): Json {
    return {
      id: row.id,
      prospectId: row.prospectId,
      visibility: row.visibility,
      status: row.status,
      ...(row.pinnedAtMs === null ? {} : { pinnedAt: this.#stamp(row.pinnedAtMs) }),
      createdAt: this.#stamp(row.createdAtMs),
      updatedAt: this.#stamp(row.updatedAtMs),
      ...(row.editedAtMs === null ? {} : { editedAt: this.#stamp(row.editedAtMs) }),
      author: this.#person(row.authorId),
      ...(row.editedById === null ? {} : { editedBy: this.#person(row.editedById) }),
      content: row.content,
    }
  }

  /** A note as an edit answers it: without its author and its pin. */
  editedNote(row: Readonly<Note>): Json {
    return {
      id: row.id,
      prospectId: row.prospectId,
      visibility: row.visibility,
      status: row.status,
      content: row.content,
      createdAt: this.#stamp(row.createdAtMs),
      updatedAt: this.#stamp(row.updatedAtMs),
      editedAt: row.editedAtMs === null ? null : this.#stamp(row.editedAtMs),
      editedBy: row.editedById === null ? null : this.#person(row.editedById),
    }
  }

  members(): Json[] {
    return this.#team.members.map(({ id, firstName, lastName, email, role }) => ({
      id,
      firstName,
      lastName,
      email,
      role,
      status: 'Active',
    }))
  }

  categories(): Json[] {
    return this.#team.categories.map((category) => ({ ...category }))
  }

  /** Who wrote or edited something: no id, only names and the address. */
  #person(memberId: string): Json {
    const member = this.#team.members.find((one) => one.id === memberId)
    if (member === undefined) throw new Error(`No member ${memberId}`)
    return { firstName: member.firstName, lastName: member.lastName, email: member.email }
  }

  #keyOf({ label }: ProspectField): string {
    if (this.#settings.attributeKeys === 'label') return label
    const joined = label.replaceAll(' ', '')
    return `${joined.charAt(0).toLowerCase()}${joined.slice(1)}`
  }

  #stamp(ms: number): string {
    return stampOf(ms, this.#settings)
  }
}

const longestInList = 200

/** Lists cut long texts; the whole has a request of its own. */
function shortened(field: ProspectField, value: string): string {
  return field.isLongText ? [...value].slice(0, longestInList).join('') : value
}
