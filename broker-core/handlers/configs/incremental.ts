import type { ConfigDefinition } from '../../config/definition'
import { ErrorCode } from '../../protocol/error-codes'
import { ConfigRefusal, invalidRequest } from './resources'

/** Operations of IncrementalAlterConfigs (AlterConfigOp.OpType, KIP-339). */
export const OPERATIONS = ['SET', 'DELETE', 'APPEND', 'SUBTRACT'] as const
export type Operation = (typeof OPERATIONS)[number]

export interface ConfigChange {
  readonly name: string
  readonly operation: Operation
  readonly value: string | null
}

/** Refuses what no resource allows: two changes of one key, a missing value, an operation that does not exist. */
export const readChanges = (
  configs: readonly { readonly name: string; readonly configOperation: number; readonly value: string | null }[],
): ConfigChange[] => {
  const names = configs.map(({ name }) => name)
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
  if (twice.length > 0) throw invalidRequest(`Error due to duplicate config keys : ${twice.join(',')}`)
  const changes = configs.map(({ name, configOperation, value }) => {
    const operation = OPERATIONS[configOperation]
    if (operation === undefined) throw invalidRequest(`Unknown operation ${configOperation} for config key: ${name}`)
    return { name, operation, value }
  })
  const missing = changes.filter(({ operation, value }) => value === null && operation !== 'DELETE')
  if (missing.length > 0)
    throw invalidRequest(
      `Null value not supported for : ${missing.map(({ operation, name }) => `${operation}:${name}`).join(',')}`,
    )
  return changes
}

/** The settings that result from changing `stored`; lists are appended to and subtracted from as Kafka does. Pure. */
export const applyChanges = (
  stored: ReadonlyMap<string, string>,
  changes: readonly ConfigChange[],
  definitionOf: (name: string) => ConfigDefinition | undefined,
): Map<string, string> => {
  const settings = new Map(stored)
  for (const { name, operation, value } of changes) {
    if (operation === 'DELETE') settings.delete(name)
    else if (operation === 'SET') settings.set(name, value ?? '')
    else {
      const definition = requireList(name, operation, definitionOf(name))
      const items = listItems(settings.get(name) ?? definition.default ?? '')
      const changed =
        operation === 'APPEND' ? [...items, ...listItems(value ?? '')] : without(items, listItems(value ?? ''))
      settings.set(name, changed.join(','))
    }
  }
  return settings
}

const requireList = (
  name: string,
  operation: Operation,
  definition: ConfigDefinition | undefined,
): ConfigDefinition => {
  if (definition === undefined) throw new ConfigRefusal(ErrorCode.INVALID_CONFIG, `Unknown topic config name: ${name}`)
  if (definition.type !== 'list')
    throw invalidRequest(`Config value ${operation.toLowerCase()} is not allowed for config key: ${name}`)
  return definition
}

const listItems = (text: string): string[] => text.split(',').filter((item) => item !== '')

/** Takes away one occurrence for each given. */
const without = (items: readonly string[], taken: readonly string[]): string[] => {
  const left = [...items]
  for (const item of taken) {
    const index = left.indexOf(item)
    if (index >= 0) left.splice(index, 1)
  }
  return left
}
