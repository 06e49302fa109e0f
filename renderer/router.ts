import { createRouter, createWebHashHistory } from 'vue-router'
import type { IconName } from './components/shared/icons'
import BenchmarkPage from './views/BenchmarkPage.vue'
import ClusterPage from './views/ClusterPage.vue'
import CompactionPage from './views/CompactionPage.vue'
import ConsolePage from './views/ConsolePage.vue'
import DiskPage from './views/DiskPage.vue'
import ExercisesPage from './views/ExercisesPage.vue'
import GroupsPage from './views/GroupsPage.vue'
import InspectorPage from './views/InspectorPage.vue'
import IoPage from './views/IoPage.vue'
import LogsPage from './views/LogsPage.vue'
import ReplicationPage from './views/ReplicationPage.vue'
import TimelinePage from './views/TimelinePage.vue'
import TopicsPage from './views/TopicsPage.vue'

export interface PageEntry {
  name:
    | 'cluster'
    | 'replication'
    | 'disk'
    | 'compaction'
    | 'io'
    | 'timeline'
    | 'logs'
    | 'topics'
    | 'groups'
    | 'console'
    | 'exercises'
    | 'inspector'
    | 'benchmark'
  path: string
  icon: IconName
  group: 'watch' | 'do' | 'open'
  /** Pressed after `g`. */
  key: string
}

export const pages: readonly PageEntry[] = [
  { name: 'cluster', path: '/', icon: 'cluster', group: 'watch', key: 'c' },
  { name: 'replication', path: '/replication', icon: 'replication', group: 'watch', key: 'r' },
  { name: 'disk', path: '/disk', icon: 'disk', group: 'watch', key: 'd' },
  { name: 'compaction', path: '/compaction', icon: 'compaction', group: 'watch', key: 'm' },
  { name: 'io', path: '/io', icon: 'io', group: 'watch', key: 'w' },
  { name: 'groups', path: '/groups', icon: 'groups', group: 'watch', key: 'g' },
  { name: 'timeline', path: '/timeline', icon: 'timeline', group: 'watch', key: 't' },
  { name: 'logs', path: '/logs', icon: 'logs', group: 'watch', key: 'l' },
  { name: 'topics', path: '/topics', icon: 'topics', group: 'do', key: 'o' },
  { name: 'console', path: '/console', icon: 'console', group: 'do', key: 'k' },
  { name: 'exercises', path: '/exercises', icon: 'exercises', group: 'do', key: 'e' },
  { name: 'benchmark', path: '/benchmark', icon: 'benchmark', group: 'do', key: 'b' },
  { name: 'inspector', path: '/inspector', icon: 'inspector', group: 'open', key: 'i' },
]

const views = {
  cluster: ClusterPage,
  replication: ReplicationPage,
  disk: DiskPage,
  compaction: CompactionPage,
  io: IoPage,
  exercises: ExercisesPage,
  groups: GroupsPage,
  timeline: TimelinePage,
  logs: LogsPage,
  topics: TopicsPage,
  console: ConsolePage,
  inspector: InspectorPage,
  benchmark: BenchmarkPage,
}

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    ...pages.map((page) => ({ name: page.name, path: page.path, component: views[page.name] })),
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
