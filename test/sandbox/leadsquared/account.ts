import type { PlainAnswer } from '../faulty-server.ts'
import { ok } from './answers.ts'
import type { LeadsquaredSettings } from './settings.ts'
import type { Team } from './team.ts'
import type { SandboxUser } from './types.ts'

/** Where `UserByAccessKey.Get` is, the one call that every region's host answers. */
export const authenticationPath = '/v2/Authentication.svc/UserByAccessKey.Get'

/** Whose keys these are, and where the account lives. `apiUrl` is the root of its own host. */
export function account(
  user: Readonly<SandboxUser>,
  team: Team,
  apiUrl: string,
  settings: Readonly<LeadsquaredSettings>,
): PlainAnswer {
  const api = settings.serviceUrls === 'url' ? apiUrl : new URL(apiUrl).host
  return ok({
    Class: '1',
    Group: '1',
    SubRegionId: '1',
    Id: user.id,
    Name: user.name,
    PassPhrase: user.email,
    Role: user.role,
    EmailAddress: user.role === 'Administrator' ? null : user.email,
    TimeZone: 'Asia/Kolkata',
    Type: 'ApplicationUser',
    OrgDisplayName: team.organization.name,
    OrgId: team.organization.id,
    OrgShortCode: team.organization.shortCode,
    DefaultCountryCode: '91',
    UserType: 'Regular',
    LSQCommonServiceURLs: { api, app: 'run.leadsquared.example.com', tracking: 'web.mxradon.example.com' },
  })
}
