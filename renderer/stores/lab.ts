import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Interest, LabFunctionName, LabFunctions, LabUpdate } from '../../electron/host/api/functions'
import { type Backend, CallFailure, type LabResult } from '../backends/backend'
import { inBothLanguages } from '../locales'
import { isServing, STALE_AFTER_MS } from '../model/broker-state'
import { healthOf } from '../model/health'
import { ioInterestOf, type ShownIo } from '../model/io-history'
import { mayCallInPast } from '../model/past-calls'
import { emptyPicture, isUrgent, nextPicture, type Picture } from '../model/picture'
import { createPainter } from './painter'
import { type PullLoop, startPullLoop } from './pull-loop'

const CLOCK_TICK_MS = 250
/** The lab answers at the latest after 20 s of silence. */
const SILENT_AFTER_MS = 25_000

/** A recorded moment; `file`: of an opened recording, which has no lab behind it. */
export interface PastView {
  atMs: number
  picture: Picture
  file: boolean
}

export type Connection = 'connecting' | 'live' | 'lost' | 'silent'

/** What the lab tells, and how fresh it is. Pages read it; only this store asks. */
export const useLabStore = defineStore('lab', () => {
  const livePicture = shallowRef(emptyPicture)
  const past = shallowRef<PastView | null>(null)
  const picture = computed(() => past.value?.picture ?? livePicture.value)
  /** The moment that the page shows; stands still while the reader holds the view. */
  const nowMs = ref(Date.now())
  /** The lab's clock, whatever the page shows. */
  const liveMs = ref(Date.now())
  const everLive = ref(false)
  const lost = ref(false)
  const failure = shallowRef<CallFailure | null>(null)
  const paused = ref(false)
  const hidden = ref(document.hidden)
  /** Moment of the last resynchronisation after a loss, for the notice. */
  const resynchronisedMs = ref<number | null>(null)
  const diskInterest = shallowRef<Interest['disk']>(undefined)
  const groupsInterest = shallowRef<Interest['groups']>(undefined)
  const topicWorkInterest = ref(false)
  const gatesInterest = ref(false)
  const replicationInterest = shallowRef<Interest['replication']>(undefined)
  const cleaningInterest = shallowRef<Interest['cleaning']>(undefined)
  const shownIo = shallowRef<ShownIo | undefined>(undefined)

  let backend: Backend | undefined
  let loop: PullLoop | undefined
  let receivedAt = 0
  let resume: (() => void)[] = []
  const painter = createPainter()

  const wanted = () => !paused.value && !hidden.value
  const ready = () => (wanted() ? Promise.resolve() : new Promise<void>((resolve) => resume.push(resolve)))
  function release() {
    loop?.nudge()
    if (!wanted()) return
    const waiting = resume
    resume = []
    for (const go of waiting) go()
  }

  const interest = (): Interest => ({
    telemetry: wanted(),
    ...(diskInterest.value ? { disk: diskInterest.value } : {}),
    ...(groupsInterest.value ? { groups: groupsInterest.value } : {}),
    ...(topicWorkInterest.value ? { topicWork: true } : {}),
    ...(gatesInterest.value ? { gates: true } : {}),
    ...(replicationInterest.value ? { replication: replicationInterest.value } : {}),
    ...(cleaningInterest.value ? { cleaning: cleaningInterest.value } : {}),
    ...(shownIo.value ? { io: ioInterestOf(shownIo.value, livePicture.value.io) } : {}),
  })

  async function onUpdate(update: LabUpdate) {
    await painter.turn(isUrgent(livePicture.value, update))
    const again = lost.value
    livePicture.value = nextPicture(livePicture.value, update)
    receivedAt = performance.now()
    lost.value = false
    failure.value = null
    everLive.value = true
    if (again) resynchronisedMs.value = update.nowMs
    tick()
  }

  function onFailure(error: CallFailure) {
    failure.value = error
    if (error.code === 'UNREACHABLE' || error.code === 'CLOSING') lost.value = true
  }

  /** The lab's clock, carried on by this machine's between two updates. */
  function tick() {
    if (livePicture.value.nowMs === 0) liveMs.value = Date.now()
    else if (backend?.clockStandsStill) liveMs.value = livePicture.value.nowMs
    else liveMs.value = livePicture.value.nowMs + (performance.now() - receivedAt)
    if (past.value) nowMs.value = past.value.atMs
    else if (!paused.value) nowMs.value = liveMs.value
  }

  function start(door: Backend) {
    backend = door
    loop = startPullLoop({
      backend: door,
      ready,
      since: () => (lost.value ? 0 : livePicture.value.version),
      interest,
      onUpdate,
      onFailure,
    })
    door.onStatus((status) => {
      if (status === 'waiting' && everLive.value) lost.value = true
    })
    window.setInterval(() => {
      if (!hidden.value) tick()
    }, CLOCK_TICK_MS)
    document.addEventListener('visibilitychange', () => {
      hidden.value = document.hidden
      release()
    })
  }

  watch(
    [diskInterest, groupsInterest, topicWorkInterest, gatesInterest, replicationInterest, cleaningInterest, shownIo],
    () => loop?.nudge(),
  )

  function setPaused(value: boolean) {
    paused.value = value
    release()
  }

  /** null: back to live. The connection goes on meanwhile. */
  function showPast(view: PastView | null) {
    past.value = view
    tick()
  }

  function call<Name extends LabFunctionName>(
    name: Name,
    ...request: Parameters<LabFunctions[Name]>
  ): Promise<LabResult<Name>> {
    if (past.value && (past.value.file ? name !== 'pull' : !mayCallInPast(name)))
      return Promise.reject(new CallFailure('BAD_REQUEST', inBothLanguages('recording.refused')))
    if (!backend) throw new Error('the lab store has not been started')
    return backend.call(name, ...request)
  }

  const connection = computed<Connection>(() => {
    if (!everLive.value) return 'connecting'
    if (lost.value) return 'lost'
    const still = paused.value || backend?.clockStandsStill
    return !still && liveMs.value - livePicture.value.nowMs > SILENT_AFTER_MS ? 'silent' : 'live'
  })
  /** How old the whole page is, when too old: the connection is gone, or the reader holds the view. */
  const ageMs = computed(() => liveMs.value - (paused.value ? nowMs.value : livePicture.value.nowMs))
  const pageAgeMs = computed(() => {
    if (past.value) return null
    const held = paused.value || connection.value === 'lost' || connection.value === 'silent'
    return held && ageMs.value > STALE_AFTER_MS ? ageMs.value : null
  })

  const lab = computed(() => picture.value.lab)
  const coordination = computed(() => picture.value.coordination)
  const brokers = computed(() => [...picture.value.brokers.values()])
  const partitions = computed(() => picture.value.partitions)
  /** Address for commands: of a broker that answers, if one does. */
  const bootstrap = computed(() => {
    const broker = brokers.value.find((view) => isServing(view.state)) ?? brokers.value[0]
    return broker ? `${broker.host}:${broker.port}` : '127.0.0.1:9092'
  })
  /** The broker that says so knows it before the others have been told. */
  const controllerId = computed(
    () =>
      brokers.value.find((view) => view.isController && isServing(view.state))?.id ?? lab.value?.controllerId ?? null,
  )
  /** Whole seconds: brokers that fall silent are noticed, and nothing is counted again at every tick. */
  const healthAtMs = computed(() => Math.max(picture.value.nowMs, Math.floor(nowMs.value / 1000) * 1000))
  const health = computed(() =>
    healthOf({
      brokers: brokers.value,
      coordination: coordination.value,
      controllerId: controllerId.value,
      partitions: [...partitions.value.values()],
      nowMs: healthAtMs.value,
    }),
  )

  /** Whether there is anything to show. */
  const shown = computed(() => everLive.value || past.value !== null)

  return {
    picture,
    livePicture,
    past,
    showPast,
    liveMs,
    nowMs,
    lab,
    coordination,
    brokers,
    partitions,
    health,
    bootstrap,
    controllerId,
    connection,
    failure,
    everLive: shown,
    paused,
    ageMs,
    pageAgeMs,
    resynchronisedMs,
    diskInterest,
    groupsInterest,
    topicWorkInterest,
    gatesInterest,
    replicationInterest,
    cleaningInterest,
    shownIo,
    start,
    setPaused,
    call,
  }
})
