/** Path of a Chromium or Chrome: FIELDPOST_CHROMIUM where it is set, else where systems keep it. Null: there is none. */
export function findChromium(): string | null
