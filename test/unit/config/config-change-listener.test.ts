import { describe, expect, test } from 'vitest'
import {
  CHANGE_EXPIRATION_MS,
  ConfigChangeListener,
  type EntityConfigHandler,
} from '../../../broker-core/config/config-change-listener'
import type { SessionHandler, WatchEvent } from '../../../broker-core/znodes/client'
import { CoordinationError } from '../../../broker-core/znodes/errors'
import type { ConfigChangeNotification } from '../../../broker-core/znodes/operations/config-znodes'
import type { ConfigEntityType } from '../../../broker-core/znodes/paths'
import { recordingLogger } from './recording-logger'

/** Settings and notifications in memory, with the moments at which a listener looks. */
class Store {
  readonly entities = new Map<string, Map<string, string>>()
  notifications: ConfigChangeNotification[] = []
  readonly purges: number[] = []
  watchers: ((event: WatchEvent) => void)[] = []
  sessions: SessionHandler[] = []
  failures: Error[] = []
  nowMs = 1_000_000
  private sequence = 0

  readonly get = async (type: ConfigEntityType, entity: string) => {
    const failure = this.failures.shift()
    if (failure !== undefined) throw failure
    return new Map(this.entities.get(`${type}/${entity}`))
  }
  readonly getAll = async (type: ConfigEntityType) =>
    new Map(
      [...this.entities]
        .filter(([path]) => path.startsWith(`${type}/`))
        .map(([path, config]) => [path.slice(type.length + 1), new Map(config)]),
    )
  readonly changes = async (after: number) => this.notifications.filter(({ sequence }) => sequence > after)
  readonly purgeChanges = async (beforeMs: number) => {
    this.purges.push(beforeMs)
    const kept = this.notifications.filter(({ createdMs }) => createdMs >= beforeMs)
    const purged = this.notifications.length - kept.length
    this.notifications = kept
    return purged
  }

  store(path: string, config: Record<string, string>) {
    this.entities.set(path, new Map(Object.entries(config)))
  }
  notify(type: ConfigEntityType, entity: string) {
    const sequence = this.sequence++
    this.notifications.push({
      name: `config_change_${sequence}`,
      sequence,
      createdMs: this.nowMs,
      change: { type, entity },
    })
  }
  tell() {
    for (const watcher of this.watchers) watcher({ type: 'childrenChanged', path: '/config/changes' })
  }
  client = {
    onWatchEvent: (watcher: (event: WatchEvent) => void) => {
      this.watchers.push(watcher)
      return () => {
        this.watchers = this.watchers.filter((other) => other !== watcher)
      }
    },
    addSessionHandler: (handler: SessionHandler) => {
      this.sessions.push(handler)
      return () => {
        this.sessions = this.sessions.filter((other) => other !== handler)
      }
    },
  }
}

const listen = (store: Store, handlers: Partial<Record<ConfigEntityType, EntityConfigHandler>>) => {
  const { logger, lines } = recordingLogger()
  const clock = { wallMs: () => store.nowMs, monotonicMs: () => 0 }
  const listener = new ConfigChangeListener({ configs: store, client: store.client, clock, logger, handlers })
  return { listener, lines }
}

const settle = async () => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
}

const recorder = () => {
  const seen: string[] = []
  const handler: EntityConfigHandler = (entity, config) => {
    seen.push(`${entity} ${JSON.stringify(Object.fromEntries(config))}`)
  }
  return { seen, handler }
}

describe('ConfigChangeListener', () => {
  test('start: pending notifications, then everything stored', async () => {
    const store = new Store()
    store.store('topics/a', { x: '1' })
    store.store('topics/b', { y: '2' })
    store.store('brokers/1', { z: '3' })
    store.notify('topics', 'a')
    const { seen, handler } = recorder()
    const { listener } = listen(store, { topics: handler })
    await listener.start()
    expect(seen).toEqual(['a {"x":"1"}', 'a {"x":"1"}', 'b {"y":"2"}'])
  })

  test('each notification once, in order, with the settings of now', async () => {
    const store = new Store()
    const { seen, handler } = recorder()
    const { listener } = listen(store, { topics: handler, brokers: handler })
    await listener.start()
    store.store('topics/a', { x: '1' })
    store.notify('topics', 'a')
    store.notify('brokers', '<default>')
    store.notify('users', 'u')
    store.tell()
    await settle()
    store.notify('topics', 'b')
    store.tell()
    await settle()
    expect(seen).toEqual(['a {"x":"1"}', '<default> {}', 'b {}'])
  })

  test('a notification made while one is worked on is not lost', async () => {
    const store = new Store()
    const seen: string[] = []
    const { listener } = listen(store, {
      topics: (entity) => {
        seen.push(entity)
        if (entity === 'a') {
          store.notify('topics', 'b')
          store.tell()
        }
      },
    })
    await listener.start()
    store.notify('topics', 'a')
    store.tell()
    await settle()
    expect(seen).toEqual(['a', 'b'])
  })

  test('a handler that fails and a notification that cannot be read cost only themselves', async () => {
    const store = new Store()
    const seen: string[] = []
    const { listener, lines } = listen(store, {
      topics: (entity) => {
        if (entity === 'bad') throw new Error('no')
        seen.push(entity)
      },
    })
    await listener.start()
    store.notify('topics', 'bad')
    store.notify('topics', 'x')
    store.notifications[1] = { ...(store.notifications[1] as ConfigChangeNotification), change: undefined }
    store.notify('topics', 'good')
    store.tell()
    await settle()
    expect(seen).toEqual(['good'])
    expect(lines.filter((line) => /^(ERROR|WARN)/.test(line))).toHaveLength(2)
  })

  test('a session that ends in between loses nothing: the new one reads everything again', async () => {
    const store = new Store()
    const { seen, handler } = recorder()
    const { listener } = listen(store, { topics: handler })
    await listener.start()
    store.store('topics/a', { x: '1' })
    store.store('topics/purged', { y: '1' })
    store.notify('topics', 'a')
    store.failures.push(new CoordinationError('SESSIONEXPIRED', '/config/topics/a'))
    store.tell()
    await settle()
    expect(seen).toEqual([])
    for (const session of store.sessions) await session.afterInitializingSession?.()
    await settle()
    expect(seen).toEqual(['a {"x":"1"}', 'a {"x":"1"}', 'purged {"y":"1"}'])
  })

  test('notifications older than 15 minutes are purged', async () => {
    const store = new Store()
    const { listener } = listen(store, {})
    await listener.start()
    store.notify('topics', 'old')
    store.nowMs += CHANGE_EXPIRATION_MS + 1
    store.notify('topics', 'new')
    store.tell()
    await settle()
    expect(store.notifications.map(({ change }) => change?.entity)).toEqual(['new'])
    expect(store.purges).toEqual([store.nowMs - 900_000])
  })

  test('after close nothing is followed', async () => {
    const store = new Store()
    const { seen, handler } = recorder()
    const { listener } = listen(store, { topics: handler })
    await listener.start()
    listener.close()
    store.notify('topics', 'a')
    store.tell()
    await settle()
    expect(seen).toEqual([])
    expect([store.watchers, store.sessions]).toEqual([[], []])
  })
})
