import type { SeededRandom } from '../random.ts'
import type { SandboxLead } from './types.ts'

const first =
  'Aarav Diya Rohan Meera Farhan Ishita Karthik Lakshmi Neha Omar Pooja Sanjay Tara Uday Zara Ben Chloé Łukasz José Björn'.split(
    ' ',
  )
const last =
  "Sharma Reddy Nair Kapoor Banerjee Chatterjee Pillai Shaikh Gowda Mehta D'Souza Rao Núñez Kowalczyk Müller O'Brien".split(
    ' ',
  )
const cities = ['Bengaluru', 'Pune', 'Hyderabad', 'Kochi', 'Jaipur', 'Thiruvananthapuram'] as const
const companies = ['Sunrise Textiles', 'Lotus Learning', 'Deccan Motors', 'Kaveri Foods', null, null] as const
const stages = ['Prospect', 'Contacted', 'Opportunity', 'Customer', 'Invalid', 'Not Interested'] as const
const sources = ['Organic Search', 'Referral Sites', 'Inbound Phone call', 'Pay per Click Ads', 'Trade Show'] as const

const notes = [
  (name: string) => `Spoke with ${name}: wants the subsidy explained before Friday.`,
  (name: string) => `${name} asked for a revised quote, 5 kW instead of 3 kW.\nSend before the weekend.`,
  () => 'Left a voicemail, no answer twice this week.',
  () => 'Prefers WhatsApp after 6 pm. Gate on the side road 🚪',
  (name: string) => `Site visit with ${name} done. Roof is sound, shading from the east until ten.`,
  () => 'घर पर मिले, अगले हफ़्ते फिर बात करेंगे।',
  () => 'Price is <b>too high</b> & the neighbour paid "less".',
  (name: string) => `${name} signed. Crew can start once the meter is changed.`,
  () => 'Do not call before noon.',
  () => 'Called back about financing: 36 months at 9 %.',
] as const

const words = ['ok', 'to be checked', 'north side', 'second floor', 'see photo', 'meter 4471', 'none'] as const

export function writeNote(random: SeededRandom, lead: Readonly<SandboxLead>): string {
  return random.pick(notes)(lead.firstName ?? lead.company ?? 'the owner')
}

export function writeWords(random: SeededRandom): string {
  return random.pick(words)
}

export type LeadDetails = Pick<
  SandboxLead,
  'firstName' | 'lastName' | 'email' | 'phone' | 'mobile' | 'company' | 'city' | 'stage' | 'source'
>

/** A plausible lead. A few have no name, no e-mail or no phone. */
export function makeDetails(random: SeededRandom, index: number): LeadDetails {
  const isNamed = !random.chance(0.03)
  const firstName = isNamed ? random.pick(first) : null
  const lastName = isNamed && !random.chance(0.05) ? random.pick(last) : null
  const mailbox = `${firstName ?? 'lead'}${index}`
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
  const number = (): string => `+91-98${String(random.int(0, 99_999_999)).padStart(8, '0')}`
  return {
    firstName,
    lastName,
    email: random.chance(0.1) ? null : `${mailbox}@example.com`,
    phone: random.chance(0.06) ? null : number(),
    mobile: random.chance(0.7) ? null : number(),
    company: random.pick(companies),
    city: random.pick(cities),
    stage: random.pick(stages),
    source: random.pick(sources),
  }
}

export function pickStage(random: SeededRandom): string {
  return random.pick(stages)
}
