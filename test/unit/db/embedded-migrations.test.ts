import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { embeddedSource } from '../../../db/embed-migrations.ts'
import { migrations as journal } from '../../../db/journal/migrations/embedded.ts'
import { migrations as replica } from '../../../db/replica/migrations/embedded.ts'

const folder = (name: string) => join(import.meta.dirname, '../../../db', name)

/** A published migration is history: a new line may be added here, none may change. */
const published = {
  replica: [
    '0000_initial ed12f0f1dc79b3c1a1d5e6e09b79e56220614170c127e3a1ef3fe12ca59f8916',
    '0001_full_text f80a52e6dcde373a26a345edacf2740ee6a8c2390884ff724a7256fdd856d062',
    '0002_three_crms 1d2530151229feda640c28e487ca6938ab4b8f57fe8e02b11ee99e97890d2061',
    '0003_swept_elsewhere d1fd7d38e3f3e116636348928c81ab5426940429e9b83b02fb126e66023d03ae',
    '0004_sweep_held 0fdc5fa4ad286328147ac49d08c8840debe88682cc4dae53dbf4ea8341c82123',
  ],
  journal: [
    '0000_initial dc9c0469e08c4d64970f23c640ed28c97a437b6e1ef346d8b1abd01f3307af51',
    '0001_handed_over_notes 8695d1bd939d4019520dac11aaee8cf0a9021801329b7e810b2b87035e744d9a',
    '0002_entries_and_attachments eae532481b9342111b685d22c6d27431a0262a7dc413bab277a433f5c6e15c87',
    '0003_edit_drafts e931f38b38cdf386849a0c0a87d080a5f6e67e43baf6a2b217be36e275dc3355',
  ],
}

describe.each([
  { name: 'replica', migrations: replica, expected: published.replica },
  { name: 'journal', migrations: journal, expected: published.journal },
])('the migrations of the $name', ({ name, migrations, expected }) => {
  it('are embedded as drizzle-kit wrote them', () => {
    expect(readFileSync(join(folder(name), 'migrations/embedded.ts'), 'utf8')).toBe(embeddedSource(folder(name)))
  })

  it('are the ones that were published', () => {
    expect(migrations.map(({ tag, checksum }) => `${tag} ${checksum}`)).toEqual(expected)
  })
})
