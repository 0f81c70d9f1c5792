import type { SeededRandom } from './random.ts'

const firstNames =
  'Ana Ben Carla Dwayne Elif Frank Grace Hector Ines Jamal Kate Luis Maria Nate Olga Pete Quinn Rosa Sam Tina Uma Victor Wendy Xavier Yara Zoe José Zoë Renée Søren Björn Chloé Łukasz Márta Nuño Aïcha Agnès Jürgen Beyoncé Siobhán Deborah Marcus Priya Hiroshi Mei Arjun Fatima Owen Ruth Caleb Joy Travis Denise Earl Lorraine Miguel Shanice Brett Tammy Gus'.split(
    ' ',
  )
const lastNames =
  "Adams Baker Castillo Diaz Ellison Fischer Garcia Hughes Ivanov Johnson Kim Lopez Müller Nguyen O'Brien Patel Quintero Reyes Smith Torres Underwood Vargas Washington Xu Young Zimmerman Peña Åkerström Šimek Kowalczyk Gonçalves Lefèvre Núñez Ødegaard Błaszczyk Brontë Delacroix Oyelaran Tanaka Haddad McAllister Van_der_Berg de_la_Cruz Sánchez Whitfield Prescott Abernathy Guerrero Thibodeaux Papadopoulos".split(
    ' ',
  )
const rightToLeftNames = [
  ['محمد', 'الحسن'],
  ['نور', 'حداد'],
  ['יעל', 'כהן'],
  ['דוד', 'לוי'],
  ['سارة', 'الخطيب'],
] as const
const mailDomains = ['example.com', 'example.org', 'example.net', 'mail.example.com'] as const
const places = [
  { city: 'Phoenix', state: 'AZ', area: '602', zip: '850' },
  { city: 'San Antonio', state: 'TX', area: '210', zip: '782' },
  { city: 'Fresno', state: 'CA', area: '559', zip: '937' },
  { city: 'Tampa', state: 'FL', area: '813', zip: '336' },
  { city: 'Boise', state: 'ID', area: '208', zip: '837' },
  { city: 'Albuquerque', state: 'NM', area: '505', zip: '871' },
  { city: 'Raleigh', state: 'NC', area: '919', zip: '276' },
  { city: 'Denver', state: 'CO', area: '303', zip: '802' },
  { city: 'Cañon City', state: 'CO', area: '719', zip: '812' },
  { city: 'Sacramento', state: 'CA', area: '916', zip: '958' },
] as const
const streets = [
  'Maple St',
  'W Oak Ave',
  'Desert Willow Dr',
  'Sunset Blvd',
  'Elm Ct',
  'Camino Real',
  'Harvest Ln',
  'Pine Ridge Rd',
  'N 7th Ave',
  'Peachtree Way',
] as const

export interface Person {
  readonly firstName: string | null
  readonly lastName: string | null
  readonly email: string | null
  readonly phone: string
  readonly city: string
  readonly state: string
  readonly street: string
  readonly postalCode: string
}

/** A plausible home owner. A few have no name, only a first name, no e-mail, or a name written from right to left. */
export function makePerson(random: SeededRandom, index: number): Person {
  const place = random.pick(places)
  const name = makeName(random)
  return {
    ...name,
    email: random.chance(0.08) ? null : `${mailboxOf(name, index)}@${random.pick(mailDomains)}`,
    phone: `+1${place.area}555${String(random.int(0, 9_999)).padStart(4, '0')}`,
    city: place.city,
    state: place.state,
    street: `${random.int(11, 9_899)} ${random.pick(streets)}`,
    postalCode: `${place.zip}${String(random.int(1, 99)).padStart(2, '0')}`,
  }
}

function makeName(random: SeededRandom): { firstName: string | null; lastName: string | null } {
  if (random.chance(0.03)) return { firstName: null, lastName: null }
  if (random.chance(0.01)) {
    const [firstName, lastName] = random.pick(rightToLeftNames)
    return { firstName, lastName }
  }
  const lastName = random.pick(lastNames).replaceAll('_', ' ')
  return { firstName: random.pick(firstNames), lastName: random.chance(0.02) ? null : lastName }
}

function mailboxOf(name: { firstName: string | null; lastName: string | null }, index: number): string {
  const plain = `${name.firstName ?? ''}.${name.lastName ?? ''}`
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z.]/g, '')
    .replaceAll(/^\.+|\.+$/g, '')
  return plain === '' ? `lead${index}` : `${plain}${index}`
}
