/** What the sandbox knows, as plain objects. All times are integer milliseconds UTC. */

/** `'1'`: the whole team, `'2'`: its author only. */
export type Visibility = '1' | '2'
/** `'0'`: draft, `'1'`: published. */
export type NoteStatus = '0' | '1'
type Sentiment = 'Positive' | 'Negative' | 'Neutral' | 'Uncategorized'

/** Where a row came from: the generator, the public API, the live traffic, or a test's own hand. */
export type Origin = 'generated' | 'api' | 'traffic' | 'test'

export interface Member {
  readonly id: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly role: 'Owner' | 'Admin' | 'Member'
  /** The mailbox this member writes from. */
  readonly emailAccountId: string
}

/** A column of the prospects' table; prospects hold values by field id. */
export interface ProspectField {
  readonly id: string
  readonly label: string
  readonly isSystem: boolean
  readonly isLongText: boolean
}

export interface Prospect {
  readonly id: string
  readonly createdAtMs: number
  email: string | null
  ownerId: string
  verificationStatus: string
  /** By field id; fields without a value are left out. */
  readonly values: Map<string, string>
  tags: readonly string[]
  deletedAtMs: number | null
  readonly origin: Origin
}

export interface Note {
  readonly id: string
  readonly prospectId: string
  readonly authorId: string
  visibility: Visibility
  status: NoteStatus
  /** As the server keeps it: sanitised HTML. */
  content: string
  /** As it was sent last, byte for byte. */
  sentContent: string
  /** As it was sent when it was made, byte for byte. */
  readonly firstContent: string
  readonly attachmentIds: readonly string[]
  readonly createdAtMs: number
  updatedAtMs: number
  pinnedAtMs: number | null
  editedAtMs: number | null
  editedById: string | null
  /** A note that was deleted, or a draft that a later one replaced. */
  deletedAtMs: number | null
  /** Lists do not show it before. */
  readonly listedFromMs: number
  readonly origin: Origin
}

export interface Attachment {
  readonly id: string
  readonly fileName: string
  readonly contentType: string | null
  readonly size: number
  readonly sha256: string
  readonly uploadedAtMs: number
  readonly uploaderId: string
}

export interface MailAddress {
  readonly name: string
  readonly email: string
}

export interface Mail {
  readonly id: string
  readonly direction: 'inbound' | 'outbound'
  readonly from: MailAddress
  readonly to: MailAddress
  readonly atMs: number
  /** Paragraphs of plain text. */
  readonly paragraphs: readonly string[]
  readonly attachmentNames: readonly string[]
  readonly origin: Origin
}

export interface MailThread {
  readonly id: string
  /** Null for a stranger: a sender who is no prospect. */
  readonly prospectId: string | null
  /** The member whose mailbox it is in. */
  readonly ownerId: string
  readonly emailAccountId: string
  readonly sequenceId: string | null
  readonly subject: string
  /** Who is on the other end. */
  readonly sender: MailAddress
  /** Oldest first, never empty. */
  readonly mails: Mail[]
  lastMessageAtMs: number
  isRead: boolean
  sentiment: Sentiment
  categoryKey: string | null
}

export interface Category {
  readonly key: string
  readonly name: string
  readonly isDefault: boolean
  readonly sentiment: '1' | '2' | '3'
}

export interface Sequence {
  readonly id: string
  readonly name: string
}
