import { MalformedZnodeError } from './errors'

export type JsonObject = Record<string, unknown>

export function encodeJson(value: JsonObject): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8')
}

/** undefined: null data, not JSON, or not an object. */
export function decodeJson(data: Buffer | null): JsonObject | undefined {
  if (data === null) return undefined
  try {
    return asObject(JSON.parse(data.toString('utf8')))
  } catch {
    // Anyone may write anything into a znode: what is not JSON counts as absent, as in Kafka's Json.parseBytes.
    return undefined
  }
}

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
}

/** Reads fields of one znode's JSON, naming the znode when they are not what Kafka writes. */
export class JsonFields {
  private constructor(
    private readonly path: string,
    private readonly data: Buffer | null,
    private readonly object: JsonObject,
  ) {}

  static of(path: string, data: Buffer | null): JsonFields {
    const object = decodeJson(data)
    if (object === undefined) throw new MalformedZnodeError(path, 'no JSON object', data)
    return new JsonFields(path, data, object)
  }

  inner(object: unknown): JsonFields {
    return new JsonFields(this.path, this.data, asObject(object) ?? this.fail('an object is missing'))
  }

  integer(name: string): number {
    const value = this.object[name]
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : this.fail(`"${name}" is not an integer`)
  }

  text(name: string): string {
    const value = this.object[name]
    return typeof value === 'string' ? value : this.fail(`"${name}" is not a text`)
  }

  optionalText(name: string): string | undefined {
    return this.object[name] === undefined || this.object[name] === null ? undefined : this.text(name)
  }

  optionalObject(name: string): JsonObject | undefined {
    return asObject(this.object[name])
  }

  list(name: string): unknown[] {
    const value = this.object[name]
    return Array.isArray(value) ? value : this.fail(`"${name}" is not a list`)
  }

  integers(name: string): number[] {
    return this.integersOf(this.list(name), name)
  }

  integersOf(value: unknown, name: string): number[] {
    if (!Array.isArray(value) || !value.every((item) => Number.isSafeInteger(item))) {
      return this.fail(`"${name}" is not a list of integers`)
    }
    return value as number[]
  }

  fail(detail: string): never {
    throw new MalformedZnodeError(this.path, detail, this.data)
  }
}
