import { createHash } from 'node:crypto'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { SaleshandySandbox } from '../sandbox/saleshandy/sandbox.ts'
import {
  anasName,
  connectSaleshandy,
  dropFiles,
  isOutboxEmpty,
  openPerson,
  openSaleshandy,
  pictures,
} from './harness/crms.ts'
import { newFolder, openScene, type Scene } from './harness/scene.ts'

const patience = { timeout: 90_000 }
const uploads = { method: 'POST', pathPattern: '/notes/attachments$' }

const roof = { name: 'roof.png', type: 'image/png', size: 40_000, byte: 1 }
const offer = { name: 'offer.pdf', type: 'application/pdf', size: 900_000, byte: 2 }
const setup = { name: 'setup.exe', type: 'application/octet-stream', size: 5_000, byte: 3 }

function sha256({ size, byte }: { readonly size: number; readonly byte: number }): string {
  return createHash('sha256').update(new Uint8Array(size).fill(byte)).digest('hex')
}

/** What the CRM keeps of a file. */
function kept(file: typeof roof) {
  return { fileName: file.name, size: file.size, sha256: sha256(file) }
}

interface SaleshandyScene extends Scene {
  readonly saleshandy: SaleshandySandbox
}

/** The app with a Saleshandy account and Ana's conversation open. */
async function openAna(): Promise<SaleshandyScene> {
  const saleshandy = await openSaleshandy()
  const scene = await openScene()
  await connectSaleshandy(scene, saleshandy)
  await openPerson(scene, anasName)
  return { ...scene, saleshandy }
}

/** Writes a note with these files while the CRM cannot be reached. */
async function writeOffline(scene: SaleshandyScene, text: string, files: readonly (typeof roof)[]): Promise<void> {
  const { screen } = scene.app
  await scene.saleshandy.setOffline(true)
  await dropFiles(scene, files)
  await expect.poll(() => screen.at('attachment').count()).toBe(files.length)
  await screen.saveNote(text)
  expect(await screen.at('note-file').count()).toBe(files.length)
}

async function goOnline({ app, saleshandy }: SaleshandyScene): Promise<void> {
  await saleshandy.setOffline(false)
  await app.screen.call('sync.hint', { isOnline: true })
}

/** The notes that came through the API, each with its files as the CRM has them. */
function sentNotes({ state }: SaleshandySandbox) {
  return state.notesFromApi().map(({ sentContent, attachmentIds }) => ({
    sentContent,
    files: attachmentIds.map((id) => {
      const found = state.attachments.get(id)
      return found === undefined ? null : { fileName: found.fileName, size: found.size, sha256: found.sha256 }
    }),
  }))
}

function storedFiles({ dataDir }: Scene): Promise<string[]> {
  return readdir(join(dataDir, 'attachments')).catch(() => [])
}

function fileOnItsWay({ app }: Scene, { name }: typeof roof) {
  return app.screen.at('note-file').filter({ hasText: name })
}

describe('files of a note for Saleshandy', () => {
  test('written offline and killed in the middle of an upload arrive once, and what the CRM had is not sent to it again', async () => {
    const scene = await openAna()
    const { app, saleshandy } = scene
    await writeOffline(scene, 'With two files.', [roof, offer])
    saleshandy.faults.add({ kind: 'hang', match: uploads, skip: 1 })
    await goOnline(scene)
    await expect.poll(() => fileOnItsWay(scene, roof).getAttribute('data-uploaded'), patience).toBe('true')
    await expect.poll(() => saleshandy.faults.waiting, patience).toBe(0)
    await fileOnItsWay(scene, offer).getByTestId('upload-progress').waitFor()
    expect(await fileOnItsWay(scene, offer).getAttribute('data-uploaded')).toBe('false')
    await pictures(scene, 'files-uploading')
    await app.kill()
    expect(sentNotes(saleshandy)).toEqual([])

    await app.start()
    await app.screen.inboxRows.first().waitFor()
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
    expect(sentNotes(saleshandy)).toEqual([{ sentContent: 'With two files.', files: [kept(roof), kept(offer)] }])
    expect([...saleshandy.state.attachments.values()]).toHaveLength(2)
    expect(saleshandy.requests.matching(uploads).map(({ fault }) => fault)).toEqual([null, 'hang', null])
    await openPerson(scene, anasName)
    await expect.poll(() => app.screen.noteRow('With two files.').count()).toBe(1)
  })

  test('too large for the CRM are refused at the composer when they are chosen, and nothing of them is kept', async () => {
    const scene = await openAna()
    const { app, saleshandy } = scene
    const path = join(await newFolder(), 'film.mp4')
    await writeFile(path, new Uint8Array(21 * 1024 * 1024).fill(4))
    await app.pickFile(path)
    await app.screen.at('attach').click()
    await expect
      .poll(() => app.screen.at('error-message').first().textContent())
      .toBe('“film.mp4” is larger than the 20 MB that the CRM takes. Make it smaller, then add it again.')
    expect(await app.screen.at('attachment').count()).toBe(0)
    await pictures(scene, 'files-too-large')
    expect(await storedFiles(scene)).toEqual([])
    expect(await isOutboxEmpty(scene)).toBe(true)
    await app.screen.saveNote('Without the film.')
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
    expect(sentNotes(saleshandy)).toEqual([{ sentContent: 'Without the film.', files: [] }])
    expect(saleshandy.requests.matching(uploads)).toEqual([])
  })

  test('of a type that the CRM does not take keep the note here, with its text, until it is sent without them', async () => {
    const scene = await openAna()
    const { app, saleshandy } = scene
    const { screen } = app
    await writeOffline(scene, 'See the roof.', [roof, setup])
    await goOnline(scene)
    const note = screen.noteRow('See the roof.')
    await expect
      .poll(() => note.textContent(), patience)
      .toContain(
        '“setup.exe”, so nothing was sent: Saleshandy does not take files of this type. Send the note without it',
      )
    expect(await note.textContent()).toContain('Not accepted.')
    expect(sentNotes(saleshandy)).toEqual([])
    await pictures(scene, 'files-type-refused')
    await screen.showOutbox()
    await screen.outboxRow('See the roof.').waitFor()
    await pictures(scene, 'files-type-refused-outbox')
    await screen.at('outbox-without-file').click()
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
    expect(sentNotes(saleshandy)).toEqual([{ sentContent: 'See the roof.', files: [kept(roof)] }])
    expect([...saleshandy.state.attachments.values()]).toHaveLength(1)
  })

  test('that are gone from this computer stop their note, which names them and can be sent without', async () => {
    const scene = await openAna()
    const { app, dataDir, saleshandy } = scene
    const { screen } = app
    await writeOffline(scene, 'The offer and the roof.', [offer, roof])
    expect((await storedFiles(scene)).toSorted()).toEqual([sha256(offer), sha256(roof)].toSorted())
    await rm(join(dataDir, 'attachments', sha256(roof)))
    await goOnline(scene)
    const note = screen.noteRow('The offer and the roof.')
    await expect.poll(() => note.textContent(), patience).toContain('The file “roof.png” is missing on this computer')
    expect(await note.textContent()).toContain('Send the note without it')
    expect(sentNotes(saleshandy)).toEqual([])
    await pictures(scene, 'files-missing')
    await note.getByTestId('note-without-file').click()
    await expect.poll(() => isOutboxEmpty(scene), patience).toBe(true)
    expect(sentNotes(saleshandy)).toEqual([{ sentContent: 'The offer and the roof.', files: [kept(offer)] }])
    expect(await note.count()).toBe(1)
  })
})
