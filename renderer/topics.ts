import type { Topic } from '../electron/ipc/shapes.ts'

type OfAccount = { readonly accountId: number | null }
type OfConversation = { readonly conversationId: number }

/** The channels that a screen keeps live, with the part of their input that decides what touches their answer. */
interface LiveInputs {
  'inbox.page': OfAccount
  'inbox.counts': OfAccount
  'search.query': OfAccount
  'conversation.get': OfConversation
  'conversation.people': OfConversation
  'draft.absent': OfConversation
  'timeline.page': OfConversation
  'event.detail': { readonly activityId: number }
  'activityTypes.list': { readonly accountId: number }
  'outbox.list': null
  'outbox.notListed': null
  'accounts.list': null
  'providers.list': null
  'settings.get': null
  'app.info': null
}

export type LiveChannel = keyof LiveInputs
export type LiveInput<C extends LiveChannel> = LiveInputs[C]

const dependencies: { readonly [C in LiveChannel]: (input: LiveInputs[C], topic: Topic) => boolean } = {
  'inbox.page': ({ accountId }, topic) => isInbox(topic, accountId),
  'inbox.counts': ({ accountId }, topic) => isInbox(topic, accountId) || topic.kind === 'outbox',
  'search.query': ({ accountId }, topic) => isInbox(topic, accountId) || topic.kind === 'outbox',
  'conversation.get': ({ conversationId }, topic) => isConversation(topic, conversationId),
  // The others' names, and whether there are others, change with any of their inboxes.
  'conversation.people': ({ conversationId }, topic) => isConversation(topic, conversationId) || topic.kind === 'inbox',
  // They come and go with any of the inboxes.
  'draft.absent': (_input, topic) => topic.kind === 'inbox',
  'timeline.page': ({ conversationId }, topic) => isConversation(topic, conversationId) || topic.kind === 'outbox',
  // The answer does not name the conversation, so the arrival of a detail in any of them is a reason to look.
  'event.detail': (_input, topic) => topic.kind === 'conversation',
  'activityTypes.list': (_input, topic) => topic.kind === 'accounts',
  'outbox.list': (_input, topic) => topic.kind === 'outbox',
  'outbox.notListed': (_input, topic) => topic.kind === 'outbox',
  'providers.list': () => false,
  'accounts.list': (_input, topic) => topic.kind === 'accounts',
  'settings.get': (_input, topic) => topic.kind === 'settings',
  'app.info': () => false,
}

/** Whether `topic` means that the answer to `channel` with `input` may be another one now. */
export function isTouchedBy<C extends LiveChannel>(channel: C, input: LiveInputs[C], topic: Topic): boolean {
  return topic.kind === 'everything' || dependencies[channel](input, topic)
}

function isInbox(topic: Topic, accountId: number | null): boolean {
  return topic.kind === 'inbox' && (accountId === null || topic.accountId === accountId)
}

function isConversation(topic: Topic, conversationId: number): boolean {
  return topic.kind === 'conversation' && topic.conversationId === conversationId
}
