/** The host of an address, without whatever else it says. */
export function hostOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host || new URL(baseUrl).protocol.replace(':', '') : ''
}
