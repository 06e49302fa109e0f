import type { MessageVersion } from './compile'
import { defaultSource, isNullable, isPresent, isTagged, sizeMin } from './field-layout'
import type { Field, Fields, FieldType } from './schema'

/** Source of functions `read0` (the message), `read1` … (its structs and arrays), each taking a Reader. */
export function readerSource(message: MessageVersion): string {
  const functions: string[] = []
  const scope: ReaderScope = {
    ...message,
    reserve: () => functions.push('') - 1,
    define: (index, body) => {
      functions[index] = `function read${index}(reader) {\n${body}\n}`
    },
  }
  structReader(message.fields, scope)
  return functions.join('\n')
}

interface ReaderScope extends MessageVersion {
  /** Takes the next function number; `define` gives that function its body. */
  reserve(): number
  define(index: number, body: string): void
}

/** Variables are prefixed so that no field name meets a JavaScript word. */
const variable = (name: string) => `$${name}`

function structReader(fields: Fields, scope: ReaderScope): string {
  const index = scope.reserve()
  const lines: string[] = []
  const tagged: [string, Field][] = []
  for (const [name, field] of Object.entries(fields)) {
    if (!isPresent(field, scope.version)) {
      lines.push(`const ${variable(name)} = ${defaultSource(field)}`)
    } else if (scope.flexible && isTagged(field, scope.version)) {
      lines.push(`let ${variable(name)} = ${defaultSource(field)}`)
      tagged.push([name, field])
    } else {
      lines.push(`const ${variable(name)} = ${valueSource(name, field, scope)}`)
    }
  }
  if (scope.flexible) lines.push(tagsSource(tagged, scope))
  const literal = Object.keys(fields).map((name) => `${name}: ${variable(name)}`)
  lines.push(`return { ${literal.join(', ')} }`)
  scope.define(index, lines.join('\n'))
  return `read${index}(reader)`
}

function tagsSource(tagged: readonly [string, Field][], scope: ReaderScope): string {
  if (tagged.length === 0) return 'wire.skipTags(reader)'
  const cases = tagged.map(
    ([name, field]) => `case ${field.options.tag}: ${variable(name)} = ${valueSource(name, field, scope)}; return true`,
  )
  return `wire.readTags(reader, (tag, reader) => { switch (tag) { ${cases.join('\n')}\ndefault: return false } })`
}

function valueSource(name: string, field: Field, scope: ReaderScope): string {
  const source = typeSource(field.type, scope)
  const canBeNull = ['string', 'bytes', 'records', 'array'].includes(field.type.kind)
  if (!canBeNull || isNullable(field, scope.version)) return source
  return `wire.notNull(${source}, ${JSON.stringify(`${scope.name}.${name}`)})`
}

function typeSource(type: FieldType, scope: ReaderScope): string {
  switch (type.kind) {
    case 'bool':
      return 'reader.boolean()'
    case 'string':
      return `wire.readString(reader, ${scope.flexible})`
    case 'bytes':
    case 'records':
      return `wire.readBytes(reader, ${scope.flexible})`
    case 'int64':
      return 'wire.readInt64(reader)'
    case 'uuid':
      return 'wire.readUuid(reader)'
    case 'array':
      return arrayReader(type.element, scope)
    case 'struct':
      return structReader(type.fields, scope)
    default:
      return `reader.${type.kind}()`
  }
}

function arrayReader(element: FieldType, scope: ReaderScope): string {
  const index = scope.reserve()
  const item = typeSource(element, scope)
  const checked =
    element.kind === 'string' ? `wire.notNull(${item}, ${JSON.stringify(`an element in ${scope.name}`)})` : item
  const elementSizeMin = Math.max(1, sizeMin(element, scope.version, scope.flexible))
  scope.define(
    index,
    `const count = wire.readCount(reader, ${scope.flexible}, ${elementSizeMin})
if (count < 0) return null
const items = []
for (let index = 0; index < count; index++) items.push(${checked})
return items`,
  )
  return `read${index}(reader)`
}
