import type { Fact } from '../proof.ts'
import type { SharedProof } from '../shared/all.ts'
import type { own } from './own.ts'

type Row = Fact<SharedProof | keyof typeof own>

const page = 'page “Post an Activity on a Lead”'
const notes = (section: string) => `leadsquared.md ${section}`

const walked = 'walks every stream to its end, every row with the values of the CRM, in accounts of any size'
const wordForWord = 'writes a note once and word for word, in every form that the CRM takes'
const lost = 'does not know whether a note exists whose answer was lost, and finds it'
const everyFailure = 'tells every way in which an answer can fail by its kind, for reads and for notes'
const everyCode = 'tells every documented status and code by its kind'
const isNews = 'brings what is new since the watermark, and little else'
const quiet = 'sees in a sweep what moved no stamp'
const sample = 'posts the example of the page byte for byte, with its fifteen fields'
const checked = 'brings the example to an account that checks it'
const switches = 'sends the switches of the page only where the user says so'
const envelope = 'reads an error’s envelope before its status'
const limit = 'sends a note more than the limit allows at once, and meets no refusal'
const places = 'misses no row, with the look for news that follows, while rows change their places'
const typed = 'knows the types of activity with their fields, their options and what must be filled in'

const together = 'finds what is new whether or not the account answers for all types together'

const create = 'POST ProspectActivity.svc/Create'
const byEvent = 'POST CustomActivity/RetrieveByActivityEvent'
const ofLead = 'POST ProspectActivity.svc/Retrieve'
const recentLeads = 'POST Leads.RecentlyModified'
const user = 'GET UserByAccessKey.Get'

export const facts: readonly Row[] = [
  row(create, 'the address and the whole example', page, sample, checked),
  row(create, '`RelatedProspectId`', page, sample, 'writes nothing where its target is no more'),
  row(create, '`ActivityEvent`, a number', page, sample, wordForWord),
  row(create, '`ActivityNote`, word for word', page, wordForWord),
  row(create, '`ProcessFilesAsync`', page, sample, switches),
  row(create, '`ActivityDateTime`, `yyyy-mm-dd hh:mm:ss`', page, sample, 'says when it happened in UTC, to the second'),
  row(create, '`Fields`: schema names and values, empty ones too', page, sample, checked, wordForWord),
  row(create, '`ValidateDropDownOptions`: true skips the check', page, switches, wordForWord),
  row(
    create,
    '`IncludeLeadScore`: the new score in the answer',
    page,
    'tells the lead’s new score where it was asked for',
    switches,
  ),
  row(create, '`Status`, `Message.Id`', page, sample, 'takes a success without an id for no answer at all'),
  row(
    create,
    'what must be filled in depends on the type',
    notes('3'),
    'says which field must be filled in, and which option is not in the list',
  ),
  row(create, '`{=}` and `{next}` in a note', notes('3'), 'does not send what the CRM would take apart'),
  row(
    create,
    'no idempotency key: a lost answer is looked up by our reference',
    notes('10'),
    'sends its own reference in the field set aside for it, and finds the note by it whatever became of its text',
    lost,
  ),
  row(
    create,
    'without a reference: lead, type, text, author, time',
    notes('10'),
    'finds a note without a reference by lead, author, words and time, and asks where two could be it',
    lost,
  ),
  row(
    create,
    'two equal notes make two',
    notes('10'),
    'tells two notes with the same words apart by those that are already known',
  ),
  row(
    create,
    'a note may be listed late',
    notes('10'),
    'finds a note that lists show late, once the settling time is over',
  ),
  row(
    create,
    '`CreatedOn` may be the time of writing or of what happened',
    notes('10'),
    'gives the created note the id under which it comes back by pulling',
    lost,
  ),
  row(
    'every call',
    '200 is a success only where the body says so',
    notes('9'),
    envelope,
    'takes a success without an id for no answer at all',
  ),
  row(
    'every call',
    '401: wrong keys, inactive user, wrong host',
    page,
    'says that a key is not good, whether it never was or is not any more',
    'says that the keys of a user who was deactivated are not good',
    'finds the account’s own host from any other, and says so where it is asked at a wrong one',
  ),
  row('every call', '400: the body is not per specification', page, everyCode),
  row('every call', '404: no such API', page, everyCode),
  row(
    'every call',
    '429: more than 25 calls in 5 seconds',
    page,
    limit,
    'walks every stream within the limit',
    everyFailure,
  ),
  row(
    'every call',
    'a throttle may come under 200, and names no wait',
    notes('9'),
    envelope,
    'asks for no shorter wait than the limit’s own window where the CRM names none',
  ),
  row('every call', '500: the message says why', page, everyCode, envelope),
  row(
    'every call',
    '500 with a validation’s name is final, another leaves a note in doubt',
    notes('9'),
    envelope,
    'passes on in the CRM’s own words why a note is refused',
  ),
  row(
    'every call',
    'keys in headers, not in the query',
    notes('1'),
    'carries the keys in headers and never in an address',
  ),
  row(
    'every call',
    'an answer that is not the API’s',
    notes('9'),
    everyFailure,
    'sets a row aside that does not parse, with the reason, and goes on',
  ),
  row(
    user,
    'whose keys, and where the account lives',
    notes('1'),
    'says whose account it is',
    'finds the account’s own host from any other, and says so where it is asked at a wrong one',
  ),
  row(
    byEvent,
    '`FromDate`, `ToDate`: bounds inside or not, whole seconds',
    notes('8'),
    walked,
    'finds a second row with the very stamp of the watermark',
  ),
  row(byEvent, '`ActivityEvent` is compulsory: a walk for each type', notes('8'), walked, together),
  row(
    byEvent,
    'the window selects on `ModifiedOn`: edits come back, old dates too',
    notes('8'),
    isNews,
    'finds what happened long ago and was written now',
  ),
  row(
    byEvent,
    'rows that are edited meanwhile move',
    notes('8'),
    places,
    'misses no row that was there throughout while others are added',
    'misses no row that was there throughout while others are removed',
  ),
  row(byEvent, 'wide windows may fail', notes('8'), 'walks in windows as wide as the account answers'),
  row(byEvent, 'largest page, order of equals: not documented', notes('11'), walked),
  row(byEvent, 'note, status, author, stamps of a row', notes('4'), walked),
  row(byEvent, 'deletions leave no trace', notes('8'), quiet),
  row(
    byEvent,
    'a merge gives activities another lead',
    notes('8'),
    'sees in a sweep whose activities a merge has moved',
  ),
  row(
    ofLead,
    '`Offset` counts from 0 or 1; 25 rows at most',
    notes('4'),
    'opens a conversation: its whole timeline, each row once',
  ),
  row('GET GetActivityDetails', 'the fields of one activity', notes('4'), 'tells an activity in detail'),
  row('GET ActivityTypes.Get', 'the account’s types', notes('4'), typed),
  row('GET CustomActivity/GetActivitySetting', 'fields, options, what is mandatory, lengths', notes('4'), typed),
  row(
    'POST ActivityField/Dropdown/Options/Get',
    'options that the setting leaves out',
    notes('4'),
    'asks for a dropdown’s options where the type leaves them out',
  ),
  row(recentLeads, 'attributes and values; by `ModifiedOn`', notes('5'), walked, isNews),
  row(recentLeads, '`RecordCount` may count the page', notes('5'), walked),
  row(
    'GET Leads.GetById',
    'one lead, or an empty list',
    notes('5'),
    'opens a lead with its conversations, and none where there is none',
  ),
  row('POST RetrieveRecentlyModified', 'a hint at best: it fails on some accounts', notes('4'), together),
  row('DeleteActivities, Bulk', 'never used', notes('4'), 'writes one note at a time and deletes nothing'),
]

function row(endpoint: string, what: string, source: string, ...provedBy: Row['provedBy']): Row {
  return { endpoint, what, source, provedBy }
}
