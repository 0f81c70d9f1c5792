import { type AccountRow, isSignedIn, readRateState } from '../../../db/accounts.ts'
import type { Journal } from '../../../db/connection.ts'
import type { Capabilities, NoteCapabilities as DeclaredCapabilities } from '../../connectors/connector.ts'
import { capabilitiesOf, descriptionOf, providerDescriptions } from '../../connectors/descriptions.ts'
import type { ProviderDescription as Described } from '../../connectors/provider-description.ts'
import { type Account, type NoteCapabilities, type ProviderDescription, provider } from '../../ipc/shapes.ts'

/** Every CRM that this version can connect to, as the page draws its forms from them. */
export function describedProviders(): ProviderDescription[] {
  return providerDescriptions().map((description) => {
    const { addresses, secretParts, words } = description
    return {
      provider: description.provider,
      name: description.name,
      summary: description.summary,
      words: { ...words },
      addresses: addresses === null ? null : addresses.map((address) => ({ ...address })),
      defaultBaseUrl: description.defaultBaseUrl,
      secretParts: secretParts.map((part) => ({ ...part })),
      keyHelp: description.keyHelp,
      isMadeUp: description.isMadeUp,
      note: noteCapabilitiesOf(knownCapabilities(description)),
    }
  })
}

/** An account as the page sees it: what was connected, and what its CRM can do. */
export function accountView(journal: Journal, row: AccountRow): Account {
  const name = provider.parse(row.provider)
  const description = descriptionOf(name)
  const capabilities = capabilitiesOf(name)
  if (description === null || capabilities === null) throw new Error(`This version has no connector for ${name}`)
  const learnt = readRateState(journal, row.accountId)?.learnedLimit ?? null
  const { requests, windowMs } = capabilities.rateLimit
  return {
    id: row.accountId,
    provider: name,
    providerName: description.name,
    words: { ...description.words },
    isMadeUp: description.isMadeUp,
    label: row.label,
    baseUrl: row.baseUrl,
    userName: row.userName,
    userEmail: row.userEmail,
    organizationName: row.organizationName,
    isPaused: row.isPaused,
    isSignedIn: isSignedIn(journal, row.accountId),
    abilities: row.abilities === null ? null : row.abilities.map((ability) => ({ ...ability })),
    rateLimit: { requests: learnt ?? requests, windowMs, isLearnt: learnt !== null && learnt < requests },
    note: noteCapabilitiesOf(capabilities),
  }
}

function knownCapabilities(description: Described): Capabilities {
  const capabilities = capabilitiesOf(description.provider)
  if (capabilities === null) throw new Error(`${description.name} is described and cannot be connected to`)
  return capabilities
}

function noteCapabilitiesOf({ note, maxNoteCharacters }: Capabilities): NoteCapabilities {
  return {
    formats: [...note.formats],
    visibilities: [...note.visibilities],
    drafts: note.drafts,
    manyTargets: note.manyTargets,
    attachments: attachmentsOf(note),
    activityTypes: note.activityTypes,
    edits: note.edits,
    maxCharacters: maxNoteCharacters,
  }
}

function attachmentsOf({ attachments }: DeclaredCapabilities): NoteCapabilities['attachments'] {
  if (attachments === null) return null
  const { maxBytes, mediaTypes } = attachments
  return { maxBytes, mediaTypes: mediaTypes === null ? null : [...mediaTypes] }
}
