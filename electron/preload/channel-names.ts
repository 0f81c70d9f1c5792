import type { Channel, EventName } from '../ipc/contract.ts'

/**
 * The names of the contract without its schemas, so that the sandboxed preload stays a few lines and parses no library.
 * The compiler holds both tables to the contract: a channel missing here, or one too many, does not build.
 */
const channelNames = {
  'app.info': true,
  'app.notices': true,
  'app.dismissNotice': true,
  'app.openExternal': true,
  'app.copy': true,
  'app.quit': true,
  'settings.get': true,
  'settings.set': true,
  'providers.list': true,
  'accounts.list': true,
  'accounts.connect': true,
  'accounts.reauthenticate': true,
  'accounts.checkAbilities': true,
  'accounts.signOut': true,
  'accounts.setPaused': true,
  'accounts.remove': true,
  'inbox.page': true,
  'inbox.counts': true,
  'conversation.open': true,
  'conversation.get': true,
  'conversation.people': true,
  'people.separate': true,
  'people.join': true,
  'conversation.setRead': true,
  'conversation.setStarred': true,
  'timeline.page': true,
  'event.detail': true,
  'search.query': true,
  'draft.save': true,
  'draft.get': true,
  'draft.absent': true,
  'draft.leaveOutAbsent': true,
  'attachment.choose': true,
  'attachment.add': true,
  'attachment.remove': true,
  'attachment.list': true,
  'activityTypes.list': true,
  'note.save': true,
  'note.undo': true,
  'note.edit': true,
  'edit.keep': true,
  'edit.giveUp': true,
  'edit.list': true,
  'outbox.list': true,
  'outbox.notListed': true,
  'outbox.retry': true,
  'outbox.edit': true,
  'outbox.sendWithoutFile': true,
  'outbox.discard': true,
  'outbox.sendNow': true,
  'outbox.resolve': true,
  'outbox.saveToFile': true,
  'outbox.chooseFile': true,
  'outbox.takeOver': true,
  'sync.status': true,
  'sync.answerHeldBack': true,
  'sync.now': true,
  'sync.hint': true,
} satisfies Record<Channel, true>

const eventNames = {
  changed: true,
  status: true,
  uploads: true,
  quitting: true,
  notice: true,
  command: true,
} satisfies Record<EventName, true>

export function isChannel(name: string): name is Channel {
  return Object.hasOwn(channelNames, name)
}

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(eventNames, name)
}
