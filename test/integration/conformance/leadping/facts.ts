import type { Fact } from '../proof.ts'
import type { SharedProof } from '../shared/all.ts'
import type { own } from './own.ts'

type Row = Fact<SharedProof | keyof typeof own>

const createNote = 'page “Creates a note activity”'
const listConversations = 'page “List inbox conversations for a lead”'
const detailPage = 'page “Get full lead activity event payload”'
const notes = (section: string) => `leadping.md ${section}`

const walked = 'walks every stream to its end, every row with the values of the CRM, in accounts of any size'
const wordForWord = 'writes a note once and word for word, in every form that the CRM takes'
const lost = 'does not know whether a note exists whose answer was lost, and finds it'
const everyFailure = 'tells every way in which an answer can fail by its kind, for reads and for notes'
const everyCode = 'tells every documented status and code by its kind'
const isNews = 'brings what is new since the watermark, and little else'
const exampleRow = 'reads the example of a created note, whatever its samples put in the place of words'
const exampleList = 'asks for a lead’s conversations as the example does, and reads its answer to the last page'
const exampleDetail = 'reads the example of an event’s detail'

const queries = 'asks lists for an order, a count and a bound where the walk needs them, and for no search'

const create = 'POST /activities/conversations/{conversationId}/notes'
const ofLead = 'POST /conversations/lead/{leadId}'
const detail = 'GET /events/{eventId}/detail'
const anyList = 'every list'

export const facts: readonly Row[] = [
  row(
    create,
    'the address, the body `{ "text" }`, its content type',
    createNote,
    'posts the example of a note to the address of the example',
  ),
  row(create, '`text`: as it was written', createNote, wordForWord),
  row(create, '`id`', createNote, exampleRow, 'gives the created note the id under which it comes back by pulling'),
  row(create, '`activityType`: missing from the sample, so it is a note', createNote, exampleRow),
  row(create, '`activityCategory`, `direction`, `statusReason`, `summary`', createNote, exampleRow),
  row(create, '`conversationId`, `leadId`', createNote, exampleRow),
  row(create, '`status`, `trafficType`: objects in the sample, words in fact', createNote, exampleRow, walked),
  row(create, '`isWarmup`', createNote, exampleRow),
  row(create, '`scheduledFor`, `scheduledReason`, `canceledAt`, `cancelReason`', createNote, exampleRow),
  row(create, '`createdAt`, `createdBy` (described as a date, a plain word in fact)', createNote, exampleRow),
  row(
    create,
    'the types of activity; further ones are kept',
    createNote,
    'keeps rows with words that no document knows',
  ),
  row(
    create,
    'an unknown conversation: 400, 403 or 404',
    notes('9'),
    'writes nothing where its target is no more',
    everyCode,
  ),
  row(create, 'no idempotency key: a lost answer is looked up', notes('10'), lost),
  row(
    create,
    'two equal notes make two',
    notes('10'),
    'tells two notes with the same words apart by those that are already known',
  ),
  row(
    create,
    'whose note: `actorUserId`, or `createdBy`, which may be a name',
    notes('10'),
    lost,
    'does not take a colleague’s note with the same words for ours',
  ),
  row(create, 'the full text is in `summary` or in the detail', notes('6'), lost),
  row(ofLead, 'the address and the body', listConversations, exampleList),
  row(ofLead, '`pageSize`: digits in a string', listConversations, exampleList),
  row(
    ofLead,
    '`continuationToken`: left out at first, echoed, null at the end',
    listConversations,
    exampleList,
    walked,
  ),
  row(
    ofLead,
    '`orderBy`, `includeCount`, `search`, `searchFields`, `filters`, `rangeFilters`: none is sent, the list is read whole',
    listConversations,
    exampleList,
  ),
  row(
    ofLead,
    '`totalCount`, `pageSize` of the answer: words in the sample; nothing hangs on them',
    listConversations,
    exampleList,
  ),
  row(ofLead, '`items`: every member of a conversation', listConversations, exampleList),
  row(ofLead, '`currentDisposition`', listConversations, exampleList),
  row(ofLead, '`archiveReason`, `phoneNumber`, the outbound ids: kept as they come', listConversations, exampleList),
  row(
    detail,
    'the address; 404 for the other dialect’s',
    detailPage,
    exampleDetail,
    'finds out by reading which dialect an account has, and posts the note once',
  ),
  row(detail, 'every member', detailPage, exampleDetail, 'tells an activity in detail'),
  row(
    'both dialects',
    'paths, names of fields, numbers',
    notes('3'),
    'writes numbers as each dialect does, and the other’s paths and words',
    walked,
  ),
  row(
    'both dialects',
    'never found out by creating',
    notes('3'),
    'finds out by reading which dialect an account has, and posts the note once',
  ),
  row(
    anyList,
    '`orderBy`: by the stamp, newest first in a backfill, oldest first for news',
    notes('4'),
    queries,
    walked,
  ),
  row(anyList, '`includeCount`, `totalCount`: how many rows a backfill has before it', notes('4'), queries),
  row(anyList, '`rangeFilters`: from the watermark on', notes('4'), queries, isNews),
  row(anyList, '`filters`: one lead’s row by its `id`', notes('4'), queries),
  row(anyList, '`search`, `searchFields`: never sent; Fieldpost searches its own replica', notes('4'), queries),
  row(anyList, 'pages of any size; an empty one with a token is not the end', notes('4'), walked),
  row(
    anyList,
    'a token may expire',
    notes('4'),
    'begins again where a continuation token has expired',
    'says that a cursor is expired which it does not know, or which is another walk’s',
  ),
  row(
    'POST /conversations/my',
    'archived ones need `archiveFilter`',
    notes('7'),
    walked,
    'sees in a sweep what moved no stamp',
  ),
  row(
    'POST /conversations/my',
    'by `lastEventAt`',
    notes('7'),
    isNews,
    'misses no row, with the look for news that follows, while rows change their places',
  ),
  row(
    'POST /events/all/my',
    '`startAt` is inside, `endAt` is not',
    notes('7'),
    isNews,
    'finds a second row with the very stamp of the watermark',
  ),
  row('POST /events/all/my', 'rows change without a stamp', notes('7'), 'sees in a sweep what moved no stamp'),
  row(
    'POST /events/conversations/{conversationId}',
    'the whole timeline',
    notes('5'),
    'opens a conversation: its whole timeline, each row once',
  ),
  row('POST /leads/all/my', 'by `updatedAt`', notes('7'), isNews),
  row(
    'GET /leads/{id}',
    'gone: 404, or `deletedAt`',
    notes('7'),
    'opens a lead with its conversations, and none where there is none',
  ),
  row(
    'GET /leads/{id}',
    '401 may mean “not yours”',
    notes('9'),
    'takes a refused lead for one that is not ours, and not for a bad key',
  ),
  row('GET /users/me', 'who the user is', notes('5'), 'says whose account it is'),
  row(
    'every call',
    '`Authorization: Bearer`',
    notes('2'),
    'posts the example of a note to the address of the example',
    'says that a key is not good, whether it never was or is not any more',
  ),
  row(
    'every call',
    '300 requests in 60 s',
    notes('8'),
    'sends a note more than the limit allows at once, and meets no refusal',
    'walks every stream within the limit',
  ),
  row(
    'every call',
    '429 with and without Retry-After',
    notes('8'),
    everyFailure,
    'asks for no shorter wait than the limit’s own window where the CRM names none',
  ),
  row('every call', 'Problem Details: 400, 403, 404, 500', notes('9'), everyCode),
  row(
    'every call',
    'an answer that is not the API’s',
    notes('9'),
    everyFailure,
    'sets a row aside that does not parse, with the reason, and goes on',
  ),
]

function row(endpoint: string, what: string, source: string, ...provedBy: Row['provedBy']): Row {
  return { endpoint, what, source, provedBy }
}
