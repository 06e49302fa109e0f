import type { flash } from './composables/flash'

declare module 'vue' {
  interface GlobalDirectives {
    vFlash: typeof flash
  }
}
