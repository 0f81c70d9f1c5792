import type { Connector, ConnectorMemory } from '../../../../electron/connectors/connector.ts'
import { createLeadpingConnector } from '../../../../electron/connectors/leadping/connector.ts'
import { type Answerer, type ScriptedTransport, scriptedTransport } from '../scripted-transport.ts'

export interface ScriptedLeadping {
  readonly connector: Connector
  readonly transport: ScriptedTransport
  /** Everything that was remembered, oldest first. */
  readonly remembered: readonly ConnectorMemory[]
}

export const secretOfDana = 'token-of-dana'

/** A Leadping account whose server is a function. */
export function leadping(
  answer: Answerer,
  given: { memory?: ConnectorMemory; secret?: string; clockSkewMs?: number } = {},
): ScriptedLeadping {
  const transport = scriptedTransport(answer)
  const remembered: ConnectorMemory[] = []
  const connector = createLeadpingConnector({
    baseUrl: 'https://api.leadping.test',
    secret: given.secret ?? secretOfDana,
    transport,
    memory: given.memory ?? {},
    remember: (memory) => remembered.push(memory),
    clockSkewMs: given.clockSkewMs ?? 60_000,
    nowMs: () => Date.parse('2026-11-21T10:00:00Z'),
    monotonicMs: () => 0,
  })
  return { connector, transport, remembered }
}

export const conversationInA = {
  id: 'c-1',
  leadId: 'l-1',
  firstName: 'Maria',
  lastName: 'Delgado',
  lastSnippet: 'Can we make it 6 instead?',
  lastEventAt: '2026-11-20T17:05:09.1234567Z',
  statusReason: 'The lead wrote last.',
  archivedAt: null,
  archiveReason: null,
  isArchived: false,
  currentDisposition: {
    id: 'd-1',
    outcome: 'AppointmentSet',
    displayName: 'Appointment set',
    changedAt: '2026-11-19T10:00:00Z',
    changedByUserId: 'u-1',
    changedByAutomationId: null,
  },
  nextStep: 'Confirm Thursday',
  isUnread: true,
  phoneNumber: { id: 'p-1', name: 'Main line', value: '+15125550100' },
  outboundPhoneNumberOverrideId: null,
  activeOutboundPhoneNumberId: 'p-1',
}

export const noteRowInA = {
  id: 'e-1',
  activityType: 'Note',
  activityCategory: 'Notes',
  conversationId: 'c-1',
  leadId: 'l-1',
  summary: 'Roof faces south-west',
  direction: null,
  status: 'Completed',
  statusReason: null,
  isWarmup: false,
  trafficType: 'RealLead',
  scheduledFor: null,
  scheduledReason: null,
  canceledAt: null,
  cancelReason: null,
  createdAt: '2026-11-20T17:10:00Z',
  createdBy: 'Dana Petrov',
}

export const noteRowInB = {
  id: 'e-1',
  eventType: 'Note',
  eventCategory: 'Notes',
  timelineType: 'Note',
  timelineCategory: 'Notes',
  description: 'Roof faces south-west',
  conversationId: 'c-1',
  leadId: 'l-1',
  summary: 'Roof faces south-west',
  media: [],
  direction: null,
  status: 'Completed',
  trafficType: 'RealLead',
  wasManuallyOverridden: false,
  retryCount: 0,
  createdAt: '2026-11-20T17:10:00Z',
  createdBy: 'Dana Petrov',
  actorUserId: 'u-1',
  actorDisplayName: 'Dana Petrov',
  actorEmail: 'dana@brightside.example',
}
