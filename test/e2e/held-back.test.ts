import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openSyncedScene, type Scene } from './harness/scene.ts'

/** As two full checks leave these that missed them with too many others: such checks are hours apart. The app must not be running. */
function holdBack({ dataDir }: Scene, conversationIds: readonly number[]): void {
  const replica = new SqliteDatabase(join(dataDir, 'replica.db'), { fileMustExist: true })
  const hold = replica.prepare('INSERT INTO sweep_held VALUES (1, 0, ?, 2, 0)')
  for (const id of conversationIds) hold.run(id)
  replica.close()
}

async function firstIds({ app }: Scene, count: number): Promise<number[]> {
  const rows = await app.screen.inboxRows.all()
  const ids = await Promise.all(rows.slice(0, count).map((row) => row.getAttribute('data-conversation-id')))
  return ids.map(Number)
}

describe('what full checks did not find any more', () => {
  test('is asked about, hidden where the user says that it was deleted, and left where they say that it was not', async () => {
    const scene = await openSyncedScene()
    const [gone = 0, other = 0] = await firstIds(scene, 2)
    await scene.app.stop()
    // The CRM of this test still has them, and whatever brought one would end the question.
    await scene.sandbox.setOffline(true)
    holdBack(scene, [gone])
    await scene.app.start()
    const { app, picture } = scene
    const question = () => app.screen.at('held-back')
    await question().waitFor()
    expect(await question().textContent()).toMatch(/did not find 1 of \d+ conversations/)
    await picture('held-back-light')
    await app.screen.dress('dark')
    await picture('held-back-dark')
    await app.screen.at('held-back-hide').click()
    await expect.poll(() => question().count()).toBe(0)
    await expect.poll(() => firstIds(scene, 50)).not.toContain(gone)

    await app.stop()
    holdBack(scene, [other])
    await app.start()
    await question().waitFor()
    await app.screen.at('held-back-keep').click()
    await expect.poll(() => question().count()).toBe(0)
    expect(await firstIds(scene, 50)).toContain(other)
    await app.stop()
    await app.start()
    await app.screen.inboxRows.first().waitFor()
    expect(await question().count()).toBe(0)
  })
})
