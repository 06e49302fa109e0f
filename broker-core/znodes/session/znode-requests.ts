import { OPEN_ACL } from '../../coordination/wire/acl'
import type { MultiPartResult } from '../../coordination/wire/multi'
import { CREATE_FLAGS } from '../../coordination/wire/op-codes'
import type { ReplyBody } from '../../coordination/wire/replies'
import type { CreateRequest, MultiPart, Request } from '../../coordination/wire/requests'
import type { CreateOptions, MultiOperation, MultiResult, Stat, WatchOption, ZnodeOperations } from '../client'
import { CoordinationError } from '../errors'
import type { ArmedWatches } from './armed-watches'
import type { Outcome } from './request-line'

type Body<Type extends ReplyBody['type']> = Extract<ReplyBody, { type: Type }>

/** The znode operations over something that sends requests, with the chroot put before paths and taken off results. */
export class ZnodeRequests implements ZnodeOperations {
  constructor(
    private readonly chroot: string,
    private readonly watches: ArmedWatches,
    private readonly ask: (request: Request, settle: (outcome: Outcome) => void) => void,
  ) {}

  async create(path: string, data: Buffer | null, options: CreateOptions = {}): Promise<string> {
    const body = await this.call<'path'>(path, this.createRequest(path, data, options))
    return this.withoutChroot(body.path)
  }

  async delete(path: string, version: number): Promise<void> {
    await this.call(path, { type: 'delete', path: this.withChroot(path), version })
  }

  async exists(path: string, { watch = false }: WatchOption = {}): Promise<Stat | undefined> {
    const serverPath = this.withChroot(path)
    const body = await this.find<'stat'>(path, { type: 'exists', path: serverPath, watch }, (found) => {
      if (watch) this.watches.arm(found ? 'data' : 'exist', serverPath)
    })
    return body?.stat
  }

  async getData(path: string, { watch = false }: WatchOption = {}): ReturnType<ZnodeOperations['getData']> {
    const serverPath = this.withChroot(path)
    const body = await this.find<'data'>(path, { type: 'getData', path: serverPath, watch }, (found) => {
      if (watch && found) this.watches.arm('data', serverPath)
    })
    return body === undefined ? undefined : { data: body.data, stat: body.stat }
  }

  async setData(path: string, data: Buffer | null, version: number): Promise<Stat> {
    const body = await this.call<'stat'>(path, { type: 'setData', path: this.withChroot(path), data, version })
    return body.stat
  }

  async getChildren(path: string, { watch = false }: WatchOption = {}): ReturnType<ZnodeOperations['getChildren']> {
    const serverPath = this.withChroot(path)
    const request: Request = { type: 'getChildren2', path: serverPath, watch }
    const body = await this.find<'childrenAndStat'>(path, request, (found) => {
      if (watch && found) this.watches.arm('child', serverPath)
    })
    return body === undefined ? undefined : { children: body.children, stat: body.stat }
  }

  async multi(operations: readonly MultiOperation[]): Promise<MultiResult[]> {
    const path = operations[0]?.path ?? ''
    const parts = operations.map((operation) => this.part(operation))
    const body = await this.call<'multi'>(path, { type: 'multi', operations: parts })
    return body.results.map((result) => this.result(result))
  }

  withoutChroot(serverPath: string): string {
    if (this.chroot === '' || !serverPath.startsWith(this.chroot)) return serverPath
    return serverPath.slice(this.chroot.length) || '/'
  }

  private withChroot(path: string): string {
    if (this.chroot === '') return path
    return path === '/' ? this.chroot : this.chroot + path
  }

  private createRequest(path: string, data: Buffer | null, options: CreateOptions): CreateRequest {
    const ephemeral = options.ephemeral === true ? CREATE_FLAGS.ephemeral : 0
    const sequential = options.sequential === true ? CREATE_FLAGS.sequential : 0
    return { type: 'create', path: this.withChroot(path), data, acl: OPEN_ACL, flags: ephemeral | sequential }
  }

  private part(operation: MultiOperation): MultiPart {
    if (operation.type === 'create') return this.createRequest(operation.path, operation.data, operation.options ?? {})
    return { ...operation, path: this.withChroot(operation.path) }
  }

  private result(result: MultiPartResult): MultiResult {
    if (result.type === 'create' || result.type === 'create2') {
      return { type: 'create', path: this.withoutChroot(result.path) }
    }
    return result.type === 'delete' || result.type === 'check' ? { type: result.type } : result
  }

  private call<Type extends ReplyBody['type']>(path: string, request: Request): Promise<Body<Type>> {
    return new Promise((resolve, reject) => {
      this.ask(request, (outcome) => {
        if ('body' in outcome) resolve(outcome.body as Body<Type>)
        else reject(new CoordinationError(outcome.error, path))
      })
    })
  }

  /** NONODE is an answer, not a failure. `noted` is called as the answer arrives, before any later packet is looked at. */
  private find<Type extends ReplyBody['type']>(
    path: string,
    request: Request,
    noted: (found: boolean) => void,
  ): Promise<Body<Type> | undefined> {
    return new Promise((resolve, reject) => {
      this.ask(request, (outcome) => {
        const missing = 'error' in outcome && outcome.error === 'NONODE'
        if ('body' in outcome || missing) noted(!missing)
        if ('body' in outcome) resolve(copiedBody(outcome.body) as Body<Type>)
        else if (missing) resolve(undefined)
        else reject(new CoordinationError(outcome.error, path))
      })
    })
  }
}

/** Promises settle after the chunk is gone: what the body holds of it is copied while it is there. */
function copiedBody(body: ReplyBody): ReplyBody {
  return body.type === 'data' && body.data !== null ? { ...body, data: Buffer.from(body.data) } : body
}
