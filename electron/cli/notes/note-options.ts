import { z } from 'zod'

/** What may be said of a note besides its text; each CRM takes its own part of it. */
export const noteOptions = z.object({
  html: z.boolean().default(false),
  private: z.boolean().default(false),
  public: z.boolean().default(false),
  draft: z.boolean().default(false),
  attach: z.array(z.string()).default([]),
  type: z.string().optional(),
  field: z.array(z.string()).default([]),
  at: z.string().optional(),
  'with-score': z.boolean().default(false),
  'skip-option-check': z.boolean().default(false),
  'files-async': z.boolean().default(false),
})
export type NoteOptions = z.output<typeof noteOptions>

export const noteOptionsHelp = {
  html: { value: null, help: 'TEXT is HTML' },
  private: { value: null, help: 'for yourself only' },
  public: { value: null, help: 'for the whole team' },
  draft: { value: null, help: 'as a draft in the CRM' },
  attach: { value: 'FILE', help: 'a file that goes along; may be repeated', isRepeatable: true },
  type: { value: 'CODE|NAME', help: 'as an activity of this type; `fieldpost types` lists them' },
  field: {
    value: 'NAME=VALUE',
    help: 'a field of the activity, by name or label; may be repeated',
    isRepeatable: true,
  },
  at: { value: 'DATE-TIME', help: 'when it happened, ISO 8601, UTC unless it says otherwise; now by default' },
  'with-score': { value: null, help: 'ask for the lead’s score after it' },
  'skip-option-check': { value: null, help: 'the CRM is not to hold dropdowns against their options' },
  'files-async': { value: null, help: 'the CRM may take in files later' },
} as const
