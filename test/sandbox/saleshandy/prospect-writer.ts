import { makePerson } from '../people.ts'
import type { SeededRandom } from '../random.ts'
import type { SharedPerson } from '../shared-people.ts'
import { writeText } from '../texts.ts'
import { shortId } from './ids.ts'
import { fieldByLabel, fieldLabels, type Team } from './team.ts'
import type { Origin, Prospect } from './types.ts'

/** What a test may say of a prospect; what it leaves out is made up, and null means that the prospect has none. */
export interface ProspectWish {
  readonly id?: string
  readonly createdAtMs?: number
  readonly firstName?: string | null
  readonly lastName?: string | null
  readonly email?: string | null
  readonly phone?: string | null
  readonly company?: string | null
  readonly ownerId?: string
}

const companies = [
  'Blue Mesa Dental',
  'Copper & Sons',
  'Orchard Row HOA',
  'Peak Storage',
  'Tía Rosa Foods',
  'Zenith Auto',
]
const jobTitles = ['Owner', 'Office manager', 'Facilities lead', 'Head of Operations', 'CFO', 'Gérante'] as const
const verificationStatuses = ['Valid', 'Valid', 'Valid', 'Risky', 'Bad', 'Unverified'] as const
const tags = ['warm', 'home show', 'referral', 'VIP'] as const

/** Makes prospects as imports and colleagues do. */
export class ProspectWriter {
  readonly #random: SeededRandom
  readonly #team: Team

  constructor(random: SeededRandom, team: Team) {
    this.#random = random
    this.#team = team
  }

  prospect(index: number, createdAtMs: number, origin: Origin, wish: ProspectWish = {}): Prospect {
    const random = this.#random
    const person = makePerson(random, index)
    const email = wish.email === undefined ? person.email : wish.email
    const values: readonly (readonly [string, string | null])[] = [
      [fieldLabels.firstName, wish.firstName === undefined ? person.firstName : wish.firstName],
      [fieldLabels.lastName, wish.lastName === undefined ? person.lastName : wish.lastName],
      [fieldLabels.email, email],
      [fieldLabels.phone, wish.phone === undefined ? (random.chance(0.7) ? person.phone : null) : wish.phone],
      [fieldLabels.company, wish.company === undefined ? random.pick([...companies, null]) : wish.company],
      [fieldLabels.jobTitle, random.pick([...jobTitles, null])],
      [fieldLabels.city, person.city],
      [fieldLabels.country, 'United States'],
      [fieldLabels.linkedIn, random.chance(0.3) ? `https://www.linkedin.com/in/p${random.int(1, 99_999)}` : null],
      [fieldLabels.budget, random.chance(0.3) ? String(random.int(4, 90) * 500) : null],
      [fieldLabels.background, random.chance(0.1) ? this.#background(person.city) : null],
    ]
    return {
      id: wish.id ?? shortId(random),
      createdAtMs: wish.createdAtMs ?? createdAtMs,
      email,
      ownerId: wish.ownerId ?? random.pick(this.#team.members).id,
      verificationStatus: random.pick(verificationStatuses),
      values: new Map(
        values.flatMap(([label, value]) => (value === null ? [] : [[fieldByLabel(this.#team, label).id, value]])),
      ),
      tags: tags.filter(() => random.chance(0.1)),
      deletedAtMs: null,
      origin,
    }
  }

  /** A person whom other CRMs know too; every second one with the number as it is written at home. */
  shared(person: SharedPerson, index: number, createdAtMs: number): Prospect {
    const { firstName, lastName, email, company } = person
    const phone = index % 2 === 0 ? person.localPhone : person.phone
    return this.prospect(index, createdAtMs, 'generated', { firstName, lastName, email, company, phone })
  }

  /** Changes a value or two, as a colleague does in the CRM. */
  edit(prospect: Prospect): void {
    const random = this.#random
    const set = (label: string, value: string) => prospect.values.set(fieldByLabel(this.#team, label).id, value)
    set(fieldLabels.company, `${random.pick(companies)} ${random.int(2, 99)}`)
    if (random.chance(0.5)) set(fieldLabels.phone, `+1303555${String(random.int(0, 9_999)).padStart(4, '0')}`)
    if (random.chance(0.3)) prospect.ownerId = random.pick(this.#team.members).id
  }

  #background(city: string): string {
    const about = { firstName: null, street: 'Main St', city, rep: this.#team.me.firstName }
    return Array.from({ length: 5 }, () => writeText(this.#random, 'notes', about)).join('\n\n')
  }
}
