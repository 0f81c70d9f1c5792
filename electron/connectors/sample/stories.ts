import type { Person } from './people.ts'

/** One thing that happened in a conversation. `gapMinutes`: how long after the one before. */
export interface Scene {
  readonly kind:
    | 'LeadCreated'
    | 'SmsIn'
    | 'SmsOut'
    | 'CallIn'
    | 'CallOut'
    | 'CallMissed'
    | 'Voicemail'
    | 'Note'
    | 'Status'
  readonly gapMinutes: number
  readonly text: string
  /** The long form, shown when the event is opened; what was said on the phone, a whole voicemail. */
  readonly detail?: string
}

/** How one kind of sale usually goes. The last scene decides what waits in the inbox. */
export interface Story {
  readonly scenes: (person: Person) => readonly Scene[]
  readonly stage: string
  readonly status: 'needs_reply' | 'waiting' | 'failed' | 'open'
  readonly nextStep: string | null
  readonly source: string
  readonly isArchived: boolean
}

const hour = 60
const day = 24 * hour

function scene(kind: Scene['kind'], gapMinutes: number, text: string, detail?: string): Scene {
  return detail === undefined ? { kind, gapMinutes, text } : { kind, gapMinutes, text, detail }
}

/** Brightside Home Solar's customers: a dozen ways a sale goes. */
export const stories: readonly [Story, ...Story[]] = [
  {
    stage: 'Appointment set',
    status: 'needs_reply',
    nextStep: 'Confirm Thursday visit',
    source: 'Website form',
    isArchived: false,
    scenes: (p) => [
      scene('LeadCreated', 0, 'New lead from the website form', `Asked for a quote for ${p.street}, ${p.town}.`),
      scene(
        'SmsOut',
        4,
        `Hi ${p.firstName}, this is Alex from Brightside. Thanks for reaching out about solar! When is a good time to talk?`,
      ),
      scene('SmsIn', 38, 'Evenings are best, after 6'),
      scene(
        'CallOut',
        7 * hour,
        'Outbound call, 11 min',
        `Electric bill is about $240 in summer. Roof is composition shingle, eight years old. ${p.firstName} owns the house.`,
      ),
      scene(
        'Note',
        6,
        'Bill around $240 in summer, roof 8 years old, faces south-west. Wants to know about batteries too.',
      ),
      scene('Status', 1, 'Lead status changed to Appointment set'),
      scene(
        'SmsOut',
        3,
        `Great talking to you! You're down for Thursday 5:30 pm at ${p.street}. I'll text when I'm on my way.`,
      ),
      scene('SmsIn', day + 3 * hour, 'Can we make it 6 instead? Picking up the kids'),
    ],
  },
  {
    stage: 'Contacted',
    status: 'needs_reply',
    nextStep: 'Call back',
    source: 'Facebook ads',
    isArchived: false,
    scenes: (p) => [
      scene('LeadCreated', 0, 'New lead from Facebook ads'),
      scene('CallOut', 9, 'Outbound call, no answer'),
      scene(
        'SmsOut',
        2,
        `Hi ${p.firstName}, Alex from Brightside Home Solar. I just tried to call about your estimate. What time suits you?`,
      ),
      scene('CallMissed', 5 * hour, 'Missed call'),
      scene(
        'Voicemail',
        1,
        'New voicemail, 0:34',
        `Hi Alex, it's ${p.firstName} ${p.lastName} calling you back. I'm at ${p.street}. I'm mostly curious what happens to the panels if we have to redo the roof. You can reach me any time before seven. Thanks, bye.`,
      ),
    ],
  },
  {
    stage: 'Proposal sent',
    status: 'waiting',
    nextStep: 'Follow up on proposal',
    source: 'Referral',
    isArchived: false,
    scenes: (p) => [
      scene('LeadCreated', 0, 'New lead: referral from a customer'),
      scene(
        'CallIn',
        2 * hour,
        'Inbound call, 8 min',
        `${p.firstName} heard about us from a neighbour. Wants a quote for the house and the detached garage.`,
      ),
      scene(
        'Note',
        5,
        'Referred by a neighbour two doors down. House plus detached garage. Ask about the old breaker panel.',
      ),
      scene(
        'SmsOut',
        day,
        `Hi ${p.firstName}, your site visit at ${p.street} is set for tomorrow at 10. Bring me a recent electric bill if you can find one.`,
      ),
      scene('SmsIn', 22, 'Will do, thanks'),
      scene(
        'Note',
        day + 2 * hour,
        'Site visit done. Panel is 100 A, needs an upgrade. 24 modules fit, slight shade from the oak on the west side after 4 pm.',
      ),
      scene(
        'SmsOut',
        day,
        'Your proposal is in your inbox: 9.6 kW with the panel upgrade included. Happy to walk you through it.',
      ),
      scene('Status', 1, 'Lead status changed to Proposal sent'),
    ],
  },
  {
    stage: 'Negotiating',
    status: 'needs_reply',
    nextStep: 'Send financing options',
    source: 'Home show',
    isArchived: false,
    scenes: (p) => [
      scene('LeadCreated', 0, 'New lead from the spring home show'),
      scene(
        'SmsOut',
        3 * hour,
        `Good meeting you at the home show, ${p.firstName}! I'll put the numbers together for ${p.town} and send them over.`,
      ),
      scene('SmsIn', 50, 'Looking forward to it'),
      scene('SmsOut', 2 * day, 'Proposal sent. 8.4 kW, and the battery as a separate line so you can compare.'),
      scene(
        'CallOut',
        day,
        'Outbound call, 19 min',
        `Went through the proposal line by line. ${p.firstName} likes the 8.4 kW system but is comparing with another company's lease.`,
      ),
      scene(
        'Note',
        4,
        'Comparing with a lease from a competitor. Monthly payment matters more than total price. Wants 15- and 20-year numbers.',
      ),
      scene('SmsIn', day + 5 * hour, 'The other guys came in 30 a month lower. Can you do anything on the rate?'),
    ],
  },
  {
    stage: 'Won',
    status: 'open',
    nextStep: 'Schedule install',
    source: 'Website form',
    isArchived: false,
    scenes: (p) => [
      scene('LeadCreated', 0, 'New lead from the website form'),
      scene('CallOut', 25, 'Outbound call, 14 min', 'Qualified on the phone: owner, good credit, bill $310.'),
      scene(
        'SmsOut',
        3 * day,
        `Hi ${p.firstName}, the design for ${p.street} is ready. 11.2 kW covers about 96% of last year's usage.`,
      ),
      scene('SmsIn', 2 * hour, 'That is better than I expected. Where do I sign?'),
      scene(
        'Note',
        30,
        'Signed! Permit packet goes to the city on Monday. HOA approval needed, letter attached to the contract.',
      ),
      scene('Status', 1, 'Lead status changed to Won'),
      scene(
        'SmsOut',
        2 * day,
        'The HOA has the drawings. They meet on the first Tuesday, so expect an answer next week.',
      ),
      scene('SmsIn', 18, 'Perfect, my wife is on the board :)'),
    ],
  },
  {
    stage: 'Not now',
    status: 'waiting',
    nextStep: 'Try again in spring',
    source: 'Door to door',
    isArchived: true,
    scenes: (p) => [
      scene('LeadCreated', 0, 'New lead: knocked in the neighbourhood'),
      scene(
        'Note',
        3,
        `Talked on the porch, two dogs. Interested but selling the car first. ${p.town} utility rebate ends in June.`,
      ),
      scene(
        'SmsOut',
        day,
        `Hi ${p.firstName}, Alex from Brightside, we met yesterday. Here is the link to the rebate I mentioned.`,
      ),
      scene('SmsIn', 3 * hour, 'Thanks Alex. Not this year I think, check back in spring?'),
      scene('SmsOut', 12, 'Of course. Have a good winter!'),
    ],
  },
  {
    stage: 'Contacted',
    status: 'failed',
    nextStep: 'Check the phone number',
    source: 'Bought list',
    isArchived: false,
    scenes: (p) => [
      scene('LeadCreated', 0, 'New lead from a list'),
      scene(
        'SmsOut',
        11,
        `Hi ${p.firstName}, Alex with Brightside Home Solar. Are you still looking at solar for ${p.street}?`,
      ),
      scene('CallOut', day, 'Outbound call, number not in service'),
      scene('Note', 2, 'Number is dead. Try the e-mail from the form before giving up.'),
    ],
  },
  {
    stage: 'Site visit done',
    status: 'waiting',
    nextStep: 'Send revised quote',
    source: 'Referral',
    isArchived: false,
    scenes: (p) => [
      scene('LeadCreated', 0, 'New lead: referral from a customer'),
      scene(
        'CallIn',
        40,
        'Inbound call, 6 min',
        `${p.firstName} wants panels on the barn, not the house. 200 ft trench to the meter.`,
      ),
      scene('SmsOut', 2 * hour, 'I can come by Saturday morning to look at the barn. Would 9 work?'),
      scene('SmsIn', 14, '9 is fine. Gate code is 4471'),
      scene(
        'Note',
        2 * day,
        'Barn roof is standing seam, easy clamps. Trench about 210 ft, mostly caliche. Get a price from the excavator before quoting.',
      ),
      scene(
        'SmsOut',
        20,
        `Thanks for the coffee, ${p.firstName}! I'll have the revised quote with the trench by Wednesday.`,
      ),
    ],
  },
  {
    stage: 'Lost',
    status: 'open',
    nextStep: null,
    source: 'Facebook ads',
    isArchived: true,
    scenes: (p) => [
      scene('LeadCreated', 0, 'New lead from Facebook ads'),
      scene(
        'SmsOut',
        6,
        `Hi ${p.firstName}, thanks for your interest in solar! Is ${p.street} the right address for the estimate?`,
      ),
      scene('SmsIn', 4 * hour, 'We already signed with someone else last week, sorry'),
      scene('SmsOut', 9, 'No problem at all. Congratulations on going solar!'),
      scene('Status', 1, 'Lead status changed to Lost'),
    ],
  },
  {
    stage: 'Appointment set',
    status: 'open',
    nextStep: 'Site visit',
    source: 'Website form',
    isArchived: false,
    scenes: (p) => [
      scene('LeadCreated', 0, 'New lead from the website form'),
      scene(
        'CallOut',
        3,
        'Outbound call, 9 min',
        `Reached ${p.firstName} three minutes after the form came in. EV on order, expects usage to go up by a third.`,
      ),
      scene(
        'Note',
        4,
        'EV arrives in January, size the system for it. Prefers texts. Spouse has to be there for the visit.',
      ),
      scene('SmsOut', 5, `All set for the visit at ${p.street}. Anything I should know about parking or pets?`),
      scene('SmsIn', 31, 'Park on the street please, driveway is being redone. Friendly cat'),
      scene('SmsOut', 3, 'Friendly cats are the best kind. See you then!'),
    ],
  },
  {
    stage: 'Installed',
    status: 'needs_reply',
    nextStep: 'Ask for a referral',
    source: 'Referral',
    isArchived: false,
    scenes: (p) => [
      scene('LeadCreated', 0, 'New lead: referral from a customer'),
      scene('Note', 4 * day, 'Contract signed at the kitchen table. Install crew booked for the 12th.'),
      scene(
        'SmsOut',
        9 * day,
        `Hi ${p.firstName}, the crew finishes today. Inspection is on Friday, then you can switch it on.`,
      ),
      scene('SmsIn', 3 * day, 'It is running! First day 41 kWh. Kids keep checking the app'),
      scene('CallMissed', 2 * day, 'Missed call'),
      scene('SmsIn', 3, 'Quick question about the app, one panel shows grey. Is that a problem?'),
    ],
  },
  {
    stage: 'Proposal sent',
    status: 'needs_reply',
    nextStep: 'Answer battery question',
    source: 'Home show',
    isArchived: false,
    scenes: (p) => [
      scene('LeadCreated', 0, 'New lead from the fall home show'),
      scene('SmsOut', day, `Hi ${p.firstName}, the estimate for ${p.street} is ready: 7.2 kW, about $118 a month.`),
      scene(
        'CallOut',
        5 * hour,
        'Outbound call, 22 min',
        `${p.firstName} was without power for three days in the last ice storm. Backup matters more than savings.`,
      ),
      scene(
        'Note',
        3,
        'Lost power three days in the ice storm. Sell the backup, not the savings. Needs fridge, well pump and one bedroom circuit.',
      ),
      scene(
        'SmsOut',
        day,
        'Added a 13.5 kWh battery to the proposal, sized for the fridge, the well pump and the bedroom.',
      ),
      scene('SmsIn', 6 * hour, 'How long would the battery last with just the pump and fridge?'),
    ],
  },
]

/** What happens while someone looks around: minutes after the workspace was opened, and to which conversation. */
export const upcoming: readonly {
  readonly afterMinutes: number
  readonly conversation: number
  readonly text: string
}[] = [
  { afterMinutes: 1, conversation: 3, text: 'Hi Alex, did you get a chance to look at the other quote?' },
  { afterMinutes: 4, conversation: 9, text: 'Running ten minutes late today, sorry!' },
  { afterMinutes: 12, conversation: 2, text: 'We read through the proposal. Can you call us tomorrow at noon?' },
  { afterMinutes: 30, conversation: 21, text: 'The permit office called, they need your license number' },
]
