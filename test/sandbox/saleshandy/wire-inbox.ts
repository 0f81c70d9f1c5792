import type { SaleshandySettings } from './settings.ts'
import type { Mail, MailAddress, MailThread } from './types.ts'
import { stampOf } from './wire.ts'

type Json = Record<string, unknown>

/**
 * Renders the unified inbox. Of a thread in the list `id`, `subject`, `senderEmail`, `lastMessageTimestamp`, `isRead` and
 * `sentiment` were seen in other clients' code; everything else here, and all of a thread's and a message's members, is not
 * documented but what such an API would plausibly say. A client must live without any of it but the ids.
 */
export class InboxWire {
  readonly #settings: Readonly<SaleshandySettings>

  constructor(settings: Readonly<SaleshandySettings>) {
    this.#settings = settings
  }

  threadInList(row: Readonly<MailThread>): Json {
    const seen: Json = {
      id: row.id,
      subject: row.subject,
      senderEmail: row.sender.email,
      lastMessageTimestamp: this.#stamp(row.lastMessageAtMs),
      isRead: this.#flag(row.isRead),
      sentiment: row.sentiment,
    }
    if (!this.#settings.inboxExtras) return seen
    const last = row.mails.at(-1)
    return {
      ...seen,
      senderName: row.sender.name,
      snippet: last === undefined ? '' : snippetOf(last),
      prospectId: row.prospectId,
      ownerId: row.ownerId,
      emailAccountId: row.emailAccountId,
      sequenceId: row.sequenceId,
      categoryId: row.categoryKey,
      messageCount: row.mails.length,
    }
  }

  /** A thread with its messages, oldest first, each without its whole content. */
  thread(row: Readonly<MailThread>): Json | Json[] {
    const messages = row.mails.map((mail) => this.#mailInThread(row, mail))
    const { threadMessagesAs } = this.#settings
    return threadMessagesAs === 'list' ? messages : { ...this.threadInList(row), [threadMessagesAs]: messages }
  }

  /** One message, whole. */
  mail(thread: Readonly<MailThread>, mail: Mail): Json {
    return {
      ...this.#mailInThread(thread, mail),
      emailThreadId: thread.id,
      [this.#settings.messageContentAs]: mail.paragraphs.map((text) => `<p>${escaped(text)}</p>`).join('\n'),
      textContent: mail.paragraphs.join('\n\n'),
      attachments: mail.attachmentNames.map((fileName) => ({ fileName })),
    }
  }

  #mailInThread(thread: Readonly<MailThread>, mail: Mail): Json {
    return {
      id: mail.id,
      subject: thread.subject,
      from: addressed(mail.from),
      to: [addressed(mail.to)],
      cc: [],
      direction: mail.direction,
      timestamp: this.#stamp(mail.atMs),
      snippet: snippetOf(mail),
      hasAttachments: mail.attachmentNames.length > 0,
    }
  }

  #flag(value: boolean): boolean | number {
    return this.#settings.isReadAs === 'boolean' ? value : Number(value)
  }

  #stamp(ms: number): string {
    return stampOf(ms, this.#settings)
  }
}

function addressed({ name, email }: MailAddress): Json {
  return { name, email }
}

function snippetOf(mail: Mail): string {
  return [...mail.paragraphs.join(' ').replaceAll(/\s+/g, ' ')].slice(0, 120).join('')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
