import { z } from 'zod'
import { timelinePage } from '../../../db/queries/timeline.ts'
import { defineCommand, wholeNumber } from '../command.ts'
import { findConversation } from '../find.ts'
import { failed } from '../outcome.ts'
import { showShape } from '../output-shapes.ts'
import { pageLines } from '../page-lines.ts'
import { shownCoverage } from '../shown.ts'
import { canEditNotes, entryLines, samePersonLines, shownConversation, shownEntry } from '../shown-conversation.ts'
import { oneLine } from '../table.ts'
import { text } from '../text.ts'
import { whileReading } from '../workspace.ts'

export const show = defineCommand({
  name: 'show',
  usage: 'TARGET',
  summary: 'Shows a conversation and its timeline, newest first',
  options: z.object({ limit: wholeNumber(1, 1_000).default(30), cursor: z.string().max(500).optional() }),
  help: {
    limit: { value: 'N', help: 'at most so many rows; 30 by default' },
    cursor: { value: 'CURSOR', help: 'goes on after a page that said `more`' },
  },
  takes: [1, 1],
  shape: showShape,
  run: (context, { limit, cursor = null }, [word = '']) =>
    whileReading(context, (workspace) => {
      const found = findConversation(workspace, word)
      if (!found.ok) return found
      const { conversationId, accountId } = found.value
      const conversation = shownConversation(workspace, conversationId)
      if (conversation === null) return failed('unknown', text.unknownTarget(word))
      const page = timelinePage(workspace.replica, workspace.journal, { conversationId, cursor, limit })
      const canEdit = canEditNotes(workspace, accountId)
      const timeline = page.rows.map((row) => shownEntry(workspace, row, canEdit))
      return {
        ok: true as const,
        data: { conversation, timeline, next: page.next, coverage: shownCoverage(page.coverage) },
      }
    }),
  lines: ({ conversation, timeline, next, coverage }) => [
    [String(conversation.id), conversation.name, conversation.phone, conversation.email, conversation.outcome]
      .filter((part) => part !== null && part !== '')
      .map((part) => oneLine(part ?? '', 60))
      .join('  '),
    ...samePersonLines(conversation),
    '',
    ...timeline.flatMap(entryLines),
    ...pageLines(coverage, next),
  ],
})
