import { z } from 'zod'
import { inboxPage } from '../../../db/queries/inbox.ts'
import { defineCommand, wholeNumber } from '../command.ts'
import { findAccountId } from '../find.ts'
import { inboxShape } from '../output-shapes.ts'
import { pageLines } from '../page-lines.ts'
import { shownCoverage } from '../shown.ts'
import { shownRow } from '../shown-conversation.ts'
import { oneLine, table } from '../table.ts'
import { text } from '../text.ts'
import { whileReading } from '../workspace.ts'

export const inbox = defineCommand({
  name: 'inbox',
  usage: '',
  summary: 'Lists conversations, the latest first',
  options: z.object({
    account: z.string().optional(),
    filter: z.enum(['active', 'unread', 'archived']).default('active'),
    limit: wholeNumber(1, 1_000).default(30),
    cursor: z.string().max(500).optional(),
  }),
  help: {
    account: { value: 'ACCOUNT', help: 'of this account only' },
    filter: { value: 'active|unread|archived', help: 'which conversations; active ones by default' },
    limit: { value: 'N', help: 'at most so many; 30 by default' },
    cursor: { value: 'CURSOR', help: 'goes on after a page that said `more`' },
  },
  takes: [0, 0],
  shape: inboxShape,
  run: (context, { account, filter, limit, cursor = null }) =>
    whileReading(context, (workspace) => {
      const accountId = findAccountId(workspace, account)
      if (!accountId.ok) return accountId
      const query = { accountId: accountId.value, filter, cursor, limit }
      const page = inboxPage(workspace.replica, workspace.journal, query)
      const conversations = page.rows.map((row) => shownRow(workspace, row))
      return { ok: true as const, data: { conversations, next: page.next, coverage: shownCoverage(page.coverage) } }
    }),
  lines: ({ conversations, next, coverage }) => [
    ...(conversations.length === 0 ? [text.emptyInbox] : []),
    ...table(
      conversations.map((row) => [
        String(row.id),
        row.isUnread ? '*' : ' ',
        row.lastEventAt?.slice(0, 16) ?? '',
        oneLine(row.name, 30),
        oneLine(row.snippet ?? '', 80),
      ]),
    ),
    ...pageLines(coverage, next),
  ],
})
