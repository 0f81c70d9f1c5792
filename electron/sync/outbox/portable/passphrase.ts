/** Shortest passphrase of a file of notes, in characters as the user counts them. */
export const minPassphraseCharacters = 10
