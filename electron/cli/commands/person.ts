import { z } from 'zod'
import { joinPeople, separatePeople } from '../../../db/queries/people.ts'
import { defineCommand } from '../command.ts'
import { findConversation } from '../find.ts'
import { failed } from '../outcome.ts'
import { personChangeShape } from '../output-shapes.ts'
import { shownPeople } from '../shown-conversation.ts'
import { noteText } from '../text-notes.ts'
import { whileWriting } from '../workspace.ts'

export const personSeparate = telling(
  'person separate',
  true,
  'Says that two conversations are not with the same person',
)
export const personJoin = telling('person join', false, 'Takes that back: address and number decide again')

function telling(name: string, isSeparate: boolean, summary: string) {
  return defineCommand({
    name,
    usage: 'TARGET TARGET',
    summary,
    options: z.object({}),
    help: {},
    takes: [2, 2],
    shape: personChangeShape,
    run: (context, _options, [word = '', otherWord = '']) =>
      whileWriting(context, (workspace) => {
        const one = findConversation(workspace, word)
        if (!one.ok) return one
        const other = findConversation(workspace, otherWord)
        if (!other.ok) return other
        const { replica, journal } = workspace
        const { conversationId } = one.value
        const otherId = other.value.conversationId
        if (conversationId === otherId) return failed('refused', noteText.samePersonTwice)
        if (isSeparate) separatePeople(replica, journal, conversationId, otherId, context.clock.nowMs())
        else joinPeople(replica, journal, conversationId, otherId)
        return {
          ok: true as const,
          data: { id: conversationId, samePerson: shownPeople(workspace, conversationId) },
        }
      }),
    lines: () => [isSeparate ? noteText.separated : noteText.joined],
  })
}
