import { connect } from '../../../db/connection.ts'
import { databaseFiles } from '../../../db/files.ts'
import { finishReplacement, migrateJournal } from '../../../db/journal/replace.ts'
import { planMigration } from '../../../db/migrate.ts'
import { futureMigrations } from './future-migrations.ts'

/** Migrates the journal of a folder and kills itself at the given step; ends normally when there are fewer steps. */
const [folder = '', lastStep = ''] = process.argv.slice(2)
finishReplacement(folder)
const journal = connect('journal', databaseFiles(folder).journal, { use: 'interactive', mustExist: true })
const plan = planMigration(journal, futureMigrations)
if (plan.kind !== 'pending') throw new Error(`nothing to migrate: ${plan.kind}`)
let steps = 0
migrateJournal(folder, journal, plan, 1, () => {
  steps += 1
  if (steps === Number(lastStep)) process.kill(process.pid, 'SIGKILL')
})
