import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** Where a number without a country code is taken to be from, unless the user says otherwise. */
export const defaultPhoneRegion = 'US'

/** By which records of one person find each other; null: nothing to go by. */
export interface PersonKeys {
  readonly emailKey: string | null
  readonly phoneKey: string | null
}

interface Contact {
  readonly email: string | null
  readonly phone: string | null
}

/** As the tables have it. */
export interface StoredContact extends Contact {
  readonly email_key: string | null
  readonly phone_key: string | null
}

/**
 * Makes the keys of many rows, each number only once: reading one takes longer than writing its row. `phoneRegion` is an ISO
 * 3166 code of two letters; an unknown one leaves numbers without a country code unread.
 */
export class PersonKeyMaker {
  readonly #phoneRegion: string
  readonly #phoneKeys = new Map<string, string | null>()

  constructor(phoneRegion: string) {
    this.#phoneRegion = phoneRegion
  }

  /** The maker for a region, which is this one where it is for that already. */
  of(phoneRegion: string): PersonKeyMaker {
    return phoneRegion === this.#phoneRegion ? this : new PersonKeyMaker(phoneRegion)
  }

  /** The keys of a row that is stored already: kept where address and number are as they were. A new region goes over all rows. */
  keysOfStored(contact: Contact, stored: StoredContact | null): PersonKeys {
    return stored !== null && stored.email === contact.email && stored.phone === contact.phone
      ? { emailKey: stored.email_key, phoneKey: stored.phone_key }
      : this.keysOf(contact)
  }

  keysOf({ email, phone }: Contact): PersonKeys {
    return { emailKey: emailKey(email), phoneKey: phone === null ? null : this.#phoneKey(phone) }
  }

  #phoneKey(phone: string): string | null {
    const known = this.#phoneKeys.get(phone)
    if (known !== undefined) return known
    const key = phoneKey(phone, this.#phoneRegion)
    this.#phoneKeys.set(phone, key)
    return key
  }
}

/** Lower case, as mailboxes are compared in practice; null where it is no address. */
export function emailKey(email: string | null): string | null {
  const address = email?.trim().toLowerCase() ?? ''
  return /^[^\s@]+@[^\s@]+$/.test(address) ? address : null
}

/** E.164, with its extension where it has one: desks of one office are not one person. Null where no number can be read. */
export function phoneKey(phone: string, phoneRegion: string): string | null {
  const region = phoneRegion.toUpperCase()
  const number = isSupportedCountry(region)
    ? parsePhoneNumberFromString(phone, region)
    : parsePhoneNumberFromString(phone)
  if (number === undefined || !number.isPossible()) return null
  return number.ext === undefined ? number.number : `${number.number};ext=${number.ext}`
}
