import { z } from 'zod'
import { defineCommand } from '../command.ts'
import { findAccount } from '../find.ts'
import { noteAccount } from '../notes/targets.ts'
import { failed } from '../outcome.ts'
import { typesShape } from '../output-shapes.ts'
import { oneLine, table } from '../table.ts'
import { noteText } from '../text-notes.ts'
import { whileReading } from '../workspace.ts'

export const types = defineCommand({
  name: 'types',
  usage: 'ACCOUNT',
  summary: 'Lists the activity types that notes of an account can be, with their fields',
  options: z.object({}),
  help: {},
  takes: [1, 1],
  shape: typesShape,
  run: (context, _options, [word = '']) =>
    whileReading(context, (workspace) => {
      const found = findAccount(workspace, word)
      if (!found.ok) return found
      const { label, note, types: known } = noteAccount(workspace, found.value)
      if (!note.activityTypes) return failed('refused', noteText.noTypes(label))
      const shown = known.map((type) => ({
        ...type,
        fields: type.fields.map((field) => ({ ...field, options: [...field.options] })),
      }))
      return { ok: true as const, data: { types: shown } }
    }),
  lines: ({ types: shown }) =>
    shown.length === 0
      ? [noteText.typesToCome]
      : shown.flatMap(({ code, name, isWritable, fields }) => [
          `${code}  ${oneLine(name, 60)}: ${noteText.typeLine(isWritable, fields)}`,
          ...(isWritable
            ? table(
                fields.map((field) => [
                  `    ${oneLine(field.name, 40)}`,
                  oneLine(field.label, 40),
                  oneLine(noteText.fieldLine(field), 200),
                ]),
              )
            : []),
        ]),
})
