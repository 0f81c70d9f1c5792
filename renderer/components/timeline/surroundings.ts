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

interface Asked<T> {
  /** Null until all of it is there: what is drawn does not grow piece by piece. */
  readonly found: T | null
  /** A part of it could not be read, and nothing is under way that would bring it. */
  readonly hasFailed: boolean
}

export function useSurroundings(
  conversationId: number,
  conversation: Conversation | null | undefined,
): Asked<Surroundings> {
  const asked = useLiveQuery('accounts.list', null)
  const accounts = asked.data
  const account = accounts?.find(({ id }) => id === conversation?.accountId) ?? null
  const people = useLiveQuery('conversation.people', { conversationId })
  const types = useTypes(account)
  // After a failure the answer may still be that to the question before.
  const isOf = people.isCurrent && !people.hasFailed
  const found = useMemo((): Surroundings | null => {
    const isAll = accounts !== undefined && account !== null && people.data !== undefined && isOf
    return isAll && types.found !== null ? { account, accounts, people: people.data, types: types.found } : null
  }, [accounts, account, people.data, isOf, types.found])
  return { found, hasFailed: people.hasFailed || types.hasFailed || (accounts === undefined && asked.hasFailed) }
}

/** The kinds of activity that users of `account` make; null until they were read. */
export function useActivityTypes(account: Account | null): readonly ActivityType[] | null {
  return useTypes(account).found
}

function useTypes(account: Account | null): Asked<readonly ActivityType[]> {
  const hasTypes = account?.note.activityTypes === true
  const { data, isCurrent, hasFailed } = useLiveQuery(
    'activityTypes.list',
    hasTypes ? { accountId: account.id } : undefined,
  )
  const isOf = isCurrent && !hasFailed
  const found = useMemo(() => {
    if (!hasTypes) return none
    return data === undefined || !isOf ? null : data.filter(({ isWritable }) => isWritable)
  }, [hasTypes, data, isOf])
  return { found, hasFailed: hasTypes && hasFailed }
}
