import type { Capabilities, HttpRequest } from '../../../electron/connectors/connector.ts'
import type { PlainAnswer, Provider } from '../../sandbox/faulty-server.ts'
import { requestBody } from '../../support/request-body.ts'
import type { SimulatedCrm } from '../crm.ts'

/** The streams as the connector declares them. */
export function streamsOf({ streams }: Capabilities): SimulatedCrm['streams'] {
  return streams.map(({ name, hasWatermark, sweepEveryMs }) => ({ name, hasWatermark, isSwept: sweepEveryMs !== null }))
}

/** Where pages are numbered: what the page before would have answered; a first page's own answer. */
export function repeatedPage(provider: Provider, answer: PlainAnswer, request: HttpRequest): PlainAnswer {
  const { text, headers, bytes } = requestBody(request)
  const asked = { method: request.method, url: new URL(request.url), headers, body: text ?? '', bytes }
  const earlier = provider.earlierPage?.(asked) ?? null
  return earlier === null ? answer : provider.answer(earlier)
}
