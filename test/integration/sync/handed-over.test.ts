import { afterEach, describe, expect, it } from 'vitest'
import { readClaim } from '../../../db/note-claims.ts'
import { listOpenNotes, readNote, receiptsOf } from '../../../db/outbox.ts'
import { editNote, resolveNote } from '../../../electron/sync/outbox/user-actions.ts'
import { seededRandom } from '../../sandbox/random.ts'
import { type Fate, type Machine, World } from './machines.ts'

const hourMs = 3_600_000
const worlds: World[] = []

afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

function newWorld(options: ConstructorParameters<typeof World>[0]): World {
  const world = new World(options)
  worlds.push(world)
  return world
}

const delivered = (machine: Machine, noteIds: readonly string[]) => () =>
  noteIds.every((noteId) => machine.state(noteId) === 'delivered')

/** Notes that an origin without a network wrote, in a file, and an importer that has read it. */
async function handedOver(world: World, clocks: { readonly originMs: number; readonly importerMs: number }) {
  const origin = world.machine(clocks.originMs)
  const importer = world.machine(clocks.importerMs)
  await world.clock.advance(90_000)
  origin.setOnline(false)
  const [first, second] = [world.conversation(0), world.conversation(1)]
  const notes = [
    origin.write(first, 'one'),
    origin.write(first, 'same'),
    origin.write(first, 'same'),
    origin.write(second, 'elsewhere'),
    origin.write(first, 'last'),
  ]
  await world.clock.advance(3_000)
  const file = await origin.file()
  const expectOnce = () => {
    expect(world.notesIn(first)).toEqual(['one', 'same', 'same', 'last'])
    expect(world.notesIn(second)).toEqual(['elsewhere'])
  }
  return { origin, importer, notes, file, expectOnce }
}

describe('notes that are in a file and on two machines', () => {
  it('reach the CRM once each and in order, although both send', async () => {
    const world = newWorld({ seed: 1 })
    const { origin, importer, notes, file, expectOnce } = await handedOver(world, { originMs: 0, importerMs: 0 })
    expect(await importer.takeOver(file)).toMatchObject({
      ok: true,
      notes: notes.map((noteId) => ({ noteId, outcome: 'imported' })),
    })
    origin.setOnline(true)
    await world.until('both know of all', () => delivered(origin, notes)() && delivered(importer, notes)(), 20 * 60_000)
    expectOnce()
  })

  it('do so with clocks that are hours off and a CRM that shows late what it took', async () => {
    for (const [originMs, importerMs, serverAheadMs] of [
      [5 * hourMs, -3 * hourMs, 2 * hourMs],
      [-7 * hourMs, 61_000, 0],
      [60_000, 0, -26 * hourMs],
    ] as const) {
      const world = newWorld({ seed: 2, serverAheadMs, readAfterWriteDelayMs: 15_000 })
      const { origin, importer, notes, file, expectOnce } = await handedOver(world, { originMs, importerMs })
      await importer.takeOver(file)
      origin.setOnline(true)
      await world.until('both know', () => delivered(origin, notes)() && delivered(importer, notes)(), 40 * 60_000)
      expectOnce()
    }
  })

  it('do so whatever answers are lost, and whoever is offline when', async () => {
    const fates: readonly Fate[] = ['lost_before', 'lost_after', 'no_answer_after', 'commits_late', 'refused']
    for (let seed = 1; seed <= 12; seed += 1) {
      const random = seededRandom(seed)
      const world = newWorld({
        seed,
        readAfterWriteDelayMs: random.int(0, 15_000),
        serverAheadMs: random.int(-90, 90) * 1_000,
      })
      const { origin, importer, notes, file, expectOnce } = await handedOver(world, {
        originMs: random.int(-9, 9) * 1_000_000,
        importerMs: random.int(-9, 9) * 1_000_000,
      })
      for (const machine of [origin, importer]) {
        for (let struck = random.int(0, 6); struck > 0; struck -= 1) machine.fates.push(random.pick(fates))
      }
      await importer.takeOver(file)
      origin.setOnline(true)
      for (let changes = 0; changes < 8; changes += 1) {
        await world.clock.advance(random.int(1, 150) * 1_000)
        random.pick([origin, importer]).setOnline(random.chance(0.5))
      }
      origin.setOnline(true)
      importer.setOnline(true)
      await world.until(
        `both know (${seed})`,
        () => delivered(origin, notes)() && delivered(importer, notes)(),
        4 * hourMs,
      )
      expectOnce()
    }
  })

  it('are sent by the machine that wrote them where nobody reads the file', async () => {
    const world = newWorld({ seed: 3 })
    const { origin, notes, expectOnce } = await handedOver(world, { originMs: 0, importerMs: 0 })
    origin.setOnline(true)
    await world.until('all are delivered', delivered(origin, notes), 6 * 60_000)
    expectOnce()
  })

  it('are sent by the other where the first never comes back', async () => {
    const world = newWorld({ seed: 4 })
    const { importer, notes, file, expectOnce } = await handedOver(world, { originMs: 0, importerMs: hourMs })
    await importer.takeOver(file)
    await world.until('all are delivered', delivered(importer, notes), 6 * 60_000)
    expectOnce()
  })

  it('take turns by their own clocks where the CRM never tells the time', async () => {
    const world = newWorld({ seed: 5 })
    world.sendsDate = false
    const { origin, importer, notes, file, expectOnce } = await handedOver(world, {
      originMs: 9_000,
      importerMs: -9_000,
    })
    await importer.takeOver(file)
    origin.setOnline(true)
    await world.until('both know', () => delivered(origin, notes)() && delivered(importer, notes)(), 2 * hourMs)
    expectOnce()
  })

  it('ask for the time of the CRM where nothing else that is asked tells it', async () => {
    const world = newWorld({ seed: 13 })
    const { importer, notes, file, expectOnce } = await handedOver(world, { originMs: 0, importerMs: 0 })
    world.tellsTimeOnlyWhenAsked = true
    // What is on its way still has a Date.
    await world.clock.advance(2_000)
    importer.setWallAhead(hourMs)
    await importer.takeOver(file)
    await world.until('all are delivered', delivered(importer, notes), 10 * 60_000)
    expectOnce()
  })

  it('and one that was on its way when the file was written is looked for before it is sent again', async () => {
    const world = newWorld({ seed: 6, readAfterWriteDelayMs: 10_000 })
    const origin = world.machine()
    const importer = world.machine()
    await world.clock.advance(90_000)
    origin.fates.push('no_answer_after')
    const note = origin.write(world.conversation(0), 'Signed.')
    await world.until('it is sending', () => origin.state(note) === 'sending')
    const file = await origin.file()
    origin.setOnline(false)
    await importer.takeOver(file)
    expect(importer.state(note)).toBe('in_doubt')
    await world.until('it is delivered', delivered(importer, [note]), 10 * 60_000)
    expect(world.notesIn(world.conversation(0))).toEqual(['Signed.'])
  })

  it('are asked about where the CRM lets nobody look, and the answer holds for one attempt', async () => {
    const world = newWorld({ seed: 12 })
    const origin = world.machine()
    await world.clock.advance(90_000)
    world.refusesLookUps = true
    origin.setOnline(false)
    const note = origin.write(world.conversation(0), 'Nobody may look.')
    await origin.file()
    origin.setOnline(true)
    const { journal } = origin.databases
    const isAsked = () => readNote(journal, note)?.needsAnswer === true
    const sayAgain = () => {
      resolveNote({ journal, clock: origin.clock, maxNoteCharacters: 100 }, note, 'send_again')
      origin.setOnline(true)
    }
    await world.until('the user is asked', isAsked, hourMs)
    expect(world.notesIn(world.conversation(0))).toEqual([])
    origin.fates.push('lost_before')
    sayAgain()
    await world.until(
      'the attempt was lost and the user is asked again',
      () => origin.fates.length === 0 && isAsked(),
      hourMs,
    )
    expect(readClaim(journal, note)?.isVouchedAbsent).toBe(true)
    sayAgain()
    await world.until('it is delivered', delivered(origin, [note]), hourMs)
    expect(readClaim(journal, note)?.isVouchedAbsent).toBe(false)
    expect(world.notesIn(world.conversation(0))).toEqual(['Nobody may look.'])
  })

  it('leave what was written after the file in its place behind them', async () => {
    const world = newWorld({ seed: 7 })
    const { origin, importer, notes, file } = await handedOver(world, { originMs: 0, importerMs: 0 })
    const later = origin.write(world.conversation(0), 'afterwards')
    await importer.takeOver(file)
    origin.setOnline(true)
    await world.until('both know', () => delivered(origin, [...notes, later])() && delivered(importer, notes)(), hourMs)
    expect(world.notesIn(world.conversation(0))).toEqual(['one', 'same', 'same', 'last', 'afterwards'])
  })

  it('keep earlier notes of the same text apart', async () => {
    const world = newWorld({ seed: 8 })
    const origin = world.machine()
    const importer = world.machine()
    await world.clock.advance(90_000)
    const before = origin.write(world.conversation(0), 'Not at home.')
    await world.until('it is delivered', delivered(origin, [before]))
    origin.setOnline(false)
    const note = origin.write(world.conversation(0), 'Not at home.')
    await importer.takeOver(await origin.file())
    await world.until('it is delivered', delivered(importer, [note]), 10 * 60_000)
    expect(world.notesIn(world.conversation(0))).toEqual(['Not at home.', 'Not at home.'])
  })
})

describe('a file of notes', () => {
  it('adds nothing when it is read again, or where it was written', async () => {
    const world = newWorld({ seed: 9 })
    const { origin, importer, notes, file } = await handedOver(world, { originMs: 0, importerMs: 0 })
    await importer.takeOver(file)
    for (const machine of [importer, origin]) {
      const again = await machine.takeOver(file)
      expect(again.ok && again.notes.every((note) => note.outcome === 'already_here')).toBe(true)
      expect(listOpenNotes(machine.databases.journal)).toHaveLength(notes.length)
    }
  })

  it('is told in the receipts of both machines by the same token, without the text', async () => {
    const world = newWorld({ seed: 10 })
    const { origin, importer, notes, file } = await handedOver(world, { originMs: 0, importerMs: 0 })
    await importer.takeOver(file)
    const [note = ''] = notes
    const token = readClaim(origin.databases.journal, note)?.claimToken
    expect(readClaim(importer.databases.journal, note)).toMatchObject({ claimToken: token, role: 'importer' })
    const saved = receiptsOf(origin.databases.journal, note).at(-1)?.cause
    const taken = receiptsOf(importer.databases.journal, note).at(0)?.cause ?? ''
    expect(saved).toBe(JSON.stringify({ kind: 'exported', claimToken: token }))
    expect(JSON.parse(taken)).toMatchObject({ kind: 'imported', claimToken: token })
    expect(taken).not.toContain('one')
  })

  it('fixes the text of its notes, and what was taken over is not passed on', async () => {
    const world = newWorld({ seed: 11 })
    const { origin, importer, notes, file } = await handedOver(world, { originMs: 0, importerMs: 0 })
    const [note = ''] = notes
    const { journal } = origin.databases
    const edited = editNote({ journal, clock: origin.clock, maxNoteCharacters: 100 }, note, 'another text')
    expect(edited).toEqual({ ok: false, problem: 'wrong_state' })
    importer.setOnline(false)
    await importer.takeOver(file)
    const saved = await importer.save()
    expect(saved).toMatchObject({ ok: false, problem: 'nothing_to_save' })
    const reasons = 'leftOut' in saved ? saved.leftOut.map(({ reason }) => reason) : []
    expect(reasons).toEqual(Array(5).fill('taken_over'))
  })
})
