import { expect, it } from 'vitest'
import { ref } from 'vue'
import { createElectronBackend } from '../../../renderer/backends/electron'

it("hands the bridge a plain copy: the bridge cannot copy a page's reactive object", async () => {
  const interest = ref({ telemetry: true, disk: { brokers: [1, 2] } })
  const given: unknown[] = []
  const backend = createElectronBackend({
    call: (_name, request) => {
      given.push(structuredClone(request))
      return Promise.resolve({ ok: true, value: null })
    },
    chooseFolder: () => Promise.resolve(null),
    pathOf: () => '',
    language: () => undefined,
  })
  await backend.call('pull', { since: 3, interest: { ...interest.value, disk: interest.value.disk } } as never)
  await backend.call('inspectDirectories')
  expect(given).toEqual([{ since: 3, interest: { telemetry: true, disk: { brokers: [1, 2] } } }, undefined])
})
