import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import type { AttachmentFile, Outcome } from '../../../../electron/connectors/connector.ts'
import type { FaultRule } from '../../../sandbox/faults.ts'
import type { Proofs } from '../proof.ts'
import type { ConformanceSubject } from '../subject.ts'
import { failureOf, inWorld, successOf, type World } from '../world.ts'
import { created } from './sending.ts'

const concerns: NonNullable<Proofs[string]['concerns']> = ({ note }) => note.attachments !== null

/** Bytes that are no text, with every value in them and with what a form's boundary begins with. */
function photo(size: number, fileName = 'Dach “Süd” 1.jpg'): AttachmentFile {
  const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) % 256)
  bytes.set(new TextEncoder().encode('\r\n--boundary\r\n').subarray(0, size))
  return { fileName, mediaType: 'image/jpeg', bytes }
}

function digest({ bytes }: AttachmentFile): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function upload(
  { connector }: World,
  file: AttachmentFile,
  onProgress: (sentBytes: number) => void = () => undefined,
): Promise<Outcome<{ readonly remoteId: string }>> {
  if (connector.uploadAttachment === undefined) throw new Error('the connector uploads nothing')
  return connector.uploadAttachment(file, onProgress)
}

export const files = {
  'uploads a file byte for byte, says how far it is, and puts it on notes': {
    concerns,
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async (world) => {
        const sizes = [1, 300_000]
        const remoteIds: string[] = []
        for (const size of sizes) {
          const progress: number[] = []
          const { remoteId } = successOf(await upload(world, photo(size), (sent) => progress.push(sent)))
          remoteIds.push(remoteId)
          expect(progress.at(-1)).toBe(size)
          expect(progress.toSorted((one, other) => one - other)).toEqual(progress)
        }
        await created(world, { attachmentRemoteIds: remoteIds })
        await created(world, { text: 'The same pictures once more', attachmentRemoteIds: remoteIds })
        const expected = sizes.map((size) => digest(photo(size)))
        expect(world.crm.notes.kept().map((note) => note.files)).toEqual([expected, expected])
      }),
  },
  'uploads a file again whose answer was lost': {
    concerns,
    run: async (subject: ConformanceSubject) => {
      const faults: readonly FaultRule[] = [
        { kind: 'drop_after_commit' },
        { kind: 'drop_before_commit' },
        { kind: 'malformed_json' },
        { kind: 'drop_item_id' },
        { kind: 'status', status: 500 },
      ]
      await inWorld(subject, {}, async (world) => {
        for (const fault of faults) {
          world.crm.faults.add({ ...fault, match: { method: 'POST', pathPattern: world.crm.paths.upload ?? '' } })
          failureOf(await upload(world, photo(5_000)))
          const { remoteId } = successOf(await upload(world, photo(5_000)))
          await created(world, { text: JSON.stringify(fault), attachmentRemoteIds: [remoteId] })
          expect(world.crm.notes.kept().at(-1)?.files).toEqual([digest(photo(5_000))])
        }
      })
    },
  },
  'says that a file is too large, or of a kind that is not taken': {
    concerns,
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async (world) => {
        const { files: settings } = world.crm.notes
        if (settings === undefined) throw new Error('the CRM under test says nothing of files')
        const bad = { ...photo(100), ...settings.refused }
        expect(failureOf(await upload(world, bad)).kind).toBe('rejected')
        settings.limit(1_000)
        expect(failureOf(await upload(world, photo(1_001))).kind).toBe('rejected')
        successOf(await upload(world, photo(1_000)))
      }),
  },
} as const satisfies Proofs
