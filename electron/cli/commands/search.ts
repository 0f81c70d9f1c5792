import { z } from 'zod'
import { search as searchReplica } from '../../../db/queries/search.ts'
import type { Highlighted } from '../../../db/queries/shapes.ts'
import { defineCommand, wholeNumber } from '../command.ts'
import { findAccountId } from '../find.ts'
import { searchShape } from '../output-shapes.ts'
import { pageLines } from '../page-lines.ts'
import { moment, shownCoverage } from '../shown.ts'
import { oneLine, table } from '../table.ts'
import { text } from '../text.ts'
import { whileReading } from '../workspace.ts'

const plain = (pieces: Highlighted) => pieces.map((piece) => piece.text).join('')

export const search = defineCommand({
  name: 'search',
  usage: 'WORDS...',
  summary: 'Finds people, messages, calls and notes that hold all the words; the last one may be unfinished',
  options: z.object({
    account: z.string().optional(),
    limit: wholeNumber(1, 1_000).default(30),
    cursor: z.string().max(500).optional(),
  }),
  help: {
    account: { value: 'ACCOUNT', help: 'in this account only' },
    limit: { value: 'N', help: 'at most so many; 30 by default' },
    cursor: { value: 'CURSOR', help: 'goes on after a page that said `more`' },
  },
  takes: [1, 100],
  shape: searchShape,
  run: (context, { account, limit, cursor = null }, words) =>
    whileReading(context, (workspace) => {
      const accountId = findAccountId(workspace, account)
      if (!accountId.ok) return accountId
      const query = { text: words.join(' ').slice(0, 500), accountId: accountId.value, cursor, limit }
      const page = searchReplica(workspace.replica, workspace.journal, query, null)
      const hits = page.rows.map((hit) => ({
        kind: hit.kind,
        accountId: hit.accountId,
        conversationId: hit.conversationId,
        activityId: hit.activityId,
        title: plain(hit.title),
        body: plain(hit.body),
        at: moment(hit.atMs),
      }))
      return { ok: true as const, data: { hits, next: page.next, coverage: shownCoverage(page.coverage) } }
    }),
  lines: ({ hits, next, coverage }) => [
    ...(hits.length === 0 ? [text.nothingFound] : []),
    ...table(
      hits.map((hit) => [
        String(hit.conversationId ?? ''),
        hit.kind,
        hit.at?.slice(0, 16) ?? '',
        oneLine(hit.title, 30),
        oneLine(hit.body, 80),
      ]),
    ),
    ...pageLines(coverage, next),
  ],
})
