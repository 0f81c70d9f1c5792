/** How a command ends, for scripts. Published in docs/command-line.md: a number never changes its meaning. */
export const exitCodes = {
  ok: 0,
  unexpected: 1,
  wrong_usage: 2,
  unknown: 3,
  unreachable: 4,
  credentials: 5,
  folder_in_use: 6,
  folder_unusable: 7,
  refused: 8,
  notes_waiting: 9,
  trouble_found: 10,
  choice_needed: 11,
  interrupted: 130,
} as const

export type FailureKind = Exclude<keyof typeof exitCodes, 'ok'>
