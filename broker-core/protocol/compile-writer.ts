import type { MessageVersion } from './compile'
import { defaultSource, isDefaultSource, isNullable, isPresent, isTagged } from './field-layout'
import type { Field, Fields, FieldType } from './schema'

/** Source of functions `write0` (the message), `write1` … (its structs and arrays), each taking a Writer and a value. */
export function writerSource(message: MessageVersion): string {
  const functions: string[] = []
  const scope: WriterScope = {
    ...message,
    reserve: () => functions.push('') - 1,
    define: (index, body) => {
      functions[index] = `function write${index}(writer, value) {\n${body}\n}`
    },
  }
  structWriter(message.fields, scope)
  return functions.join('\n')
}

interface WriterScope extends MessageVersion {
  reserve(): number
  define(index: number, body: string): void
}

function structWriter(fields: Fields, scope: WriterScope): number {
  const index = scope.reserve()
  const lines: string[] = []
  const tagged: [string, Field][] = []
  for (const [name, field] of Object.entries(fields)) {
    if (!isPresent(field, scope.version)) {
      if (field.options.ignorable !== true) lines.push(refusalSource(name, field, scope))
    } else if (scope.flexible && isTagged(field, scope.version)) {
      tagged.push([name, field])
    } else {
      lines.push(fieldSource(name, field, scope))
    }
  }
  if (scope.flexible) lines.push(tagsSource(tagged, scope))
  scope.define(index, lines.join('\n'))
  return index
}

const label = (name: string, scope: WriterScope) => JSON.stringify(`${scope.name}.${name}`)

function refusalSource(name: string, field: Field, scope: WriterScope): string {
  const isDefault = isDefaultSource(field, `value.${name}`)
  return `if (!${isDefault}) wire.refuseLoss(${label(name, scope)}, ${scope.version}, value.${name})`
}

function fieldSource(name: string, field: Field, scope: WriterScope): string {
  const omittable = field.options.default !== undefined || field.options.tag !== undefined
  let source = omittable ? `value.${name} === undefined ? ${defaultSource(field)} : value.${name}` : `value.${name}`
  if (!isNullable(field, scope.version)) source = `wire.writable(${source}, ${label(name, scope)}, ${scope.version})`
  return typeSource(field.type, source, scope)
}

function tagsSource(tagged: readonly [string, Field][], scope: WriterScope): string {
  if (tagged.length === 0) return 'writer.uvarint(0)'
  const ascending = [...tagged].sort(([, a], [, b]) => (a.options.tag ?? 0) - (b.options.tag ?? 0))
  const counted = ascending.map(([name, field], index) => {
    return `const has${index} = !${isDefaultSource(field, `value.${name}`)}`
  })
  const sum = ascending.map((_, index) => `(has${index} ? 1 : 0)`).join(' + ')
  const written = ascending.map(([name, field], index) => {
    const body = fieldSource(name, field, scope)
    return `if (has${index}) wire.writeTag(writer, ${field.options.tag}, (writer) => { ${body} })`
  })
  return [...counted, `writer.uvarint(${sum})`, ...written].join('\n')
}

function typeSource(type: FieldType, value: string, scope: WriterScope): string {
  switch (type.kind) {
    case 'bool':
      return `writer.boolean(${value})`
    case 'string':
      return `wire.writeString(writer, ${scope.flexible}, ${value})`
    case 'bytes':
    case 'records':
      return `wire.writeBytes(writer, ${scope.flexible}, ${value})`
    case 'uuid':
      return `wire.writeUuid(writer, ${value})`
    case 'array':
      return `write${arrayWriter(type.element, scope)}(writer, ${value})`
    case 'struct':
      return `write${structWriter(type.fields, scope)}(writer, ${value})`
    default:
      return `writer.${type.kind}(${value})`
  }
}

function arrayWriter(element: FieldType, scope: WriterScope): number {
  const index = scope.reserve()
  const item = typeSource(element, 'value[index]', scope)
  scope.define(
    index,
    `if (value === null) { wire.writeCount(writer, ${scope.flexible}, -1); return }
wire.writeCount(writer, ${scope.flexible}, value.length)
for (let index = 0; index < value.length; index++) ${item}`,
  )
  return index
}
