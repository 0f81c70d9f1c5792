/** No option looks like this: none has a short name but `-h`, and none has a space in its name. `- wants a call` is a text. */
const onlyText = /^-+\s|^-[^-\s]\S*\s/
/** No argument of a process can hold it. */
const mark = '\0'

/** The words of a command line for `parseArgs`, which would take any that begins with a dash for options: those that can only be text are marked. */
export function markTexts(words: readonly string[]): string[] {
  return words.map((word) => (onlyText.test(word) ? mark + word : word))
}

/** The word as it was given. */
export function unmarked(word: string): string {
  return word.startsWith(mark) ? word.slice(mark.length) : word
}
