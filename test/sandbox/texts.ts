import type { SeededRandom } from './random.ts'

/** What a sentence may speak of; each look at a member draws afresh from the seed. */
interface Topics {
  readonly name: string
  readonly street: string
  readonly city: string
  readonly rep: string
  readonly day: string
  readonly time: string
  readonly size: string
  readonly amount: string
  readonly product: string
  readonly months: number
}

type Sentence = (about: Topics) => string

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'tomorrow', 'next week'] as const
const times = ['8:30', '9 am', '10:15', '11', 'noon', '1:30', '2 pm', '3:45', '4', '5:30 pm', 'after 6'] as const
const products = [
  'rooftop solar',
  'battery storage',
  'a heat pump',
  'new gutters',
  'attic insulation',
  'the roof repair',
  'a water heater',
  'an EV charger',
  'double-pane windows',
] as const

const inbound: readonly Sentence[] = [
  (a) => `Hi ${a.rep}, is ${a.day} at ${a.time} still ok?`,
  (a) => `Yes please send the quote for ${a.product}`,
  (a) => `What would ${a.product} cost for a house like ours on ${a.street}?`,
  () => 'Can you call me back after work?',
  () => 'Not interested anymore, thanks.',
  () => 'STOP',
  (a) => `We got another offer at ${a.amount}. Can you match it?`,
  (a) => `Running late, can we make it ${a.time} instead?`,
  () => 'ok 👍',
  () => 'Thanks so much! 🙏',
  (a) => `My husband wants to know about the ${a.months} month financing`,
  () => 'Who is this?',
  (a) => `The gate code is ${a.months}42#. Dog is friendly 🐕`,
  (a) => `Is the tax credit still available for ${a.product}?`,
  () => 'Sí, mañana está bien. ¿A qué hora llegan?',
  () => 'Pouvez-vous rappeler après dix-huit heures ? Merci beaucoup.',
  () => 'שלום, אפשר לדבר מחר בבוקר?',
  () => 'مرحبا، هل يمكنكم الاتصال بي غدا؟',
  (a) => `I sent the utility bill by email, let me know if ${a.size} is enough`,
  (a) => `The HOA approved it!! When can the crew come? ${a.day}?`,
  () => 'My roof is 14 years old. Does it have to be replaced first?',
  (a) => `Is anyone coming? I took ${a.day} off for this.`,
  () => 'Wrong number',
  (a) => `Please talk to my son, he handles ${a.product} for us.`,
]

const outbound: readonly Sentence[] = [
  (a) =>
    `Hi ${a.name}, this is ${a.rep} with Brightside. You asked about ${a.product}. Is ${a.day} at ${a.time} good for a short visit?`,
  (a) => `${a.name}, your quote for ${a.product} is ready: ${a.amount} before incentives. Shall I walk you through it?`,
  (a) => `Confirming our visit ${a.day} at ${a.time}, ${a.street}. Reply YES to confirm.`,
  (a) => `Hello ${a.name}, just checking in. Any questions on the ${a.size} proposal?`,
  (a) => `Permit for ${a.city} came through. The crew can start ${a.day}.`,
  (a) => `Sorry I missed you! I can call ${a.day} around ${a.time}.`,
  (a) => `You qualify for ${a.months} months at 0%. The offer ends ${a.day}.`,
  (a) => `${a.rep} here. The engineer asks for a photo of your main panel 📸 and of the attic hatch.`,
  (a) =>
    `Thanks for your time today, ${a.name}. Summary: ${a.size}, ${a.product}, ${a.amount}, install in about ${a.months} weeks.`,
  () => 'Reply STOP to opt out, HELP for help. Message and data rates may apply.',
  (a) => `Great news: the utility approved interconnection. We switch you on ${a.day} ☀️`,
  (a) => `Hola ${a.name}, le confirmo la visita el viernes a las ${a.time}. ¡Gracias!`,
]

const notes: readonly Sentence[] = [
  (a) => `Prefers calls after 5. Gate on ${a.street} is broken, park on the street.`,
  (a) => `Decision maker is the wife; she works nights. Best ${a.day} at ${a.time}.`,
  (a) => `Competitor quoted ${a.amount} for ${a.size}. We can win on warranty.`,
  (a) =>
    `Roof: comp shingle, 2 layers, south face shaded by a pecan until ${a.time}.\nPanel: 125 A, full.\nNext: send electrician, then revise to ${a.size}.`,
  () => 'Left a voicemail, no answer twice this week.',
  (a) => `Wants ${a.product} but waits for the bonus in ${a.months} weeks. Call back then.`,
  (a) =>
    `Site visit ${a.day}.\n\n- Attic: R-19, gaps along the eaves\n- Ducts: leaking at the plenum\n- Budget: about ${a.amount}, financing over ${a.months} months\n- Concern: noise of the outdoor unit at the bedroom side\n\nPromised: comparison of two models with dB figures, a reference from a neighbour in ${a.city}, and a revised price before ${a.day}. The customer was friendly and well prepared; had read about rebates and asked precise questions. Do not call before ${a.time}.`,
  (a) => `Señora speaks Spanish only, ask for Núria to interpret. Interested in ${a.product}.`,
  () => 'Do NOT text: asked for phone calls only ☎️',
  (a) => `Sent proposal v2 (${a.size}, ${a.amount}). Follow up ${a.day}.`,
  () => 'Moved, new owner is not interested. Close.',
  () => 'Spoke with neighbour, possible referral.',
]

const calls: readonly Sentence[] = [
  (a) => `Talked about ${a.product}. Wants a written offer, then a visit ${a.day}.`,
  () => 'Short call, asked us to ring again later.',
  (a) => `Went through the ${a.size} proposal line by line. Open point: ${a.months} month financing.`,
  () => 'No answer.',
  (a) => `Booked a site visit at ${a.street} for ${a.day}, ${a.time}.`,
  () => 'Number busy, tried twice.',
]

const voicemails: readonly Sentence[] = [
  (a) => `Hi, this is ${a.name}, I am calling about ${a.product}. Please call me back ${a.day}. Thank you.`,
  (a) => `Hello, you were supposed to be here at ${a.time}. Nobody came. Call me please.`,
  (a) =>
    `Yeah hi, um, I got your letter about ${a.product} and wanted to know if it works with a metal roof. Okay, bye.`,
  () => '(inaudible)',
]

const messages: readonly Sentence[] = [
  (a) => `Web chat: do you cover ${a.city}?`,
  (a) => `Web form: interested in ${a.product}, monthly bill ${a.amount}.`,
  (a) => `Facebook message: saw your truck on ${a.street}, can I get a price for ${a.product}?`,
]

const pictures: readonly Sentence[] = [
  () => 'Here is the electrical panel',
  () => 'Photo of the roof from the street',
  () => '📷',
  (a) => `Last bill attached, ${a.amount} is a lot`,
]

const payments: readonly Sentence[] = [
  (a) => `Deposit of ${a.amount} received by card.`,
  (a) => `Payment of ${a.amount} failed: card expired.`,
  (a) => `Invoice for ${a.product} paid, ${a.amount}.`,
]

const statusChanges: readonly Sentence[] = [
  () => 'Lead status changed from New to Contacted.',
  () => 'Lead status changed from Contacted to Qualified.',
  (a) => `Lead status changed to Appointment set (${a.day}, ${a.time}).`,
  () => 'Lead status changed to Not now.',
]

const leadUpdates: readonly Sentence[] = [
  (a) => `Address corrected to ${a.street}, ${a.city}.`,
  () => 'E-mail address added.',
  () => 'Phone number verified: mobile.',
]

const leadCreations: readonly Sentence[] = [
  (a) => `New lead from ${a.city}: ${a.product}.`,
  (a) => `Imported lead, asked for ${a.product}.`,
]

const notifications: readonly Sentence[] = [
  () => 'Missed call notification sent to the team.',
  () => 'Automation "Follow up after 3 days" started.',
  (a) => `Reminder: visit ${a.day} at ${a.time}.`,
]

const warmups: readonly Sentence[] = [
  () => 'Number warm-up message, please ignore.',
  () => 'Thanks, talk soon! (warm-up)',
]

const sentences = {
  inbound,
  outbound,
  notes,
  calls,
  voicemails,
  messages,
  pictures,
  payments,
  statusChanges,
  leadUpdates,
  leadCreations,
  notifications,
  warmups,
} satisfies Record<string, readonly Sentence[]>

export type TextKind = keyof typeof sentences

/** One text of the given kind about a person. */
export function writeText(
  random: SeededRandom,
  kind: TextKind,
  about: { readonly firstName: string | null; readonly street: string; readonly city: string; readonly rep: string },
): string {
  return random.pick<Sentence>(sentences[kind])({
    name: about.firstName ?? 'there',
    street: about.street,
    city: about.city,
    rep: about.rep,
    get day() {
      return random.pick(days)
    },
    get time() {
      return random.pick(times)
    },
    get size() {
      return `${random.int(30, 148) / 10} kW`
    },
    get amount() {
      return `$${random.int(4, 480) * 100 + random.pick([0, 50, 99])}`
    },
    get product() {
      return random.pick(products)
    },
    get months() {
      return random.pick([6, 12, 18, 24, 36, 60])
    },
  })
}
