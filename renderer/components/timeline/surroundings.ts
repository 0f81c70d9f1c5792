import { useMemo } from 'react'
import type { Account, ActivityType, Conversation, Person } from '../../../electron/ipc/shapes.ts'
import { useLiveQuery } from '../../live-query.ts'

/** What a conversation is drawn with besides itself. */
export interface Surroundings {
  readonly account: Account
  /** All of them, for their names. */
  readonly accounts: readonly Account[]
  /** Who is the same person by number or address, in any account; those whom the user keeps apart too. */
  readonly people: readonly Person[]
  /** The kinds of activity that users make; empty where notes are none, or before they were fetched. */
  readonly types: readonly ActivityType[]
}

const none: readonly ActivityType[] = []

/** Null until all of it is there: what is drawn does not grow piece by piece. */
export function useSurroundings(conversationId: number, conversation: Conversation | null | undefined) {
  const { data: accounts } = useLiveQuery('accounts.list', null)
  const account = accounts?.find(({ id }) => id === conversation?.accountId) ?? null
  const people = useLiveQuery('conversation.people', { conversationId })
  const types = useActivityTypes(account)
  return useMemo((): Surroundings | null => {
    const isAll = accounts !== undefined && account !== null && people.data !== undefined && people.isCurrent
    return isAll && types !== null ? { account, accounts, people: people.data, types } : null
  }, [accounts, account, people.data, people.isCurrent, types])
}

/** The kinds of activity that users of `account` make; null until they were read. */
export function useActivityTypes(account: Account | null): readonly ActivityType[] | null {
  const hasTypes = account?.note.activityTypes === true
  const { data, isCurrent } = useLiveQuery('activityTypes.list', hasTypes ? { accountId: account.id } : undefined)
  return useMemo(() => {
    if (!hasTypes) return none
    return data === undefined || !isCurrent ? null : data.filter(({ isWritable }) => isWritable)
  }, [hasTypes, data, isCurrent])
}
