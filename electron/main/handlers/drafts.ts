import { readDraft, saveDraft } from '../../../db/drafts.ts'
import { absentTargets, keptTargets, shownTargets } from '../../../db/queries/draft-targets.ts'
import { draftPlace } from '../../../db/queries/targets.ts'
import type { ShellContext } from '../context.ts'
import type { Handlers } from '../router.ts'
import { draftFiles } from './attachments.ts'

const gone = { ok: false as const, error: { kind: 'gone' as const, detail: null } }

/** What is being written in a conversation, and to whom else it is to go. Durable in the journal before the call is answered. */
export function draftHandlers(context: ShellContext) {
  const { replica, journal, clock } = context
  return {
    'draft.save': ({ conversationId, text, form, alsoTo }) => {
      const target = draftPlace(replica, conversationId)
      if (target === null) return gone
      const { accountId, remoteId } = target
      const before = readDraft(journal, accountId, remoteId)
      const others = before?.alsoTo ?? []
      saveDraft(journal, accountId, remoteId, text, clock.nowMs(), {
        form: form === undefined ? (before?.form ?? null) : form,
        alsoTo: alsoTo === undefined ? others : [...keptTargets(replica, alsoTo), ...absentTargets(replica, others)],
      })
      // The inbox shows only whether there is one: a key pressed is no reason to read it again.
      const hasDraft = readDraft(journal, accountId, remoteId) !== null
      if ((before !== null) !== hasDraft) context.announce([{ kind: 'inbox', accountId }])
      return { ok: true }
    },
    'draft.get': ({ conversationId }) => {
      const target = draftPlace(replica, conversationId)
      if (target === null) return { text: '', form: null, alsoTo: [], attachments: [] }
      const draft = readDraft(journal, target.accountId, target.remoteId)
      return {
        text: draft?.text ?? '',
        form: draft?.form ?? null,
        alsoTo: shownTargets(replica, draft?.alsoTo ?? []),
        attachments: draftFiles(context, target),
      }
    },
    'draft.absent': ({ conversationId }) => {
      const target = draftPlace(replica, conversationId)
      const draft = target && readDraft(journal, target.accountId, target.remoteId)
      return absentTargets(replica, draft?.alsoTo ?? []).map(({ displayName }) => displayName)
    },
    'draft.leaveOutAbsent': ({ conversationId }) => {
      const target = draftPlace(replica, conversationId)
      if (target === null) return gone
      const { accountId, remoteId } = target
      const draft = readDraft(journal, accountId, remoteId)
      if (draft === null) return { ok: true }
      const absent = absentTargets(replica, draft.alsoTo)
      const alsoTo = draft.alsoTo.filter((one) => !absent.includes(one))
      saveDraft(journal, accountId, remoteId, draft.text, clock.nowMs(), { form: draft.form, alsoTo })
      context.announce([{ kind: 'inbox', accountId }])
      return { ok: true }
    },
  } satisfies Partial<Handlers>
}
