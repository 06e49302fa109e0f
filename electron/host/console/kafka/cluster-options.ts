import type { CommandContext } from '../command'
import type { OptionSpecs, ParsedOptions } from '../options'
import { anyBootstrap } from './connect'

export const bootstrapOption: OptionSpecs = {
  'bootstrap-server': { value: 'text', as: 'bootstrap', about: 'brokers to ask first: host:port, with commas' },
  'command-config': { value: 'text', as: 'file', about: 'settings of the client; the console reads none of them' },
}

export const zookeeperOption: OptionSpecs = {
  zookeeper: { value: 'text', as: 'zookeeper', about: 'deprecated: host:port of the coordination server' },
}

/** The brokers to ask; where the line names the coordination server, those that run. */
export function bootstrapOf(options: ParsedOptions, { lab }: CommandContext): string {
  const given = options.value('bootstrap-server')
  return given ?? anyBootstrap(lab, options.value('zookeeper') ?? '')
}
