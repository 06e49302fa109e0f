import type { Command } from '../command'

export const jps: Command = {
  name: 'jps',
  summary: 'processes of the lab with their ids: what kill takes',
  options: { '-l': null, '-m': null },
  run: async ({ lab, out }) => {
    for (const { id, process } of lab.brokers()) if (process.pid !== null) out(`${process.pid} Kafka (broker ${id})\n`)
    const { process } = lab.coordination()
    if (process && process.pid !== null) out(`${process.pid} QuorumPeerMain (coordination server)\n`)
    return 0
  },
}
