import type { Fact } from '../proof.ts'
import type { SharedProof } from '../shared/all.ts'
import type { own } from './own.ts'

type Row = Fact<SharedProof | keyof typeof own>

const page = 'page “Create Note”'
const notes = (section: string) => `saleshandy.md ${section}`

const walked = 'walks every stream to its end, every row with the values of the CRM, in accounts of any size'
const wordForWord = 'writes a note once and word for word, in every form that the CRM takes'
const lost = 'does not know whether a note exists whose answer was lost, and finds it'
const lostForms = 'finds a note whose answer was lost in every form that the CRM takes'
const everyFailure = 'tells every way in which an answer can fail by its kind, for reads and for notes'
const everyCode = 'tells every documented status and code by its kind'
const isNews = 'brings what is new since the watermark, and little else'
const quiet = 'sees in a sweep what moved no stamp'
const sample =
  'sends the example of the page “Create Note”, and says outright the status that the page leaves to its default'
const three = 'brings a note for the page’s three prospects to two of them and tells of the third, a request for each'
const threeRead = 'reads the page’s answer for three prospects, each outcome for itself'
const flags = 'says who may see a note, whether it is a draft and which files it has as the page does'
const gone = 'writes nothing where its target is no more'
const uploaded = 'uploads a file byte for byte, says how far it is, and puts it on notes'
const refusedFile = 'says that a file is too large, or of a kind that is not taken'
const repeatedEdit = 'may be told again to change a note when the answer was lost'
const allNotes = 'reads a prospect’s notes to the last page, wherever pinned ones stand'

const create = 'POST /v1/notes'
const list = 'GET /v1/prospects/{prospectId}/notes'
const edit = 'PATCH /v1/notes/{noteId}'
const upload = 'POST /v1/notes/attachments'
const prospects = 'GET /v1/prospects'
const inbox = 'POST /v1/unified-inbox/emails'

export const facts: readonly Row[] = [
  row(create, 'the address, `x-api-key`, the example’s body', page, sample),
  row(create, '`content`: plain text, word for word', page, wordForWord),
  row(create, '`content`: HTML', page, wordForWord, flags),
  row(create, '`visibility` "1" and "2"', page, flags, wordForWord),
  row(create, '`prospectIds`: one element for one prospect', page, sample),
  row(create, '`prospectIds`: the same note for several, each with an outcome', page, three, threeRead),
  row(create, '`attachmentIds`', page, flags, uploaded),
  row(create, '`status` "0" and "1", "1" by default', page, flags, sample),
  row(create, '`results[].success`: a failure of one is none of the others', page, three, threeRead),
  row(
    create,
    '`results[].prospectId`: whose outcome it is',
    page,
    threeRead,
    'takes a success that does not name its prospect for no answer at all',
  ),
  row(create, '`message`: words for people, nothing hangs on them', page, sample, threeRead),
  row(
    create,
    '`results[].noteId`',
    page,
    threeRead,
    'gives the created note the id under which it comes back by pulling',
  ),
  row(create, 'success is 200 or 201', notes('4'), threeRead, wordForWord),
  row(
    create,
    'a 2xx is no success for a prospect that it does not name',
    notes('4'),
    'takes a success that does not name its prospect for no answer at all',
  ),
  row(create, 'an unknown prospect: an entry, or 400 with 1001', notes('4'), gone, everyCode),
  row(create, 'the content comes back as HTML, sanitised', notes('5'), wordForWord, lostForms),
  row(
    create,
    'no idempotency key: a lost answer is looked up by the ids before it',
    notes('10'),
    lost,
    lostForms,
    'knows the notes that a target has before one is sent',
  ),
  row(
    create,
    'two equal notes make two',
    notes('10'),
    'tells two notes with the same words apart by those that are already known',
  ),
  row(
    create,
    'whose note: the author’s address',
    notes('10'),
    'does not take a colleague’s note with the same words for ours',
  ),
  row(
    create,
    'a note may be listed late',
    notes('11'),
    'finds a note that lists show late, once the settling time is over',
  ),
  row(list, '`skip`, `take`, `hasMore`; the order is anybody’s guess', notes('5'), allNotes),
  row(list, '`draftNote` stands beside the list', notes('5'), walked, lostForms),
  row(list, '`author`, `visibility`, `status`, `content`, `createdAt`', notes('5'), walked),
  row(list, 'no list across prospects, no watermark: every prospect is asked', notes('7'), walked, quiet),
  row(
    edit,
    '`content`; the answer leaves the author out',
    notes('3'),
    'changes a note of one’s own, and writes nothing where it is so already',
  ),
  row(edit, 'the last writer wins: it is read first', notes('10'), 'leaves a colleague’s change alone and shows it'),
  row(edit, 'safe to repeat', notes('10'), repeatedEdit),
  row(edit, '1001: not there, or not ours', notes('5'), 'says that a note is gone which cannot be changed any more'),
  row(upload, 'one part `file`', notes('6'), 'uploads a file as the one part “file” of a form', uploaded),
  row(
    upload,
    'where the id stands is not documented',
    notes('6'),
    'finds the attachment’s id wherever the answer has it',
  ),
  row(
    upload,
    '4001 kind, 4002 larger than 20 MB',
    notes('6'),
    refusedFile,
    'takes a file of 20 MB and not a byte more',
  ),
  row(upload, 'a lost answer is harmless', notes('6'), 'uploads a file again whose answer was lost'),
  row(
    prospects,
    '`page`, `pageSize` 10 to 100, no total',
    notes('3'),
    walked,
    'goes on in another process where the last one stopped',
  ),
  row(
    prospects,
    'newest first by `createdAt`',
    notes('7'),
    isNews,
    'finds with the overlap what was committed late',
    'finds a second row with the very stamp of the watermark',
  ),
  row(prospects, '`attributes` under labels or names', notes('3'), walked),
  row(
    prospects,
    'edits and deletions move no stamp',
    notes('7'),
    quiet,
    'misses no row that was there throughout while others are removed',
  ),
  row(
    inbox,
    '`owners`, `startDate`, `limit`: their meaning is not documented',
    notes('7'),
    'asks for the inbox until it is understood, and remembers how',
    isNews,
  ),
  row(
    inbox,
    '`items[]`: subject, sender, stamp, read, sentiment',
    notes('3'),
    walked,
    'misses no row, with the look for news that follows, while rows change their places',
  ),
  row(
    `${inbox}/{emailThreadId}`,
    'messages, in no documented shape',
    notes('3'),
    'reads threads and messages in every shape that is plausible',
    'opens a mail thread by its messages, and takes no note on it',
  ),
  row(
    `${inbox}/{emailThreadId}/{emailId}`,
    'one message whole',
    notes('3'),
    'tells an activity in detail',
    'reads threads and messages in every shape that is plausible',
  ),
  row(
    'GET /v1/user/team-member-list',
    'the key does not say whose it is',
    notes('2'),
    'asks whose key it is, as the key does not say',
    'says whose account it is',
  ),
  row(
    'every call',
    '`x-api-key`; a bad key is 401, or 400 with 1001',
    notes('9'),
    'says that a key is not good, whether it never was or is not any more',
    everyCode,
  ),
  row(
    'every call',
    'the limit is not documented; 5 in 5 s is what we keep to',
    notes('8'),
    'sends a note more than the limit allows at once, and meets no refusal',
    'walks every stream within the limit',
  ),
  row(
    'every call',
    '429: Retry-After, or `x-ratelimit-reset`, or neither',
    notes('8'),
    'waits until the moment that a refusal names in its place',
    everyFailure,
    'asks for no shorter wait than the limit’s own window where the CRM names none',
  ),
  row('every call', '400 with 4000, 5001; 404; 413; 500 with 5001', notes('9'), everyCode),
  row(
    'every call',
    'the body of an error is not documented',
    notes('9'),
    'reads an error wherever its code and its words stand',
  ),
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
