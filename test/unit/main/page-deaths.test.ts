import { expect, it } from 'vitest'
import { comesBackByItself } from '../../../electron/main/page-deaths'

it.each([
  [[5_000], true],
  [[5_000, 6_000], true],
  [[5_000, 6_000, 7_000], false],
  [[5_000, 6_000, 66_500], true],
])('a page that died at %j comes back without asking: %s', (deaths, byItself) => {
  expect(comesBackByItself(deaths)).toBe(byItself)
})
