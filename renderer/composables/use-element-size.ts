import { onBeforeUnmount, onMounted, ref, type ShallowRef } from 'vue'

/** Width and height of an element in CSS pixels, kept up to date: drawings are made at 1:1, text is never stretched. */
export function useElementSize(element: Readonly<ShallowRef<HTMLElement | null>>) {
  const width = ref(0)
  const height = ref(0)
  let observer: ResizeObserver | undefined
  onMounted(() => {
    observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      width.value = Math.round(entry.contentRect.width)
      height.value = Math.round(entry.contentRect.height)
    })
    if (element.value) observer.observe(element.value)
  })
  onBeforeUnmount(() => observer?.disconnect())
  return { width, height }
}
