import { expect } from 'vitest'
import type { PullPage } from '../../../../electron/connectors/connector.ts'
import type { Proofs } from '../proof.ts'
import type { ConformanceSubject } from '../subject.ts'
import { failureOf, gathered, inWorld, successOf, type World } from '../world.ts'

const unknownId = 'no-such-record'

async function openedTimeline(world: World, conversationRemoteId: string): Promise<PullPage[]> {
  const pages: PullPage[] = []
  let cursor: string | null = null
  do {
    const page: PullPage = successOf(await world.connector.pullConversation(conversationRemoteId, cursor, 'on_demand'))
    expect(page.cursorExpired).toBe(false)
    pages.push(page)
    cursor = page.next
  } while (cursor !== null && pages.length < 50)
  return pages
}

export const opening = {
  'says whose account it is': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async ({ connector, crm }) => {
        expect(successOf(await connector.identify('on_demand'))).toEqual(crm.identity)
      }),
  },
  'says what the key may do, and writes nothing to find out': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async ({ connector, crm, written }) => {
        const abilities = successOf(await connector.abilities('on_demand'))
        expect(abilities.map(({ what, answer }) => ({ what, answer }))).toEqual(
          expect.arrayContaining([...crm.abilities]),
        )
        expect(crm.notes.kept()).toEqual([])
        expect(written).toEqual([])
      }),
  },
  'opens a conversation: its whole timeline, each row once': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, { people: 3, activities: 90 }, async (world) => {
        const { conversationRemoteId, keys } = world.crm.timeline()
        const { keys: shown } = gathered(await openedTimeline(world, conversationRemoteId))
        expect(keys.length).toBeGreaterThan(3)
        expect(shown.filter((key) => key.startsWith('activities/')).toSorted()).toEqual(keys.toSorted())
      }),
  },
  'opens a lead with its conversations, and none where there is none': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async ({ connector, crm }) => {
        const opened = crm.opened()
        if (opened !== null) {
          const { leadRemoteId, rows } = opened
          const { rows: shown } = gathered([successOf(await connector.pullLead(leadRemoteId, 'on_demand'))])
          for (const [key, { fields }] of rows) expect(shown.get(key), key).toMatchObject(fields)
          const others = [...shown.keys()].filter((key) => key.startsWith('leads/') && !rows.has(key))
          expect(others).toEqual([])
        }
        const { leads } = successOf(await connector.pullLead(unknownId, 'on_demand'))
        expect(leads).toEqual([])
      }),
  },
  'opens a conversation that is no more without a row, and says no where the CRM does': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async ({ connector }) => {
        const outcome = await connector.pullConversation(unknownId, null, 'on_demand')
        if (outcome.ok) expect(gathered([outcome.value]).keys).toEqual([])
        else expect(outcome.failure.kind).toBe('rejected')
        const expired = await connector.pullConversation(unknownId, 'no such cursor', 'on_demand')
        if (expired.ok) expect(expired.value).toMatchObject({ next: null, activities: [] })
        else expect(expired.failure.kind).toBe('rejected')
      }),
  },
  'tells an activity in detail': {
    concerns: ({ hasEventDetail }) => hasEventDetail,
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async ({ connector, crm }) => {
        const { activityRemoteId, fields, unknownRemoteId } = crm.detail()
        const detail = successOf(await connector.eventDetail(activityRemoteId, 'on_demand'))
        expect(detail).toMatchObject({ activityRemoteId, ...fields })
        expect(failureOf(await connector.eventDetail(unknownRemoteId, 'on_demand')).kind).toBe('rejected')
      }),
  },
  'offers exactly what its capabilities declare': {
    run: (subject: ConformanceSubject) =>
      inWorld(subject, {}, async ({ connector, crm }) => {
        const { note, readBack } = subject.capabilities
        expect(connector.capabilities).toEqual(subject.capabilities)
        expect({
          edits: connector.editNote !== undefined,
          attachments: connector.uploadAttachment !== undefined,
          activityTypes: connector.activityTypes !== undefined,
          snapshots: connector.snapshotNotes !== undefined,
        }).toEqual({
          edits: note.edits,
          attachments: note.attachments !== null,
          activityTypes: note.activityTypes,
          snapshots: readBack === 'by_snapshot',
        })
        expect(note.formats.length).toBeGreaterThan(0)
        const forms = crm.notes.forms.map(({ form }) => form)
        expect(new Set(forms.map(({ format }) => format))).toEqual(new Set(note.formats))
        expect(new Set(forms.flatMap(({ visibility }) => visibility ?? []))).toEqual(new Set(note.visibilities))
        expect(forms.some(({ isDraft }) => isDraft)).toBe(note.drafts)
        expect(forms.some(({ activity }) => activity !== null)).toBe(note.activityTypes)
      }),
  },
} as const satisfies Proofs
