import type { SeededRandom } from '../random.ts'
import { writeText } from '../texts.ts'
import { shortId } from './ids.ts'
import type { Mail, MailAddress, Origin } from './types.ts'

const subjects = [
  'A quick question about your heating bill',
  'Your quote, as promised',
  'Following up on Thursday',
  'Site visit',
  'Are you the right person for facilities?',
  'Introduction: Brightside',
  'Financing options for this year',
  'Invoice question',
  'Größe der Anlage / size of the system',
  'Demande de devis',
  '[EXTERNAL] New roof for the warehouse',
  'Re: meeting next week 📅',
] as const

/** Writes mails between a member and somebody outside. */
export class MailWriter {
  readonly #random: SeededRandom

  constructor(random: SeededRandom) {
    this.#random = random
  }

  subject(): string {
    const random = this.#random
    const subject = random.pick(subjects)
    return random.chance(0.4) ? `Re: ${subject}` : subject
  }

  mail(
    direction: Mail['direction'],
    own: MailAddress,
    other: MailAddress,
    atMs: number,
    origin: Origin,
    text?: string,
  ): Mail {
    const random = this.#random
    const isInbound = direction === 'inbound'
    return {
      id: shortId(random),
      direction,
      from: isInbound ? other : own,
      to: isInbound ? own : other,
      atMs,
      paragraphs: text === undefined ? this.#paragraphs(isInbound, own, other) : text.split('\n'),
      attachmentNames: random.chance(0.08) ? [random.pick(['quote.pdf', 'roof.jpg', 'Rechnung März.pdf'])] : [],
      origin,
    }
  }

  #paragraphs(isInbound: boolean, own: MailAddress, other: MailAddress): string[] {
    const random = this.#random
    const about = {
      firstName: firstWord(other.name),
      street: '4 Quay Rd',
      city: 'Denver',
      rep: firstWord(own.name) ?? '',
    }
    const sentences = Array.from({ length: random.int(1, 3) }, () =>
      writeText(random, isInbound ? 'inbound' : 'outbound', about),
    )
    return [...sentences, isInbound ? `-- ${other.name}` : `Best regards, ${own.name}`]
  }
}

function firstWord(name: string): string | null {
  return name.split(' ')[0] || null
}
