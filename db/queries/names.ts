/** The columns that a conversation's name is made of; `lead_` ones from its lead, null where it has none. */
export interface NameColumns {
  readonly first_name: string | null
  readonly last_name: string | null
  readonly phone: string | null
  readonly email: string | null
  readonly lead_first_name: string | null
  readonly lead_last_name: string | null
  readonly lead_phone: string | null
  readonly lead_email: string | null
}

/** For a query over `conversations AS c LEFT JOIN leads AS l`. */
export const nameColumns = `c.first_name, c.last_name, c.phone, c.email, l.first_name AS lead_first_name,
  l.last_name AS lead_last_name, l.phone AS lead_phone, l.email AS lead_email`

/** The conversation's own name, else its lead's, else the number or address it runs over; empty where there is nothing. */
export function displayNameOf(row: NameColumns): string {
  return (
    fullName(row.first_name, row.last_name) ||
    fullName(row.lead_first_name, row.lead_last_name) ||
    (row.phone ?? row.lead_phone ?? row.email ?? row.lead_email ?? '')
  )
}

export function fullName(firstName: string | null, lastName: string | null): string {
  return `${firstName ?? ''} ${lastName ?? ''}`.trim()
}
