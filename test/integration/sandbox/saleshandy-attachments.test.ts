import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import {
  ask,
  closeSandboxes,
  createNote,
  payloadOf,
  rowsOf,
  someProspect,
  start,
  uploadFile,
} from './saleshandy-running.ts'

afterEach(closeSandboxes)

const megabyte = 1024 * 1024

/** Bytes that hold line ends, dashes and everything else that a boundary could be mistaken for. */
function someBytes(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, at) => (at % 7 === 0 ? 13 : at % 11 === 0 ? 10 : at % 5 === 0 ? 45 : at % 256))
}

describe('uploading an attachment', () => {
  it('keeps name, size and digest of the bytes as they were, and a note may use it', async () => {
    const sandbox = await start()
    const bytes = someBytes(70_001)
    const uploaded = await uploadFile(sandbox, 'Angebot "März" final.pdf', bytes)
    expect(uploaded.json).toEqual({
      message: 'Attachment uploaded successfully',
      payload: { attachmentId: expect.stringMatching(/^[A-Za-z0-9]{10}$/) },
    })
    const [attachment] = [...sandbox.state.attachments.values()]
    expect(attachment).toMatchObject({
      fileName: 'Angebot "März" final.pdf',
      size: 70_001,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      uploaderId: sandbox.state.team.me.id,
    })
    const id = someProspect(sandbox)
    const created = rowsOf(await createNote(sandbox, id, 'with a file', { attachmentIds: [attachment?.id] }))
    expect(created[0]?.success).toBe(true)
    expect(sandbox.state.notesFromApi()[0]?.attachmentIds).toEqual([attachment?.id])
    const listed = rowsOf(await ask(sandbox, 'GET', `/prospects/${id}/notes`)).find(
      (row) => row.id === created[0]?.noteId,
    )
    expect(JSON.stringify(listed)).not.toContain(attachment?.id)
  })

  it('takes 20 MB and refuses one byte more with 4002', async () => {
    const sandbox = await start()
    expect((await uploadFile(sandbox, 'big.bin', new Uint8Array(20 * megabyte))).status).toBe(200)
    const refused = await uploadFile(sandbox, 'bigger.bin', new Uint8Array(20 * megabyte + 1))
    expect([refused.status, refused.json]).toEqual([400, { message: 'file size exceeds 20 MB', code: 4002 }])
    expect((await uploadFile(sandbox, 'huge.bin', new Uint8Array(31 * megabyte))).json).toMatchObject({ code: 4002 })
    expect(sandbox.state.attachments.size).toBe(1)
  })

  it('refuses other types with 4001, other parts and failures with 4000', async () => {
    const sandbox = await start({ unsupportedFileTypes: ['exe'] })
    const bytes = someBytes(20)
    expect((await uploadFile(sandbox, 'setup.EXE', bytes)).json).toMatchObject({ code: 4001 })
    expect((await uploadFile(sandbox, 'a.txt', bytes, 'document')).json).toMatchObject({ code: 4000 })
    expect((await ask(sandbox, 'POST', '/notes/attachments', { file: 'not multipart' })).json).toMatchObject({
      code: 4000,
    })
    sandbox.settings.failUploads = true
    expect((await uploadFile(sandbox, 'a.txt', bytes)).json).toEqual({ message: 'upload failed', code: 4000 })
    expect(sandbox.state.attachments.size).toBe(0)
  })

  it('serves the documented ids for the documented request', async () => {
    const sandbox = await start({ nextAttachmentIds: ['Aw83gqRXvk', 'BV4yLpC2nX'] })
    await uploadFile(sandbox, 'one.pdf', someBytes(9))
    await uploadFile(sandbox, 'two.pdf', someBytes(8))
    const attachmentIds = ['Aw83gqRXvk', 'BV4yLpC2nX']
    const created = await createNote(sandbox, someProspect(sandbox), 'two files', { attachmentIds, status: '1' })
    expect(rowsOf(created)).toMatchObject([{ success: true }])
    expect(sandbox.state.notesFromApi()[0]?.attachmentIds).toEqual(attachmentIds)
  })

  it('puts the id where the setting says', async () => {
    const sandbox = await start({ attachmentIdPath: 'payload.attachment.id' })
    expect(payloadOf(await uploadFile(sandbox, 'a.txt', someBytes(3)))).toEqual({
      attachment: { id: expect.any(String) },
    })
  })

  it('forgets uploads that no note uses in time, and may refuse to use one twice', async () => {
    let wallMs = Date.UTC(2026, 10, 21)
    const sandbox = await start({ attachmentLifetimeMs: 60_000, attachmentReuse: false, wallMs: () => wallMs })
    await uploadFile(sandbox, 'used.txt', someBytes(3))
    await uploadFile(sandbox, 'unused.txt', someBytes(4))
    const [used, unused] = [...sandbox.state.attachments.keys()]
    const id = someProspect(sandbox)
    expect((await createNote(sandbox, id, 'x', { attachmentIds: [used] })).status).toBe(200)
    expect((await createNote(sandbox, id, 'y', { attachmentIds: [used] })).status).toBe(400)
    wallMs += 61_000
    expect((await createNote(sandbox, id, 'z', { attachmentIds: [unused] })).status).toBe(400)
  })
})
