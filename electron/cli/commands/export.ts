import { z } from 'zod'
import type { TimelineRow } from '../../../db/queries/shapes.ts'
import { timelinePage } from '../../../db/queries/timeline.ts'
import { defineCommand } from '../command.ts'
import { exportedLines } from '../export-formats.ts'
import { findConversation } from '../find.ts'
import { failed } from '../outcome.ts'
import { exportShape } from '../output-shapes.ts'
import { shownCoverage } from '../shown.ts'
import { canEditNotes, shownConversation, shownEntry } from '../shown-conversation.ts'
import { text } from '../text.ts'
import { type Workspace, whileReading } from '../workspace.ts'

const rowsAtOnce = 200

export const exportConversation = defineCommand({
  name: 'export',
  usage: 'TARGET',
  summary: 'Prints a conversation’s whole timeline, oldest first',
  options: z.object({ format: z.enum(['json', 'csv', 'md']).default('json') }),
  help: { format: { value: 'json|csv|md', help: 'json by default' } },
  takes: [1, 1],
  shape: exportShape,
  run: (context, _options, [word = '']) =>
    whileReading(context, (workspace) => {
      const found = findConversation(workspace, word)
      if (!found.ok) return found
      const { conversationId, accountId } = found.value
      const conversation = shownConversation(workspace, conversationId)
      if (conversation === null) return failed('unknown', text.unknownTarget(word))
      const { rows, coverage } = wholeTimeline(workspace, conversationId)
      const canEdit = canEditNotes(workspace, accountId)
      const timeline = rows.map((row) => shownEntry(workspace, row, canEdit)).reverse()
      return { ok: true as const, data: { conversation, timeline, coverage: shownCoverage(coverage) } }
    }),
  lines: (data, { format }) => exportedLines(data, format),
})

function wholeTimeline({ replica, journal }: Workspace, conversationId: number) {
  const rows: TimelineRow[] = []
  let cursor: string | null = null
  for (;;) {
    const page = timelinePage(replica, journal, { conversationId, cursor, limit: rowsAtOnce })
    rows.push(...page.rows)
    if (page.next === null) return { rows, coverage: page.coverage }
    cursor = page.next
  }
}
