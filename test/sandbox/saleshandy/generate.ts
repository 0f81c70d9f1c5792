import { type SeededRandom, seededRandom } from '../random.ts'
import { sharedPeople } from '../shared-people.ts'
import { writeText } from '../texts.ts'
import { shortId } from './ids.ts'
import { MailWriter } from './mail-writer.ts'
import { ProspectWriter } from './prospect-writer.ts'
import { sanitise } from './sanitise.ts'
import type { SaleshandyData } from './state.ts'
import { fieldByLabel, fieldLabels, makeTeam, type Team } from './team.ts'
import type { MailAddress, MailThread, Member, Note, Prospect } from './types.ts'

export interface DataSize {
  readonly seed: number
  readonly prospects: number
  readonly notes: number
  /** Mail threads; about one in twelve is with a stranger. */
  readonly threads: number
  /** Mails in all, at least one a thread. */
  readonly mails: number
  /** How many of the people whom other CRMs know too are among the prospects. */
  readonly sharedPeople: number
  /** Of the team, from 1 to 5. */
  readonly members: number
  /** The newest row is at or shortly before this moment, ms UTC. */
  readonly nowMs: number
}

export interface GeneratedData extends SaleshandyData {
  readonly prospectWriter: ProspectWriter
  readonly mailWriter: MailWriter
}

const dayMs = 86_400_000
const historyMs = 270 * dayMs

/** Nine months of a team's prospecting, recent days heavier. The same size and seed give the same data. */
export function generateData(size: DataSize): GeneratedData {
  const random = seededRandom(size.seed)
  const team = makeTeam(random, size.members)
  const prospectWriter = new ProspectWriter(random, team)
  const mailWriter = new MailWriter(random)
  const prospects = makeProspects(random, prospectWriter, size)
  const notes = prospects.length === 0 ? [] : makeNotes(random, team, prospects, size)
  const threads = makeThreads(random, team, mailWriter, prospects, size)
  return { team, prospects, notes, threads, prospectWriter, mailWriter }
}

/** Most come by import, dozens with one and the same stamp. */
function makeProspects(random: SeededRandom, writer: ProspectWriter, size: DataSize): Prospect[] {
  const stamps: number[] = []
  while (stamps.length < size.prospects) {
    const atMs = someTime(random, size.nowMs)
    const count = random.chance(0.4) ? random.int(2, 40) : 1
    for (let made = 0; made < count && stamps.length < size.prospects; made++) stamps.push(atMs)
  }
  stamps.sort((one, other) => one - other)
  const known = sharedPeople.slice(0, Math.min(size.sharedPeople, size.prospects))
  const every = known.length === 0 ? 0 : Math.floor(size.prospects / known.length)
  return stamps.map((atMs, index) => {
    const person = every > 0 && index % every === 0 ? known[index / every] : undefined
    return person === undefined ? writer.prospect(index, atMs, 'generated') : writer.shared(person, index / every, atMs)
  })
}

/** Few for most, many for some: a third of all notes is on a tenth of the prospects. */
function makeNotes(random: SeededRandom, team: Team, prospects: readonly Prospect[], size: DataSize): Note[] {
  const favourites = Math.max(1, Math.floor(prospects.length / 10))
  const made = Array.from({ length: size.notes }, () => {
    const prospect = prospects[random.int(0, (random.chance(0.3) ? favourites : prospects.length) - 1)]
    const createdAtMs = prospect === undefined ? 0 : random.int(prospect.createdAtMs, size.nowMs)
    return { prospect, createdAtMs }
  }).sort((one, other) => one.createdAtMs - other.createdAtMs)
  return made.flatMap(({ prospect, createdAtMs }) =>
    prospect === undefined ? [] : [makeNote(random, team, prospect, createdAtMs, size.nowMs)],
  )
}

function makeNote(random: SeededRandom, team: Team, prospect: Prospect, createdAtMs: number, nowMs: number): Note {
  const author = random.pick(team.members)
  const text = writeText(random, 'notes', {
    firstName: fieldValue(team, prospect, fieldLabels.firstName),
    street: '4 Quay Rd',
    city: fieldValue(team, prospect, fieldLabels.city) ?? 'Denver',
    rep: author.firstName,
  })
  const editedAtMs = random.chance(0.08) ? random.int(createdAtMs, nowMs) : null
  const pinnedAtMs = random.chance(0.04) ? random.int(editedAtMs ?? createdAtMs, nowMs) : null
  return {
    id: shortId(random),
    prospectId: prospect.id,
    authorId: author.id,
    visibility: random.chance(0.12) ? '2' : '1',
    status: random.chance(0.02) ? '0' : '1',
    content: sanitise(text, { plainTextAs: random.pick(['paragraphs', 'breaks'] as const), escapeQuotes: false }),
    sentContent: text,
    firstContent: text,
    attachmentIds: [],
    createdAtMs,
    updatedAtMs: pinnedAtMs ?? editedAtMs ?? createdAtMs,
    pinnedAtMs,
    editedAtMs,
    editedById: editedAtMs === null ? null : random.pick([author, random.pick(team.members)]).id,
    deletedAtMs: null,
    listedFromMs: createdAtMs,
    origin: 'generated',
  }
}

function makeThreads(
  random: SeededRandom,
  team: Team,
  writer: MailWriter,
  prospects: readonly Prospect[],
  size: DataSize,
): MailThread[] {
  const writable = prospects.filter((prospect) => prospect.email !== null)
  let spare = Math.max(0, size.mails - size.threads)
  return Array.from({ length: size.threads }, (_, index) => {
    const left = size.threads - index
    const extra = left === 1 ? spare : Math.min(spare, random.int(0, Math.ceil((2 * spare) / left)))
    spare -= extra
    const prospect = writable.length === 0 || random.chance(1 / 12) ? null : random.pick(writable)
    return makeThread(random, team, writer, prospect, 1 + extra, size.nowMs)
  })
}

function makeThread(
  random: SeededRandom,
  team: Team,
  writer: MailWriter,
  prospect: Prospect | null,
  mails: number,
  nowMs: number,
): MailThread {
  const owner = random.pick(team.members)
  const sender =
    prospect === null
      ? { name: 'Postmaster', email: `info${random.int(1, 9_999)}@elsewhere.example.org` }
      : addressOf(team, prospect)
  const lastMs = someTime(random, nowMs)
  const stamps = Array.from({ length: mails - 1 }, () => lastMs - random.int(1, 20 * dayMs)).sort((a, b) => a - b)
  const isFirstOurs = prospect !== null
  const thread = openThread(random, { owner, prospect, sender, subject: writer.subject() })
  for (const [index, atMs] of [...stamps, lastMs].entries()) {
    const direction = index % 2 === (isFirstOurs ? 0 : 1) ? 'outbound' : 'inbound'
    thread.mails.push(writer.mail(direction, addressOfMember(owner), sender, atMs, 'generated'))
  }
  thread.lastMessageAtMs = lastMs
  thread.isRead = thread.mails.at(-1)?.direction === 'outbound' || random.chance(0.7)
  thread.sentiment = random.pick(['Positive', 'Negative', 'Neutral', 'Uncategorized', 'Uncategorized'] as const)
  const category = random.pick(team.categories)
  thread.categoryKey = thread.sentiment === 'Uncategorized' ? null : category.key
  if (prospect !== null && random.chance(0.6)) return { ...thread, sequenceId: random.pick(team.sequences).id }
  return thread
}

/** A thread without mails; whoever opens one puts at least one in. */
export function openThread(
  random: SeededRandom,
  of: { owner: Member; prospect: Readonly<Prospect> | null; sender: MailAddress; subject: string },
): MailThread {
  return {
    id: shortId(random),
    prospectId: of.prospect?.id ?? null,
    ownerId: of.owner.id,
    emailAccountId: of.owner.emailAccountId,
    sequenceId: null,
    subject: of.subject,
    sender: of.sender,
    mails: [],
    lastMessageAtMs: 0,
    isRead: true,
    sentiment: 'Uncategorized',
    categoryKey: null,
  }
}

/** A prospect's name and address as mails write them. */
export function addressOf(team: Team, prospect: Readonly<Prospect>): MailAddress {
  const names = [fieldLabels.firstName, fieldLabels.lastName].map((label) => fieldValue(team, prospect, label))
  return { name: names.filter((name) => name !== null).join(' '), email: prospect.email ?? '' }
}

export function addressOfMember(member: Member): MailAddress {
  return { name: `${member.firstName} ${member.lastName}`, email: member.email }
}

/** The prospect's value in the column of this label, null where it has none. */
export function fieldValue(team: Team, prospect: Readonly<Prospect>, label: string): string | null {
  return prospect.values.get(fieldByLabel(team, label).id) ?? null
}

function someTime(random: SeededRandom, nowMs: number): number {
  return Math.floor(nowMs - historyMs * random.next() ** 2.2)
}
