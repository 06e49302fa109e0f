import { ref, watch } from 'vue'

export interface GridOptions {
  rows(): number
  columns(): number
  reveal(row: number): void
}

/** Arrow keys inside a grid that is one tab stop; the active cell is drawn, the focus stays on the grid. */
export function useGridKeys(options: GridOptions) {
  const row = ref(-1)
  const column = ref(0)
  watch(options.rows, (count) => {
    if (row.value >= count) row.value = count - 1
  })

  function onKeydown(event: KeyboardEvent) {
    const next = target(event.key)
    if (!next || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    row.value = Math.min(options.rows() - 1, Math.max(0, next[0]))
    column.value = Math.min(options.columns() - 1, Math.max(0, next[1]))
    options.reveal(row.value)
  }

  function target(key: string): [number, number] | null {
    const at = Math.max(0, row.value)
    switch (key) {
      case 'ArrowDown':
        return [row.value + 1, column.value]
      case 'ArrowUp':
        return [at - 1, column.value]
      case 'ArrowRight':
        return [at, column.value + 1]
      case 'ArrowLeft':
        return [at, column.value - 1]
      case 'PageDown':
        return [at + 8, column.value]
      case 'PageUp':
        return [at - 8, column.value]
      case 'Home':
        return [0, column.value]
      case 'End':
        return [options.rows() - 1, column.value]
      default:
        return null
    }
  }

  return { row, column, onKeydown }
}
