import { describe, expect, it } from 'vitest'
import { listActivityTypes, saveActivityTypes } from '../../../db/activity-types.ts'
import { ingestPages } from '../../../db/ingest.ts'
import { removeAccountRows } from '../../../db/queries/targets.ts'
import type { ActivityTypeRecord } from '../../../db/records.ts'
import { addAccount, conversation, page, startMs, workspace } from './support.ts'

const type = (code: string, content: Partial<ActivityTypeRecord> = {}): ActivityTypeRecord => ({
  code,
  name: `Type ${code}`,
  isWritable: true,
  fields: [
    {
      name: 'mx_Custom_1',
      label: 'Outcome',
      kind: 'dropdown',
      options: ['Won', 'Lost'],
      isMandatory: true,
      maxCharacters: null,
      isReference: false,
    },
  ],
  ...content,
})

describe('kinds of activity', () => {
  it('are kept in the order of the CRM, announced where they changed, and gone where it lists them no more', () => {
    const { replica, accountId } = workspace()
    expect(listActivityTypes(replica, accountId)).toEqual([])
    const types = [type('22'), type('21', { isWritable: false, fields: [] }), type('3')]
    expect(saveActivityTypes(replica, accountId, types, startMs)).toEqual([{ kind: 'accounts' }])
    expect(listActivityTypes(replica, accountId)).toEqual(types)
    expect(saveActivityTypes(replica, accountId, types, startMs + 1)).toEqual([])
    expect(saveActivityTypes(replica, accountId, [...types].reverse(), startMs + 2)).toEqual([{ kind: 'accounts' }])
    expect(saveActivityTypes(replica, accountId, types.slice(1), startMs + 3)).toEqual([{ kind: 'accounts' }])
    expect(listActivityTypes(replica, accountId)).toEqual(types.slice(1))
    expect(saveActivityTypes(replica, accountId, [], startMs + 4)).toEqual([{ kind: 'accounts' }])
    expect(listActivityTypes(replica, accountId)).toEqual([])
  })

  it('take the last of a code that comes twice, and leave out what a disk damaged', () => {
    const { replica, accountId } = workspace()
    saveActivityTypes(replica, accountId, [type('1', { name: 'old' }), type('1', { name: 'new' }), type('2')], startMs)
    expect(listActivityTypes(replica, accountId).map(({ name }) => name)).toEqual(['new', 'Type 2'])
    replica.raw.prepare("UPDATE activity_types SET fields = '[{\"na' WHERE code = '1'").run()
    expect(listActivityTypes(replica, accountId).map(({ code }) => code)).toEqual(['2'])
    expect(saveActivityTypes(replica, accountId, [type('1'), type('2')], startMs)).toEqual([{ kind: 'accounts' }])
    expect(listActivityTypes(replica, accountId)).toHaveLength(2)
  })

  it('go with their account, and stay with the others', () => {
    const space = workspace()
    const { replica, accountId } = space
    const other = addAccount(space, 'user-2')
    ingestPages(replica, [page(accountId, { conversations: [conversation('c1')] })])
    for (const id of [accountId, other]) saveActivityTypes(replica, id, [type('1')], startMs)
    removeAccountRows(replica, accountId)
    expect(listActivityTypes(replica, accountId)).toEqual([])
    expect(listActivityTypes(replica, other)).toHaveLength(1)
  })
})
