import { afterEach, describe, expect, it } from 'vitest'
import { createLeadsquaredModel } from '../../sandbox/leadsquared/model.ts'
import { sharedPeople } from '../../sandbox/shared-people.ts'
import { byEvent, call, closeAccounts, leadCalls, leadOf, listOf, nowMs, startAccount } from './leadsquared-client.ts'

afterEach(closeAccounts)

const small = { seed: 3, leads: 40, activities: 600, nowMs, wallMs: () => nowMs }

describe('generated data', () => {
  it('is the same for the same seed and size, another for another seed', () => {
    const fingerprint = (seed: number): string => {
      const { state, keys } = createLeadsquaredModel({ ...small, seed })
      return JSON.stringify([
        keys,
        [...state.leads.values()],
        [...state.activities.values()],
        [...state.notes.values()],
      ])
    }
    expect(fingerprint(3)).toBe(fingerprint(3))
    expect(fingerprint(3)).not.toBe(fingerprint(4))
  })

  it('has any size, none at all too', () => {
    const { state } = createLeadsquaredModel({ ...small, leads: 2_000, activities: 20_000 })
    expect([state.leads.size, state.activities.size]).toEqual([2_000, 20_000])
    const empty = createLeadsquaredModel({ ...small, leads: 0 })
    expect([empty.state.leads.size, empty.state.activities.size, empty.colleagues.newActivity()]).toEqual([0, 0, null])
  })

  it('begins with the people whom other accounts know, unless told otherwise', () => {
    const leads = [...createLeadsquaredModel(small).state.leads.values()]
    expect(leads.slice(0, sharedPeople.length).map((lead) => lead.email)).toEqual(
      sharedPeople.map((person) => person.email),
    )
    expect(leads[0]?.phone).toBe(sharedPeople[0]?.localPhone)
    expect(leads[1]?.phone).toBe(sharedPeople[1]?.phone)
    const [own] = createLeadsquaredModel({ ...small, sharedPeople: false }).state.leads.values()
    expect(own?.email).not.toBe(sharedPeople[0]?.email)
  })

  it('lies before the moment it was made for, some of it written late and some edited', () => {
    const rows = [...createLeadsquaredModel(small).state.activities.values()]
    expect(rows.every((row) => row.modifiedAtMs <= nowMs && row.happenedAtMs <= row.writtenAtMs)).toBe(true)
    expect(rows.some((row) => row.happenedAtMs < row.writtenAtMs - 3_600_000)).toBe(true)
    expect(rows.some((row) => row.modifiedAtMs > row.writtenAtMs)).toBe(true)
  })
})

describe('what colleagues do', () => {
  it('a deleted lead is gone without a trace, and what hung on it', async () => {
    const sandbox = await startAccount()
    const leadId = leadOf(sandbox)
    const [activity] = sandbox.state.activitiesOf(leadId)
    expect(sandbox.colleagues.deleteLead(leadId)).toBe(true)
    expect((await call(sandbox, `${leadCalls}/Leads.GetById?id=${leadId}`)).json).toEqual([])
    expect(sandbox.state.activities.has(activity?.id ?? '')).toBe(false)
    expect(sandbox.colleagues.deleteLead(leadId)).toBe(false)
  })

  it('a merge gives the activities another lead without moving their stamps, unless set so', async () => {
    const sandbox = await startAccount({ wallMs: () => nowMs + 60_000 })
    const [loser, winner] = [leadOf(sandbox, 1), leadOf(sandbox, 2)]
    const moved = sandbox.state.activitiesOf(loser).map((one) => ({ id: one.id, modifiedAtMs: one.modifiedAtMs }))
    expect(moved.length).toBeGreaterThan(0)
    expect(sandbox.colleagues.mergeLeads(loser, winner)).toBe(true)
    for (const { id, modifiedAtMs } of moved) {
      expect(sandbox.state.activities.get(id)).toMatchObject({ leadId: winner, modifiedAtMs })
    }
    expect(sandbox.state.leads.get(winner)?.modifiedAtMs).toBeGreaterThan(nowMs)
    sandbox.settings.mergeTouchesActivities = true
    const next = leadOf(sandbox, 2)
    const [touched] = sandbox.state.activitiesOf(next)
    sandbox.colleagues.mergeLeads(next, winner)
    expect(sandbox.state.activities.get(touched?.id ?? '')?.modifiedAtMs).toBeGreaterThan(nowMs)
  })

  it('an edit moves ModifiedOn; a repair and a rename change rows and move nothing', async () => {
    let wallMs = nowMs
    const sandbox = await startAccount({ wallMs: () => wallMs })
    const made = sandbox.colleagues.newActivity({ eventCode: 200, note: 'as written' })
    const row = async () => listOf(await byEvent(sandbox, 200)).find((one) => one.ProspectActivityId === made?.id)
    const ModifiedOn = '2026-11-20 12:00:00'
    wallMs += 60_000
    sandbox.colleagues.repairActivity(made?.id ?? '', 'repaired')
    expect(await row()).toMatchObject({ ActivityEvent_Note: 'repaired', ModifiedOn })
    const author = sandbox.state.team.colleagues.find((one) => one.id === made?.createdById)
    if (author === undefined) throw new Error('Not by a colleague')
    sandbox.colleagues.renameUser(author, 'A. Newname')
    expect(await row()).toMatchObject({ CreatedByName: 'A. Newname', ModifiedOn })
    sandbox.colleagues.editActivity(made?.id ?? '', 'edited')
    expect(await row()).toMatchObject({ ActivityEvent_Note: 'edited', ModifiedOn: '2026-11-20 12:01:00' })
  })

  it('stamps follow the server clock, ahead of ours or behind', async () => {
    const sandbox = await startAccount()
    sandbox.clock.offsetMs = 90_000
    expect(sandbox.colleagues.newActivity()?.writtenAtMs).toBe(nowMs + 90_000)
    const reply = await byEvent(sandbox, 200)
    expect(reply.headers.get('date')).toBe(new Date(nowMs + 90_000).toUTCString())
  })

  it('a day of traffic changes the data, the same way for the same seed', () => {
    const day = (): { readonly text: string; readonly size: number } => {
      let wallMs = nowMs
      const { traffic, state } = createLeadsquaredModel({ ...small, wallMs: () => (wallMs += 1_000) })
      for (let count = 0; count < 200; count++) traffic.tick()
      return {
        text: JSON.stringify([...state.leads.values(), ...state.activities.values()]),
        size: state.activities.size,
      }
    }
    const [one, other] = [day(), day()]
    expect(one.text).toBe(other.text)
    expect(one.size).toBeGreaterThan(700)
  })
})
