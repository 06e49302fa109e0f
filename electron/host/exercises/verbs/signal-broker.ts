import { z } from 'zod'
import { brokerArg, numberOf } from '../facts/args'
import { sentence } from '../words'
import { defineVerb } from './verb'

const ENDED_MS = 40_000

/** A signal to a broker's process; done when it has ended, froze or goes on. */
export const signalBroker = defineVerb(
  'signalBroker',
  z.strictObject({ broker: brokerArg, signal: z.enum(['SIGTERM', 'SIGKILL', 'SIGSTOP', 'SIGCONT']) }),
  ({ broker, signal }) =>
    signal === 'SIGTERM'
      ? `sudo systemctl stop kafka-server  # broker ${broker}`
      : `kill -${signal.slice(3)} ${'$'}(pid of broker ${broker})`,
  async ({ broker, signal }, { lab, watch, signal: left }) => {
    const id = numberOf(broker)
    const { command } = await lab.functions.signalBroker({ id, signal })
    const state = () => watch.brokers.get(id)?.state ?? 'Unknown'
    const met = {
      SIGTERM: () => state() === 'NotRunning',
      SIGKILL: () => state() === 'Killed',
      SIGSTOP: () => state() === 'Paused',
      SIGCONT: () => state() === 'RunningAsBroker',
    }[signal]
    await watch.until(() => met(), ENDED_MS, sentence('awaitedSignal', { broker: id, signal }), left)
    return { command, output: [sentence('broker', { broker: id, state: state() })] }
  },
)
