import { describe, expect, it } from 'vitest'
import { Engine, type EngineThreadListener } from '../../../electron/main/engine.ts'
import type { FromEngine, ToEngine } from '../../../electron/sync/protocol.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

function setUp() {
  const clock = new VirtualClock()
  const threads: { listener: EngineThreadListener; posted: ToEngine[]; isTerminated: boolean }[] = []
  const log: string[] = []
  const messages: FromEngine[] = []
  const engine = new Engine({
    clock,
    spawn: (listener) => {
      const thread = { listener, posted: [] as ToEngine[], isTerminated: false }
      threads.push(thread)
      return {
        post: (message) => thread.posted.push(message),
        terminate: async () => {
          thread.isTerminated = true
        },
      }
    },
    onStarted: () => log.push('started'),
    onMessage: (message) => messages.push(message),
    onDied: (detail) => log.push(`died: ${detail}`),
    onMetDamage: () => log.push('met damage'),
  })
  const latest = () => {
    const thread = threads.at(-1)
    if (thread === undefined) throw new Error('No thread was started')
    return thread
  }
  return { clock, engine, threads, log, messages, latest }
}

const identity = { remoteUserId: 'u1', displayName: 'Ada', email: null, organizationName: null }

describe('the engine thread', () => {
  it('that died of a damaged file waits until it is started again', async () => {
    const { clock, engine, threads, log, latest } = setUp()
    engine.start()
    latest().listener.ended('database disk image is malformed', 'damage')
    await clock.advance(120_000)
    expect(threads).toHaveLength(1)
    expect(log).toEqual(['started', 'met damage'])
    await engine.stop()
    engine.start()
    latest().listener.ended('boom')
    await clock.advance(1_000)
    expect(threads).toHaveLength(3)
  })

  it('is started again after it died, later each time, and told of its accounts anew', async () => {
    const { clock, engine, threads, log, latest } = setUp()
    engine.start()
    latest().listener.ended('boom')
    await clock.advance(999)
    expect(threads).toHaveLength(1)
    await clock.advance(1)
    expect(threads).toHaveLength(2)
    latest().listener.ended('boom')
    await clock.advance(1_999)
    expect(threads).toHaveLength(2)
    await clock.advance(1)
    expect(threads).toHaveLength(3)
    expect(log).toEqual(['started', 'died: boom', 'started', 'died: boom', 'started'])
  })

  it('never waits longer than a minute, and waits briefly again after a healthy life', async () => {
    const { clock, engine, threads, latest } = setUp()
    engine.start()
    for (let death = 0; death < 12; death += 1) {
      latest().listener.ended('boom')
      await clock.advance(60_000)
    }
    expect(threads).toHaveLength(13)
    await clock.advance(60_000)
    latest().listener.ended('boom')
    await clock.advance(1_000)
    expect(threads).toHaveLength(14)
  })

  it('answers each question with its own answer', async () => {
    const { engine, latest } = setUp()
    engine.start()
    const request = { provider: 'leadping', baseUrl: 'https://a.example', secret: 'k', memory: {} } as const
    const first = engine.identify(request)
    const second = engine.identify(request)
    const ids = latest().posted.flatMap((message) => (message.kind === 'identify' ? [message.requestId] : []))
    const failure = { kind: 'unauthorized', detail: null } as const
    latest().listener.message({ kind: 'identified', requestId: ids[1] ?? -1, result: { ok: false, failure } })
    latest().listener.message({ kind: 'identified', requestId: ids[0] ?? -1, result: { ok: true, identity } })
    expect(await first).toEqual({ ok: true, identity })
    expect(await second).toEqual({ ok: false, failure })
  })

  it('brings answers of other kinds to whoever asked', async () => {
    const { engine, latest } = setUp()
    engine.start()
    const abilities = engine.checkAbilities(4)
    const unsent = engine.sendNow(null)
    expect(latest().posted).toEqual([
      { kind: 'check_abilities', requestId: 1, accountId: 4 },
      { kind: 'send_now', requestId: 2, accountId: null },
    ])
    latest().listener.message({ kind: 'sent_now', requestId: 2, unsent: 3 })
    latest().listener.message({ kind: 'abilities', requestId: 1, result: { ok: true, value: [] } })
    expect(await unsent).toBe(3)
    expect(await abilities).toEqual({ ok: true, value: [] })
  })

  it('tells when nothing of an account is on its way any more, which is at once when it died', async () => {
    const { engine, latest } = setUp()
    await engine.forgetAccount(1)
    engine.start()
    const order: string[] = []
    const second = engine.forgetAccount(2).then(() => order.push('second'))
    const third = engine.forgetAccount(3).then(() => order.push('third'))
    expect(latest().posted).toEqual([
      { kind: 'forget_account', requestId: 1, accountId: 2 },
      { kind: 'forget_account', requestId: 2, accountId: 3 },
    ])
    latest().listener.message({ kind: 'forgotten', requestId: 2 })
    await third
    expect(order).toEqual(['third'])
    latest().listener.ended('boom')
    await second
  })

  it('fails open questions when it dies, and new ones while it is down', async () => {
    const { engine, latest } = setUp()
    engine.start()
    const request = { provider: 'leadping', baseUrl: 'https://a.example', secret: 'k', memory: {} } as const
    const open = engine.identify(request)
    latest().listener.ended('boom')
    await expect(open).rejects.toThrow('stopped')
    await expect(engine.identify(request)).rejects.toThrow('not running')
  })

  it('stops cleanly: asks, waits for the answer, ends the thread and does not start another', async () => {
    const { clock, engine, threads, log, latest } = setUp()
    engine.start()
    const stopped = engine.stop()
    expect(latest().posted).toEqual([{ kind: 'stop' }])
    latest().listener.message({ kind: 'stopped' })
    latest().listener.ended('exit code 0')
    await stopped
    expect(latest().isTerminated).toBe(true)
    await clock.advance(120_000)
    expect(threads).toHaveLength(1)
    expect(log).toEqual(['started'])
  })

  it('does not wait for ever for a thread that hangs', async () => {
    const { clock, engine, latest } = setUp()
    engine.start()
    const stopped = engine.stop()
    await clock.advance(5_000)
    await stopped
    expect(latest().isTerminated).toBe(true)
  })

  it('stops at once where the thread is down', async () => {
    const { clock, engine, threads, latest } = setUp()
    engine.start()
    latest().listener.ended('boom')
    await engine.stop()
    await clock.advance(120_000)
    expect(threads).toHaveLength(1)
  })
})
