import { onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import type { InBothLanguages } from '../../electron/host/api/exercise-functions'
import type { KeyPicture } from '../../electron/host/api/key-picture-views'
import { failureTexts } from '../stores/failure-texts'
import { useLabStore } from '../stores/lab'

const AGAIN_MS = 1000
const AFTER_FAILURE_MS = 3000

export interface ReplicaWish {
  brokerId: number
  topic: string
  partition: number
}

/** Follows the records of one replica by key for as long as the component lives. */
export function useKeyPicture(wish: () => ReplicaWish | null) {
  const lab = useLabStore()
  const picture = shallowRef<KeyPicture | null>(null)
  const failed = ref<InBothLanguages | null>(null)
  let round = 0
  let timer: number | undefined

  async function follow(replica: ReplicaWish, mine: number, since: number): Promise<void> {
    let delayMs = AGAIN_MS
    let next = since
    try {
      if (!document.hidden && !lab.paused) {
        const answer = await lab.call('keyPicture', { ...replica, since })
        if (mine !== round) return
        failed.value = null
        picture.value = answer
        next = answer.version
        // The lab answers when something changed: only an unchanged picture is worth a rest.
        delayMs = answer.version > since ? 0 : AGAIN_MS
      }
    } catch (error) {
      if (mine !== round) return
      failed.value = failureTexts(error)
      delayMs = AFTER_FAILURE_MS
    }
    timer = window.setTimeout(() => follow(replica, mine, next), delayMs)
  }

  function begin() {
    round++
    window.clearTimeout(timer)
    const replica = wish()
    picture.value = null
    failed.value = null
    if (replica) void follow(replica, round, 0)
  }

  watch(() => JSON.stringify(wish()), begin, { immediate: true })
  onBeforeUnmount(() => {
    round++
    window.clearTimeout(timer)
  })
  return { picture, failed }
}
