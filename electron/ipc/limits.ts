/** What the contract accepts. In a file of its own, so that the page can tell the user without loading the schemas. */

export const maxNoteCharacters = 100_000
/** Shortest passphrase of a file of notes, as people count characters. */
export const minPassphraseCharacters = 10
/** Drafts may be longer than what can be sent, so that nothing pasted is lost while the user shortens it. */
export const maxDraftCharacters = 32_000_000
/** No CRM takes larger files; what each one takes is said by its note capabilities. */
export const maxAttachmentBytes = 64 * 1024 * 1024
/** Files of one note. */
export const maxAttachmentsOfNote = 20
