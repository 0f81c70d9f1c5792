/** A person whom several CRMs know: under the same address and number, the number as each of them spells it. */
export interface SharedPerson {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  /** E.164. */
  readonly phone: string
  /** The same number as people write it at home. */
  readonly localPhone: string
  /** ISO 3166 code of the country whose spelling `localPhone` is. */
  readonly country: 'US' | 'GB' | 'IN' | 'DE' | 'FR' | 'AU'
  readonly company: string
}

/**
 * The people whom every sandbox may hold, so that the same person can be found in several CRMs. Two of them
 * share one office number; one address has capital letters in it.
 */
export const sharedPeople: readonly SharedPerson[] = [
  person('Amelia', 'Hartwell', 'amelia.hartwell@example.com', '+16025550143', '(602) 555-0143', 'US', 'Hartwell Homes'),
  person('Rahul', 'Deshmukh', 'rahul.deshmukh@example.com', '+919845012301', '098450 12301', 'IN', 'Konkan Exports'),
  person('Ximena', 'Ortega', 'ximena.ortega@example.org', '+12105550119', '210.555.0119', 'US', 'Ortega Roofing'),
  person('Oliver', 'Bainbridge', 'o.bainbridge@example.net', '+442079460301', '020 7946 0301', 'GB', 'Bainbridge & Co'),
  person('Priya', 'Raghunathan', 'priya.r@example.com', '+919845012302', '98450-12302', 'IN', 'Lotus Learning'),
  person(
    'Jürgen',
    'Großmann',
    'juergen.grossmann@example.com',
    '+493023125102',
    '030 23125102',
    'DE',
    'Großmann Technik',
  ),
  person('Léa', 'Fontaine', 'lea.fontaine@example.org', '+33199001234', '01 99 00 12 34', 'FR', 'Fontaine Conseil'),
  person('Darnell', 'Whitaker', 'darnell.whitaker@example.com', '+13035550177', '303-555-0177', 'US', 'Whitaker Solar'),
  person(
    'Sunita',
    'Kulkarni',
    'sunita.kulkarni@example.net',
    '+919845012303',
    '+91 98450 12303',
    'IN',
    'Kulkarni Textiles',
  ),
  person(
    'Harriet',
    'Lockwood',
    'Harriet.Lockwood@Example.com',
    '+442079460318',
    '(020) 7946 0318',
    'GB',
    'Lockwood Estates',
  ),
  person('Mateo', 'Villanueva', 'mateo.v@example.com', '+15595550108', '1-559-555-0108', 'US', 'Valle Verde Farms'),
  person('Keerthana', 'Iyer', 'keerthana.iyer@example.com', '+918041234504', '080-4123 4504', 'IN', 'Iyer Diagnostics'),
  person('Tobias', 'Lindner', 'tobias.lindner@example.org', '+493023125117', '030/23125117', 'DE', 'Lindner Bau'),
  person('Charlotte', 'Ng', 'charlotte.ng@example.com', '+61291918405', '(02) 9191 8405', 'AU', 'Harbour Fitouts'),
  person('Jack', 'Ng', 'jack.ng@example.com', '+61291918405', '02 9191 8405', 'AU', 'Harbour Fitouts'),
  person('Camille', 'Beaumont', 'camille.beaumont@example.net', '+33199005678', '0199005678', 'FR', 'Atelier Beaumont'),
  person('Imran', 'Sheikh', 'imran.sheikh@example.com', '+919845012305', '09845012305', 'IN', 'Sheikh Motors'),
  person(
    'Yvonne',
    "O'Callaghan",
    'yvonne.ocallaghan@example.com',
    '+17195550166',
    '719 555 0166',
    'US',
    "O'Callaghan Dental",
  ),
  person('Noah', 'Zimmermann', 'noah.zimmermann@example.com', '+12085550131', '(208)5550131', 'US', 'Zimmermann Glass'),
  person(
    'Fatima',
    'Al-Rashid',
    'fatima.alrashid@example.org',
    '+18135550190',
    '+1 (813) 555-0190',
    'US',
    'Crescent Imports',
  ),
]

function person(
  firstName: string,
  lastName: string,
  email: string,
  phone: string,
  localPhone: string,
  country: SharedPerson['country'],
  company: string,
): SharedPerson {
  return { firstName, lastName, email, phone, localPhone, country, company }
}
