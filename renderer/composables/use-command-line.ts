import { computed, type InjectionKey, inject, provide, ref } from 'vue'

/** The inset line under a group of buttons: the command of the focused or hovered button, else the last one run. */
export interface CommandLineState {
  preview(command: string | null): void
  ran(command: string): void
}

const key: InjectionKey<CommandLineState> = Symbol('command line')

export function provideCommandLine() {
  const previewed = ref<string | null>(null)
  const last = ref<string | null>(null)
  const state: CommandLineState = {
    preview: (command) => {
      previewed.value = command
    },
    ran: (command) => {
      last.value = command
    },
  }
  const forget = () => {
    last.value = null
    previewed.value = null
  }
  provide(key, state)
  return { forget, shown: computed(() => previewed.value ?? last.value), ...state }
}

export const useCommandLine = (): CommandLineState | undefined => inject(key, undefined)
