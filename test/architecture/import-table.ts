/** What the files of one folder may import, besides their own folder. Anything not named is not imported. */
export interface ImportRow {
  /** Folders (with all below them) or single files. */
  readonly imports?: readonly string[]
  /** The same, but only `import type`: nothing of it is loaded. */
  readonly types?: readonly string[]
  /** npm packages and node modules; `node:*` stands for every node module. */
  readonly packages?: readonly string[]
  /** A folder that its parent's name does not cover: who imports it names it. */
  readonly sealed?: true
}

const core = (...folders: string[]): readonly string[] => folders.map((folder) => `broker-core/${folder}`)
const host = (...folders: string[]): readonly string[] => folders.map((folder) => `electron/host/${folder}`)

const ERROR_CODES = 'broker-core/protocol/error-codes'

/**
 * Who may import whom, the layers of the design as data. A file belongs to the row with the longest matching folder. A row that
 * grows is a decision: arrows point inwards only, and `broker-core` knows nothing of `electron`, neither of `renderer`.
 */
export const IMPORT_TABLE: Readonly<Record<string, ImportRow>> = {
  'broker-core/bytes': { packages: ['@node-rs/crc32'] },
  'broker-core/runtime': {},
  'broker-core/runtime/node': {
    sealed: true,
    imports: core('runtime'),
    packages: ['node:*', '@bokuweb/zstd-wasm', 'fs-native-extensions', 'lz4-napi', 'snappy'],
  },
  'broker-core/probe': { types: core('runtime') },
  'broker-core/protocol': { imports: core('bytes') },
  'broker-core/coordination/wire': { imports: core('bytes') },
  'broker-core/coordination': { imports: core('runtime', 'bytes', 'coordination/wire') },
  'broker-core/znodes': { imports: core('bytes', 'coordination/wire'), types: core('runtime') },
  'broker-core/config': { imports: core('znodes/errors', 'znodes/paths'), types: core('runtime', 'znodes') },
  'broker-core/format': { imports: core('bytes'), types: core('runtime') },
  'broker-core/log': { imports: [...core('runtime', 'config', 'format', 'bytes'), ERROR_CODES] },
  'broker-core/cleaner': {
    imports: core('runtime', 'config', 'format', 'log', 'bytes'),
    types: core('probe'),
  },
  'broker-core/network': { imports: core('runtime', 'bytes', 'protocol') },
  'broker-core/replication': {
    imports: core('runtime', 'config', 'protocol', 'format', 'log', 'network/inter-broker-client'),
    types: core('probe'),
  },
  'broker-core/controller': { imports: core('runtime', 'config', 'protocol', 'znodes'), types: core('probe') },
  'broker-core/internal-topics': {
    imports: core('bytes', 'runtime', 'config', 'protocol', 'format'),
    types: core('log', 'replication'),
  },
  'broker-core/groups': {
    imports: core('runtime', 'bytes', 'config', 'protocol', 'format', 'internal-topics'),
    types: core('log', 'replication', 'probe'),
  },
  'broker-core/transactions': {
    imports: core('runtime', 'config', 'protocol', 'format', 'internal-topics', 'replication/group-by'),
    types: core('log', 'network', 'probe'),
  },
  'broker-core/handlers': {
    imports: core(
      ...['runtime', 'config', 'protocol', 'format', 'log', 'replication', 'znodes', 'controller'],
      ...['internal-topics', 'groups', 'transactions'],
    ),
    types: core('network', 'probe'),
  },
  'broker-core/server': {
    imports: core(
      ...['runtime', 'bytes', 'config', 'protocol', 'format', 'log', 'replication', 'znodes', 'controller'],
      ...['network', 'handlers', 'probe', 'cleaner', 'internal-topics', 'groups', 'transactions'],
    ),
  },
  'broker-core/bin': { imports: ['broker-core', 'broker-core/runtime/node'], packages: ['node:*', 'prom-client'] },

  'electron/host/api': {},
  'electron/host/words': { imports: host('api') },
  'electron/host/rounds': { types: host('updates') },
  'electron/host/recording': { imports: host('api', 'words'), packages: ['node:util', 'node:zlib'] },
  'electron/host/replication': {
    imports: [
      ...host('api', 'client/node-runtime', 'client/shown-bytes', 'disk/checkpoint-files', 'inspect', 'rounds'),
      ...core('format'),
    ],
    types: core('probe'),
    packages: ['node:path'],
  },
  'electron/host/timeline': {
    imports: host('api'),
    types: core('probe', 'coordination/events'),
    packages: ['node:fs', 'node:fs/promises'],
  },
  'electron/host/client': {
    imports: [
      ...host('api', 'words'),
      ...core('bytes', 'protocol', 'network', 'znodes', 'format', 'internal-topics', 'runtime', 'runtime/node'),
    ],
    types: core('probe'),
    packages: ['kafkajs'],
  },
  'electron/host/groups': {
    imports: [...host('api', 'client', 'rounds', 'sampler', 'words'), ERROR_CODES],
    types: core('probe'),
  },
  'electron/host/gates': { imports: host('api', 'words'), types: core('probe') },
  'electron/host/topic-work': {
    imports: [...host('api', 'rounds', 'words'), ...core('format')],
    types: core('probe'),
    packages: ['node:fs', 'node:path'],
  },
  'electron/host/cleaning': {
    imports: host('api', 'rounds'),
    types: [...host('updates'), ...core('probe')],
  },
  'electron/host/io': {
    imports: host('api', 'cleaning', 'rounds', 'sampler'),
    types: [...host('cluster', 'timeline', 'updates'), ...core('probe')],
  },
  'electron/host/logs': { imports: host('api'), packages: ['node:fs', 'node:fs/promises', 'node:path'] },
  'electron/host/sampler': { imports: host('api'), packages: ['node:fs', 'systeminformation'] },
  'electron/host/disk': {
    imports: [...host('api', 'timeline', 'words'), ...core('format', 'runtime/node')],
    types: core('probe'),
    packages: ['node:fs', 'node:fs/promises', 'node:path'],
  },
  'electron/host/inspect': {
    imports: [
      ...host('api', 'client/decoded-record', 'client/node-runtime', 'words'),
      ...core('bytes', 'format', 'internal-topics', 'runtime'),
    ],
    packages: ['@node-rs/crc32', 'node:fs', 'node:fs/promises', 'node:path', 'zod'],
  },
  'electron/host/key-picture': {
    imports: [...host('api', 'client/node-runtime', 'inspect', 'rounds', 'words'), ...core('format')],
    types: core('probe'),
    packages: ['node:crypto'],
  },
  'electron/host/what-if': {
    imports: [
      ...host('api', 'client/node-runtime', 'inspect', 'words'),
      ...core('cleaner', 'format', 'log/retention', 'runtime', 'runtime/node/disk'),
    ],
    packages: ['node:fs/promises', 'node:path'],
  },
  'electron/host/console': {
    imports: [
      ...host('api', 'client', 'inspect', 'words'),
      ...core('format', 'internal-topics', 'protocol', 'runtime/silent-logger', 'znodes'),
    ],
    types: core('runtime'),
    packages: ['kafkajs', 'node:crypto', 'node:fs', 'node:fs/promises', 'node:net', 'node:path'],
  },
  'electron/host/cluster': {
    imports: [
      ...host('api', 'timeline', 'client', 'logs', 'sampler', 'words'),
      ...core('config', 'runtime/node'),
      'lab-presets/clusters',
    ],
    types: core('probe', 'coordination/events'),
    packages: ['node:child_process', 'node:fs', 'node:fs/promises', 'node:net', 'node:path'],
  },
  'electron/host/benchmark': {
    imports: [
      ...host('api', 'client', 'cluster', 'logs', 'sampler', 'words'),
      ...core('bytes', 'config', 'format', 'network', 'protocol'),
      'renderer/styles/tokens.css',
    ],
    types: core('probe'),
    packages: [
      ...['node:child_process', 'node:fs', 'node:fs/promises', 'node:net', 'node:os', 'node:path'],
      ...['node:timers/promises', 'hdr-histogram-js'],
    ],
  },
  'electron/host/updates': {
    imports: host('api', 'timeline', 'cluster', 'sampler'),
    types: core('probe'),
    packages: ['node:fs', 'node:path'],
  },
  // The exercises' own data is bundled by a glob (catalogue.ts), which no import statement shows.
  'electron/host/exercises': {
    imports: [
      ...host(
        'api',
        'client',
        'cluster/properties-text',
        'cluster/check-properties',
        'disk/checkpoint-files',
        'inspect/record-stream',
        'inspect/inspect-directory',
        'inspect/report-schema',
        'words',
      ),
      ...core('config/broker-definitions', 'config/definition', 'protocol', 'znodes/create-client'),
      ...core('internal-topics/partition-for', 'format/record-batch-builder'),
      'lab-presets/exercise-words',
    ],
    packages: ['node:fs', 'node:path', 'zod'],
  },
  'electron/host/functions': { imports: ['electron/host'], packages: ['node:fs', 'node:path'] },
  'electron/host/server': {
    imports: host('api', 'words'),
    types: host('host'),
    packages: ['node:crypto', 'node:fs/promises', 'node:http', 'node:path', 'node:stream', 'sirv', 'ws', 'zod'],
  },
  'electron/host': { imports: ['electron/host'], packages: ['node:path'] },
  'electron/main': {
    imports: ['electron/host'],
    packages: ['electron', 'node:child_process', 'node:fs', 'node:path', 'node:url'],
  },
  'electron/preload': { types: host('api', 'server/rpc'), packages: ['electron'] },
  'electron/cli': {
    imports: ['electron/host'],
    packages: ['commander', 'node:*'],
  },

  'renderer/model': { imports: host('api') },
  'renderer/backends': { types: host('api') },
  'renderer/stores': {
    imports: ['electron/host/api', 'renderer/backends', 'renderer/locales', 'renderer/model'],
    packages: ['pinia', 'vue'],
  },
  'renderer/composables': {
    imports: ['electron/host/api', 'renderer/backends', 'renderer/model', 'renderer/stores', 'renderer/router'],
    packages: ['vue', 'vue-i18n', 'vue-router'],
  },
  'renderer/components': {
    imports: ['electron/host/api', 'renderer'],
    packages: ['vue', 'vue-i18n', 'vue-router', 'chart.js'],
  },
  'renderer/locales': { types: host('api'), packages: ['vue-i18n'] },
  'renderer/views': {
    imports: ['electron/host/api', 'renderer'],
    packages: ['vue', 'vue-i18n', 'vue-router'],
  },
  renderer: {
    imports: ['renderer', 'electron/host/api'],
    packages: ['vue', 'vue-i18n', 'vue-router', 'pinia', 'pretendard', '@fontsource-variable/jetbrains-mono'],
  },
}

/** The trees the table is about: every file of code in them has a row. */
export const TABLE_ROOTS = ['broker-core', 'electron', 'renderer'] as const
