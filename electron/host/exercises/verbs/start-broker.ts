import { z } from 'zod'
import { brokerArg, numberOf } from '../facts/args'
import { sentence } from '../words'
import { defineVerb } from './verb'

const STARTED_MS = 60_000

export const startBroker = defineVerb(
  'startBroker',
  z.strictObject({ broker: brokerArg }),
  ({ broker }) => `sudo systemctl start kafka-server  # broker ${broker}`,
  async ({ broker }, { lab, watch, signal }) => {
    const id = numberOf(broker)
    const { command } = await lab.functions.startBroker({ id })
    await watch.until(
      () => watch.brokers.get(id)?.state === 'RunningAsBroker',
      STARTED_MS,
      sentence('awaitedBrokerRunning', { broker: id }),
      signal,
    )
    return { command, output: [sentence('broker', { broker: id, state: 'RunningAsBroker' })] }
  },
)
