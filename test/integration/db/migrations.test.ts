import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { saveCredential } from '../../../db/accounts.ts'
import { connect } from '../../../db/connection.ts'
import { databaseFiles } from '../../../db/files.ts'
import { migrations as journalMigrations } from '../../../db/journal/migrations/embedded.ts'
import { finishReplacement, migrateJournal } from '../../../db/journal/replace.ts'
import { applyMigrations, planMigration } from '../../../db/migrate.ts'
import { closeDatabases, openDatabases } from '../../../db/open.ts'
import { hash32 } from '../../../db/recency-key.ts'
import { migrations as replicaMigrations } from '../../../db/replica/migrations/embedded.ts'
import { insertNote } from '../../support/insert-note.ts'
import { futureMigrations } from './future-migrations.ts'
import { contentOf, open, startMs, temporaryFolder, workspace } from './support.ts'

const schemaOf = (raw: { prepare: (sql: string) => { all: () => unknown[] } }) =>
  raw.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name").all()

const timelineOfOne = {
  insert: `INSERT INTO leads (account_id, remote_id, recency_key) VALUES (1, 'l1', 5);
      INSERT INTO conversations (account_id, remote_id, recency_key, lead_id) VALUES (1, 'c1', 6, 1);
      INSERT INTO activities (activity_key, account_id, remote_id, remote_hash, conversation_id, type, created_at_ms)
        VALUES (7, 1, 'a1', ${hash32('a1')}, 1, 'Sms', 1);
      INSERT INTO event_details (activity_key, kept_at_ms) VALUES (7, 1);`,
  select: `SELECT l.remote_id, c.remote_id, a.remote_id, d.kept_at_ms FROM activities AS a
      JOIN conversations AS c ON c.id = a.conversation_id JOIN leads AS l ON l.id = c.lead_id
      JOIN event_details AS d ON d.activity_key = a.activity_key`,
}

/** What each earlier version would have stored, so that going on from it is seen to keep it. */
const oldRows: Record<string, { insert: string; select: string }> = {
  '0000_initial': timelineOfOne,
  '0001_full_text': timelineOfOne,
  '0002_three_crms': timelineOfOne,
  '0003_swept_elsewhere': timelineOfOne,
}

describe('the replica', () => {
  it.each(replicaMigrations.map(({ tag }, index) => ({ tag, index })))(
    'is brought here from before $tag',
    ({ index }) => {
      const space = workspace()
      const { folder } = space
      closeDatabases(space, { role: 'owner' })
      rmSync(databaseFiles(folder).replica)
      const old = connect('replica', databaseFiles(folder).replica, { use: 'bulk', mustExist: false })
      applyMigrations(old, replicaMigrations.slice(0, index), 1)
      const rows = oldRows[replicaMigrations[index - 1]?.tag ?? '']
      if (index > 0 && rows === undefined) throw new Error('no rows of this version to migrate')
      if (rows) old.raw.exec(rows.insert)
      const before = rows ? old.raw.prepare(rows.select).all() : []
      old.close()
      const { replica } = open(folder)
      const fresh = open(temporaryFolder()).replica
      expect(schemaOf(replica.raw)).toEqual(schemaOf(fresh.raw))
      if (rows) expect(replica.raw.prepare(rows.select).all()).toEqual(before)
      expect(planMigration(replica, replicaMigrations)).toEqual({ kind: 'current' })
    },
  )
})

const oneNote = `INSERT INTO notes_outbox (note_id, account_id, conversation_remote_id, conversation_name, text, state,
      attempts, created_at_ms, needs_answer, revision) VALUES ('n1', 1, 'c1', 'Ada', 'must survive', 'queued', 0, 1, 0, 1);
    INSERT INTO note_receipts (note_id, at_ms, to_state, cause) VALUES ('n1', 1, 'queued', '{}');`

/** A note as each earlier version of the journal stored it. */
const oldNotes: Record<string, string> = {
  '0000_initial': oneNote,
  '0001_handed_over_notes': `${oneNote}
    INSERT INTO note_claims (note_id, claim_token, role, claimed_at_ms, since_server_ms, authors, excluded_remote_ids)
      VALUES ('n1', 't', 'origin', 1, 1, '[]', '[]');`,
  '0002_entries_and_attachments': `${oneNote}
    UPDATE notes_outbox SET entry_id = note_id;
    INSERT INTO note_drafts (account_id, conversation_remote_id, text, updated_at_ms, form, entry_id)
      VALUES (1, 'c1', 'must survive as well', 1, NULL, NULL);`,
}

describe('the journal', () => {
  it.each(journalMigrations.map(({ tag }, index) => ({ tag, index })))(
    'is brought here from before $tag',
    ({ index }) => {
      const folder = temporaryFolder()
      const old = connect('journal', databaseFiles(folder).journal, { use: 'interactive', mustExist: false })
      applyMigrations(old, journalMigrations.slice(0, index), 1)
      const rows = oldNotes[journalMigrations[index - 1]?.tag ?? '']
      if (index > 0 && rows === undefined) throw new Error('no note of this version to migrate')
      if (rows) old.raw.exec(rows)
      old.close()
      const { journal } = open(folder)
      expect(journal.raw.prepare('SELECT text FROM notes_outbox').pluck().all()).toEqual(rows ? ['must survive'] : [])
      const entries = journal.raw.prepare('SELECT count(*) FROM notes_outbox WHERE entry_id = note_id').pluck().get()
      expect(entries).toBe(rows ? 1 : 0)
      expect(schemaOf(journal.raw)).toEqual(schemaOf(open(temporaryFolder()).journal.raw))
    },
  )
})

/** A folder with an account, its credential and a note, closed. */
function journalWithContent() {
  const space = workspace()
  const { folder, journal, accountId } = space
  saveCredential(journal, accountId, Buffer.from('sealed'), false)
  const base = { accountId, conversationRemoteId: 'c1', leadRemoteId: null, conversationName: 'Ada', heldUntilMs: null }
  insertNote(journal, { ...base, noteId: 'n1', text: 'must survive', nowMs: startMs })
  const before = contentOf(journal)
  closeDatabases(space, { role: 'owner' })
  return { folder, before }
}

function openJournal(folder: string) {
  return connect('journal', databaseFiles(folder).journal, { use: 'interactive', mustExist: true })
}

function migrateToFuture(folder: string): void {
  const journal = openJournal(folder)
  const plan = planMigration(journal, futureMigrations)
  if (plan.kind !== 'pending') throw new Error('nothing to migrate')
  migrateJournal(folder, journal, plan, startMs)
}

describe('a later migration of the journal', () => {
  it('rebuilds a table without taking along what refers to it, and keeps the old file', () => {
    const { folder, before } = journalWithContent()
    migrateToFuture(folder)
    const journal = openJournal(folder)
    const after = contentOf(journal)
    journal.close()
    expect(after.credentials).toEqual(before.credentials)
    expect(after.note_receipts).toEqual(before.note_receipts)
    expect(after.notes_outbox).toMatchObject([{ note_id: 'n1', text: 'must survive', colour: 'blue' }])
    const kept = readdirSync(folder).filter((name) => name.startsWith('journal.before-'))
    expect(kept).toEqual([`journal.before-${futureMigrations.length}.db`])
    const old = connect('journal', join(folder, kept[0] ?? ''), { use: 'interactive', mustExist: true })
    expect(contentOf(old)).toEqual(before)
    old.close()
    expect(openDatabases(folder, { role: 'owner', nowMs: startMs })).toMatchObject({ error: { kind: 'newer_version' } })
  })

  it('that leaves references to nothing, or fails half-way, leaves the journal as it was', () => {
    const { folder, before } = journalWithContent()
    const broken = [
      { tag: 'orphans', checksum: 'x', statements: ['DELETE FROM accounts'] },
      { tag: 'half', checksum: 'y', statements: ['DELETE FROM notes_outbox', 'THIS IS NOT SQL'] },
    ]
    for (const migration of broken) {
      const journal = openJournal(folder)
      expect(() => migrateJournal(folder, journal, { pending: [migration], applied: 1 }, startMs)).toThrow()
      finishReplacement(folder)
      const again = openJournal(folder)
      expect(contentOf(again)).toEqual(before)
      again.close()
    }
  })

  it('killed at any step and at any statement, leaves the old journal or the new one, whole', () => {
    const child = join(import.meta.dirname, 'journal-migration-child.ts')
    const { folder, before } = journalWithContent()
    let kills = 0
    for (let step = 1; ; step += 1) {
      const { signal, status, stderr } = spawnSync(process.execPath, [child, folder, String(step)], {
        encoding: 'utf8',
      })
      finishReplacement(folder)
      const journal = openJournal(folder)
      const plan = planMigration(journal, futureMigrations)
      const content = contentOf(journal)
      journal.close()
      if (signal !== 'SIGKILL') {
        expect(status, stderr).toBe(0)
        expect(plan.kind).toBe('current')
        break
      }
      kills += 1
      expect(content.credentials).toEqual(before.credentials)
      if (plan.kind === 'current') {
        expect(content.notes_outbox).toMatchObject([{ note_id: 'n1', colour: 'blue' }])
        break
      }
      expect(content).toEqual(before)
    }
    // The snapshot, five statements, the check, the successor, the old one set aside.
    expect(kills).toBe(9)
  })
})
