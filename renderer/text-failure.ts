import type { Output } from '../electron/ipc/contract.ts'
import type { Notice, ProviderDescription } from '../electron/ipc/shapes.ts'
import type { Unexpected } from './answered.ts'

type FailureOf<T> = T extends { ok: false; error: infer E } ? E : never
export type ConnectFailure =
  | FailureOf<Output<'accounts.connect'>>
  | FailureOf<Output<'accounts.reauthenticate'>>
  | FailureOf<Output<'accounts.checkAbilities'>>
  | Unexpected['error']
export type StoreFailure =
  | FailureOf<Output<'note.save'>>
  | FailureOf<Output<'note.undo'>>
  | FailureOf<Output<'note.edit'>>
  | FailureOf<Output<'attachment.choose'>>
  | FailureOf<Output<'note.edit'>>
  | FailureOf<Output<'attachment.choose'>>
  | FailureOf<Output<'outbox.retry'>>
  | FailureOf<Output<'accounts.remove'>>
  | Unexpected['error']

export type NotesFileFailure = FailureOf<Output<'outbox.saveToFile'>> | FailureOf<Output<'outbox.takeOver'>>

/** Where the user tries to sign in, as far as the words depend on it. */
export type SignInPlace = Pick<ProviderDescription, 'name' | 'addresses' | 'defaultBaseUrl'>

/** The place of an account that has answered before: its address is right. */
export function atHome(place: SignInPlace): SignInPlace {
  return { ...place, addresses: null }
}

/** Why an account could not be connected, and what to do. */
export function connectFailureWords({ kind, detail }: ConnectFailure, place: SignInPlace): string {
  switch (kind) {
    case 'bad_url':
      return `That is not a web address. It looks like ${place.defaultBaseUrl}.`
    case 'not_https':
      return 'The address has to begin with https://, so that nobody on the way can read your key.'
    case 'unauthorized':
      return (place.addresses?.length ?? 0) > 1
        ? `${place.name} does not accept this key. Check that it was copied whole and has not expired. If it is right, the account may live in another region: choose that one, then try again.`
        : `${place.name} does not accept this key. Check that it was copied whole and has not expired, then try again.`
    case 'offline':
      return 'There is no connection to that address. Check the network, then try again. What you entered stays here.'
    case 'not_this_crm':
      return `Something answers at that address, but it is not ${place.name}. Check the address, then try again.`
    case 'throttled':
      return 'The CRM asks for a short pause. Wait a minute, then try again.'
    case 'server':
      return 'The CRM has a problem of its own just now. Try again in a few minutes.'
    case 'vault_unavailable':
      return 'This computer has no keychain that Fieldpost can use, so the key cannot be kept encrypted. Agree below to keep it in a file, or set up a keychain and try again.'
    case 'storage':
      return withDetail(
        'The account could not be saved on this computer. Free some disk space, then try again.',
        detail,
      )
    case 'other_user':
      return 'This key belongs to another user. Use a key of the same user, or add the other user as a new account.'
    case 'gone':
      return 'This account has been removed.'
    case 'choose_member':
      return 'Choose who you are.'
    case 'storage_full':
    case 'storage_read_only':
      return 'The answer could not be saved on this computer. Make room on the disk, then ask again.'
    case 'unexpected':
      return 'Something went wrong on our side. What you entered is still here: try again.'
    default:
      return kind satisfies never
  }
}

/** Why the user's text could not be saved or changed, and what to do. It is always still there. */
export function storeFailureWords({ kind }: StoreFailure): string {
  switch (kind) {
    case 'storage_full':
      return 'The disk is full, so this could not be saved. Your text is still here: free some space, then save again.'
    case 'storage_read_only':
      return 'Fieldpost may not write to its folder, so this could not be saved. Your text is still here: allow writing, then save again.'
    case 'gone':
      return 'This is no longer here: it was sent or removed in the meantime.'
    case 'too_long':
      return 'The note is too long to be sent. Shorten it, then save again. The text is kept.'
    case 'empty':
      return 'There is nothing to save yet. Write something first.'
    case 'too_late':
      return 'Too late to take it back: it is already on its way.'
    case 'wrong_state':
      return 'The note has moved on in the meantime. Look at its state, then choose again.'
    case 'form_incomplete':
      return 'Some fields still need you. They are marked; fill them in, then save again.'
    case 'takes_no_note':
      return 'The CRM takes no note there. Choose somebody else, then save again. The text is kept.'
    case 'not_supported':
      return 'The CRM of this account cannot have this. Change what is marked, then save again. The text is kept.'
    case 'not_editable':
      return 'This note can no longer be changed from here. Your text is still here: copy it if you need it.'
    case 'unsent_notes':
      return 'There are notes that have not been sent.'
    case 'unsent_drafts':
      return 'There are drafts that have not been sent.'
    case 'unexpected':
      return 'Something went wrong on our side, so this could not be done. Your text is still here: try again, or copy it.'
    default:
      return kind satisfies never
  }
}

/** Why something that no words of the user depend on could not be done, and what to do: a star, a setting, a note to be discarded. */
export function actionFailureWords(failure: StoreFailure): string {
  switch (failure.kind) {
    case 'storage_full':
      return 'The disk is full, so this could not be done. Free some space, then try again.'
    case 'storage_read_only':
      return 'Fieldpost may not write to its folder, so this could not be done. Allow writing, then try again.'
    case 'unexpected':
      return 'Something went wrong on our side, so this could not be done. Try again.'
    default:
      return storeFailureWords(failure)
  }
}

/** Why a file of notes could not be written or read, and what to do. The notes themselves are where they were. */
export function notesFileFailureWords({ kind, detail }: NotesFileFailure): string {
  switch (kind) {
    case 'passphrase_too_short':
      return 'The passphrase is too short. Use a longer one, then save again.'
    case 'nothing_to_save':
      return 'There is no note that could be saved: everything is sent, or belongs to another computer’s file.'
    case 'cannot_write':
      return withDetail('The file could not be written there. Choose another folder, then save again.', detail)
    case 'cannot_read':
      return withDetail('The file could not be read. Check that it is still there, then choose it again.', detail)
    case 'no_file':
      return 'Choose a file first.'
    case 'not_a_notes_file':
      return 'This is not a file of Fieldpost notes. Its name ends in “.fieldpost-notes”.'
    case 'newer_version':
      return 'A newer Fieldpost wrote this file. Update Fieldpost on this computer, then choose it again.'
    case 'damaged':
      return 'The file was damaged on its way. Copy it again from the other computer, then choose the new copy.'
    case 'wrong_passphrase':
      return 'The passphrase does not open this file. Check it, then try again.'
    case 'too_large':
      return 'This file is larger than any file of notes. Choose another.'
    case 'storage_full':
      return 'The disk is full. Free some space, then try again. Nothing was lost.'
    case 'storage_read_only':
      return 'Fieldpost may not write to its folder. Allow writing, then try again. Nothing was lost.'
    default:
      return kind satisfies never
  }
}

/** What happened, in one sentence that says what happens next. */
export function noticeWords({ kind }: Notice): string {
  switch (kind) {
    case 'replica_rebuilt':
      return 'The local copy of your CRM was damaged and is being fetched again; your notes and drafts are not affected.'
    case 'journal_salvaged':
      return 'The file with your notes was damaged; everything readable was recovered, so please look through the outbox.'
    case 'storage_full':
      return 'The disk is full: free some space, so that new notes can be saved.'
    case 'storage_read_only':
      return 'Fieldpost may not write to its folder: allow writing, so that new notes can be saved.'
    case 'vault_unavailable':
      return 'This computer’s keychain is not available, so Fieldpost cannot sign in; unlock it, then start Fieldpost again.'
    case 'engine_stopped':
      return 'Syncing stopped unexpectedly and is being started again; everything you wrote is safe.'
    default:
      return kind satisfies never
  }
}

function withDetail(sentence: string, detail: string | null): string {
  return detail === null || detail === '' ? sentence : `${sentence} (${detail})`
}
