import type { Directive } from 'vue'

const FLASH_MS = 900

/** `v-flash="value"`: the cell is lit when its value changes, then fades. A value that changes all the time stays lit. */
export const flash: Directive<HTMLElement, unknown> = {
  updated(element, { value, oldValue }) {
    if (value === oldValue || oldValue === null || window.matchMedia('(prefers-reduced-motion: reduce)').matches) return
    element.animate([{ backgroundColor: 'var(--flash)' }, { backgroundColor: 'transparent' }], {
      duration: FLASH_MS,
      easing: 'ease-out',
    })
  },
}
