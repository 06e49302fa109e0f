import { type Ref, ref } from 'vue'

interface FolderDrop {
  /** Something is held over the place. */
  over: Ref<boolean>
  /** For `v-on` on the place that takes it. */
  listeners: Record<'dragover' | 'dragleave' | 'drop', (event: DragEvent) => void>
}

/** Takes a folder dropped on the page: `open` gets its path, or null where a browser keeps it to itself. */
export function useFolderDrop(open: (path: string | null) => void): FolderDrop {
  const over = ref(false)
  const listeners = {
    dragover(event: DragEvent) {
      event.preventDefault()
      over.value = true
    },
    dragleave(event: DragEvent) {
      if (event.currentTarget === event.target) over.value = false
    },
    drop(event: DragEvent) {
      event.preventDefault()
      over.value = false
      const path = droppedPath(event.dataTransfer)
      if (path !== undefined) open(path)
    },
  }
  return { over, listeners }
}

/** undefined: neither a file nor a path, as when a word of the page is dragged. */
function droppedPath(dropped: DataTransfer | null): string | null | undefined {
  const file: (File & { path?: string }) | undefined = dropped?.files[0]
  // Electron before 32 puts the path on the file; later ones tell it through the preload script.
  if (file && window.highwater) return file.path || window.highwater.pathOf(file) || null
  const text = dropped?.getData('text/plain').trim() ?? ''
  if (text.startsWith('file://')) return pathOfUrl(text)
  return /^(\/|[A-Za-z]:\\)[^\n]*$/.test(text) ? text : file && null
}

function pathOfUrl(text: string): string | null {
  try {
    return decodeURIComponent(new URL(text.split(/\s/, 1)[0]!).pathname)
  } catch {
    return null
  }
}
