import { z } from 'zod'
import type { Journal } from './connection.ts'
import { orm } from './journal/orm.ts'
import { settings } from './journal/schema.ts'
import { parsedJson } from './parsed-json.ts'

const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  undoHoldMs: z.int().min(0).max(60_000).catch(5_000),
  asksBeforeQuit: z.boolean().catch(true),
  /** Where numbers without a country code are at home: two letters of ISO 3166-1. */
  phoneRegion: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .catch('US'),
})

const windowStateSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  isMaximized: z.boolean(),
})

export type Settings = z.infer<typeof settingsSchema>
export type WindowState = z.infer<typeof windowStateSchema>

/** What was never set, or was set by another version to something unknown, has its default. */
export function readSettings(journal: Journal): Settings {
  return settingsSchema.parse({
    theme: readValue(journal, 'theme'),
    undoHoldMs: readValue(journal, 'undoHoldMs'),
    asksBeforeQuit: readValue(journal, 'asksBeforeQuit'),
    phoneRegion: readValue(journal, 'phoneRegion'),
  })
}

/** Of `readSettings`, what every page that comes in is asked for. */
export function readPhoneRegion(journal: Journal): string {
  return settingsSchema.shape.phoneRegion.parse(readValue(journal, 'phoneRegion'))
}

export function writeSettings(journal: Journal, patch: Partial<Settings>): void {
  journal.write(() => {
    for (const [name, value] of Object.entries(patch)) writeValue(journal, name, value)
  })
}

/** Null before the window was ever moved. */
export function readWindowState(journal: Journal): WindowState | null {
  return windowStateSchema.safeParse(readValue(journal, 'window')).data ?? null
}

export function writeWindowState(journal: Journal, state: WindowState): void {
  journal.write(() => writeValue(journal, 'window', state))
}

function readValue(journal: Journal, name: string): unknown {
  // Written out, so that the statement is kept: the query builder would prepare it anew every time.
  const row = journal.prepare<[string], { value: string }>('SELECT value FROM settings WHERE name = ?').get(name)
  return row ? parsedJson(row.value) : undefined
}

function writeValue(journal: Journal, name: string, value: unknown): void {
  const text = JSON.stringify(value)
  orm(journal)
    .insert(settings)
    .values({ name, value: text })
    .onConflictDoUpdate({ target: settings.name, set: { value: text } })
    .run()
}
