import { describe, expect, it } from 'vitest'
import { durationSeconds, entryLook, lookOf, statusTone, trafficMark } from '../../../renderer/activity-look.ts'
import { statusWords, typeWords } from '../../../renderer/text-activity.ts'

const look = (type: string, direction: string | null = null, status: string | null = null) =>
  lookOf({ type, direction, status })

describe('the look of an activity', () => {
  it('tells messages by their side', () => {
    expect(look('Sms', 'Inbound')).toEqual({ kind: 'message', side: 'in', isPicture: false })
    expect(look('Sms', 'Outbound')).toEqual({ kind: 'message', side: 'out', isPicture: false })
    expect(look('Mms', 'outbound')).toEqual({ kind: 'message', side: 'out', isPicture: true })
  })

  it('never shows a message as sent that may not have been', () => {
    expect(look('Message')).toMatchObject({ side: 'in' })
  })

  it('tells a missed call from one that was answered', () => {
    expect(look('Call', 'Inbound', 'Missed')).toEqual({ kind: 'call', side: 'in', isMissed: true })
    expect(look('Call', 'Outbound', 'Completed')).toEqual({ kind: 'call', side: 'out', isMissed: false })
    expect(look('Call')).toEqual({ kind: 'call', side: 'unknown', isMissed: false })
  })

  it.each([
    ['Voicemail', 'voicemail'],
    ['Note', 'note'],
    ['Payment', 'payment'],
    ['LeadCreated', 'line'],
    ['LeadUpdated', 'line'],
    ['LeadStatusChange', 'line'],
    ['Disposition', 'line'],
    ['Notification', 'line'],
  ])('of %s is a %s', (type, kind) => {
    expect(look(type).kind).toBe(kind)
  })

  it('of a type that nobody documented is a plain line with the words of the type', () => {
    expect(look('QuantumFax')).toEqual({ kind: 'line', icon: 'plain' })
    expect(typeWords('QuantumFax')).toBe('Quantum fax')
  })
})

describe('a status', () => {
  it('is good, waiting, bad or of no interest', () => {
    expect(statusTone('Delivered')).toBe('good')
    expect(statusTone('Scheduled')).toBe('waiting')
    expect(statusTone('Opted out')).toBe('bad')
    expect(statusTone('Cancelled')).toBe('bad')
    expect(statusTone('Received')).toBeNull()
    expect(statusTone('SomethingNew')).toBeNull()
    expect(statusTone(null)).toBeNull()
  })

  it('is said as a person would', () => {
    expect(statusWords('InProgress')).toBe('In progress')
    expect(statusWords('needs_reply')).toBe('Needs reply')
  })
})

it('marks traffic that is not about a real lead', () => {
  expect(trafficMark({ type: 'Sms', trafficType: 'Warmup' })).toBe('warm-up')
  expect(trafficMark({ type: 'Warmup', trafficType: null })).toBe('warm-up')
  expect(trafficMark({ type: 'Sms', trafficType: 'Test' })).toBe('test')
  expect(trafficMark({ type: 'Sms', trafficType: 'RealLead' })).toBeNull()
})

it('reads a duration only where one is written', () => {
  expect(durationSeconds('Inbound call, 192 s')).toBe(192)
  expect(durationSeconds('Outbound call, 45 seconds')).toBe(45)
  expect(durationSeconds('Talked about 3 solar panels')).toBeNull()
  expect(durationSeconds(null)).toBeNull()
})

describe('the look of an entry among those of its account', () => {
  const survey = { type: 'Site Survey', direction: null, status: 'Active', noteId: null }
  const noteId = '0190a0b0-0000-7000-8000-000000000001'

  it('is a note where people write activities of that kind, or where it was written here', () => {
    expect(entryLook(survey, new Set(['Site Survey']))).toEqual({ kind: 'note', isOfKind: true })
    expect(entryLook({ ...survey, noteId }, new Set())).toEqual({ kind: 'note', isOfKind: true })
  })

  it('is a line for what the CRM records by itself', () => {
    expect(entryLook({ ...survey, type: 'Email Opened' }, new Set(['Site Survey'])).kind).toBe('line')
  })

  it('stays a call where people write calls as activities', () => {
    const call = { ...survey, type: 'Outbound Phone Call Activity', direction: 'Outbound' }
    expect(entryLook(call, new Set([call.type]))).toEqual({ kind: 'call', side: 'out', isMissed: false })
  })
})
