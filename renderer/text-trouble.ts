import type { NoteState, NoteTrouble, OutboxNote } from '../electron/ipc/shapes.ts'
import type { Standstill } from './text-status.ts'
import { inWords, secondsLeft } from './text-time.ts'

/** Why the last attempt did not work, in one sentence that blames nobody. */
export function troubleWords(trouble: NoteTrouble): string {
  switch (trouble.kind) {
    case 'offline':
      return 'There was no connection.'
    case 'timeout':
      return 'The CRM did not answer in time.'
    case 'server':
      return `The CRM had a problem of its own (error ${trouble.status}).`
    case 'throttled':
      return 'The CRM asked for a short pause.'
    case 'unauthorized':
      return 'The CRM no longer accepts the key of this account. Enter a new one to go on.'
    case 'rejected':
      return trouble.reason === ''
        ? `The CRM refused it (error ${trouble.status}) without giving a reason.`
        : `The CRM refused it: ${withFullStop(trouble.reason)}`
    case 'contract':
      return 'The CRM answered with something Fieldpost could not read.'
    case 'interrupted':
      return 'Fieldpost was closed while sending, so the answer is not known.'
    case 'ambiguous':
      return `${trouble.candidates} entries in the CRM look the same, so Fieldpost cannot tell which is this note.`
    case 'unverifiable':
      return 'The CRM cannot be asked whether this note arrived.'
    case 'damaged':
      return 'The disk changed the text of this note. Nothing is sent until you have looked at it: edit it and send it, or discard it.'
    case 'attachment_missing':
      return `The file “${trouble.fileName}” is missing on this computer or has changed, so nothing was sent. Send the note without it, or write it again with the file and discard this one.`
    case 'attachment_refused':
      return `The CRM did not take the file “${trouble.fileName}”, so nothing was sent: ${withFullStop(trouble.reason)} Send the note without it, or write it again with another file and discard this one.`
    case 'attachment_failed':
      return trouble.where === 'here'
        ? `The file “${trouble.fileName}” cannot be read on this computer at the moment; another program may be using it. Fieldpost tries again by itself.`
        : `The file “${trouble.fileName}” has not reached the CRM yet. Fieldpost tries again by itself; you can also send the note without it.`
    case 'conflict':
      return 'Somebody else changed this note in the CRM meanwhile.'
    case 'gone':
      return 'The note that you changed is no longer in the CRM. Copy your text if you still need it.'
    default:
      return trouble satisfies never
  }
}

function withFullStop(sentence: string): string {
  return /[.!?…]$/.test(sentence.trim()) ? sentence.trim() : `${sentence.trim()}.`
}

/** The state of a note in two or three words. */
export function noteStateLabel(note: Pick<OutboxNote, 'kind' | 'state' | 'needsAnswer'>): string {
  if (note.kind === 'edit') return editStateLabel(note.state)
  const labels: Record<NoteState, string> = {
    held: 'About to send',
    queued: 'Waiting',
    sending: 'Sending',
    in_doubt: note.needsAnswer ? 'Needs your answer' : 'Checking',
    rejected: 'Not accepted',
    delivered: 'Delivered',
    discarded: 'Discarded',
  }
  return labels[note.state]
}

/** An edit is never in doubt: it is looked at and repeated. */
function editStateLabel(state: NoteState): string {
  switch (state) {
    case 'held':
    case 'queued':
      return 'Edited, waiting to be sent'
    case 'sending':
    case 'in_doubt':
      return 'Sending the change'
    case 'rejected':
      return 'Change not accepted'
    case 'delivered':
      return 'Changed'
    case 'discarded':
      return 'Dropped'
    default:
      return state satisfies never
  }
}

/** What happens next with a note: the line under it, in the timeline and in the outbox. */
export function noteNextWords(note: OutboxNote, nowMs: number, standstill: Standstill | null): string {
  switch (note.state) {
    case 'held':
      return heldWords(note.nextTryAtMs, nowMs)
    case 'queued':
      return queuedWords(note, nowMs, standstill)
    case 'sending':
      return 'Sending to the CRM…'
    case 'in_doubt':
      return note.needsAnswer
        ? 'It may have arrived. Look in the CRM, then say whether it is there.'
        : 'The answer was lost on the way. Checking with the CRM whether it arrived, so that it is not sent twice.'
    case 'rejected':
      return rejectedWords(note)
    case 'delivered':
      return 'Delivered to the CRM.'
    case 'discarded':
      return 'Discarded.'
    default:
      return note.state satisfies never
  }
}

function rejectedWords({ trouble }: OutboxNote): string {
  switch (trouble?.kind) {
    case 'conflict':
      return 'Nothing is overwritten until you choose which one shall stay.'
    case 'gone':
      return 'It stays here until you drop the change.'
    case 'server':
      return 'Every try ended like this, and the CRM did not take it. It stays here until you edit, retry or discard it.'
    default:
      return 'It stays here until you edit, retry or discard it.'
  }
}

function heldWords(untilMs: number | null, nowMs: number): string {
  const seconds = untilMs === null ? 0 : secondsLeft(untilMs, nowMs)
  return seconds === 0 ? 'Saved. Sending now…' : `Saved. Sending in ${seconds} s`
}

function queuedWords(note: OutboxNote, nowMs: number, standstill: Standstill | null): string {
  if (standstill === 'paused') return 'Saved here. It will be sent when you resume the account.'
  if (standstill === 'signed_out' || note.trouble?.kind === 'unauthorized')
    return 'Saved here. It will be sent when you have entered a new key.'
  if (standstill === 'offline' || note.trouble?.kind === 'offline')
    return 'Saved here. It will be sent when you are back online.'
  if (note.nextTryAtMs !== null && note.nextTryAtMs > nowMs)
    return `Saved here. Next try ${inWords(note.nextTryAtMs, nowMs)}`
  return 'Saved here. It will be sent in its turn.'
}

export function attemptsWords(attempts: number): string {
  if (attempts === 0) return 'Not tried yet'
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`
}
