/** Countries with numbering plans of their own that sell by phone, by ISO 3166-1; names come from the browser. */
const codes =
  'AE AR AT AU BD BE BG BR CA CH CL CN CO CR CY CZ DE DK EC EE EG ES FI FR GB GH GR HK HR HU ID IE IL IN IS IT JP KE KR KW LK LT LU LV MA MT MX MY NG NL NO NP NZ OM PE PH PK PL PT QA RO RS SA SE SG SI SK TH TR TW TZ UA UG US UY VN ZA'.split(
    ' ',
  )

/** By name; `chosen` is among them whatever it is. */
export function phoneRegions(chosen: string): readonly { readonly code: string; readonly name: string }[] {
  const names = new Intl.DisplayNames('en', { type: 'region' })
  return [...new Set([...codes, chosen])]
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .toSorted((one, other) => one.name.localeCompare(other.name, 'en'))
}
