import { expect, it } from 'vitest'
import { LabError } from '../../../electron/host/api/errors'
import { LabFolder } from '../../../electron/host/cluster/lab-folder'
import { asItIs } from '../../../electron/host/words/wording'

const refusal = (code: string) => Object.assign(new Error(`${code}: write`), { code })

it.each([
  ['ENOSPC', /^the disk of \/lab is full \(ENOSPC\); make room, /],
  ['EDQUOT', /^the disk of \/lab is full \(EDQUOT\); make room, /],
  ['EROFS', /^\/lab cannot be written \(EROFS\); choose another folder with --dir$/],
])('a write that ends in %s names the folder and the way out', (code, message) => {
  expect(new LabFolder('/lab').explained(refusal(code))).toMatchObject({
    code: 'FOLDER_UNWRITABLE',
    message: expect.stringMatching(message),
  })
})

it.each([
  ['no refusal of a write', refusal('ECONNREFUSED')],
  ['in words already', new LabError('LAB_IN_USE', asItIs('/lab is open'))],
  ['no error of the system', new Error('a slip')],
])('an error that is %s stays as it is', (_, error) => {
  expect(new LabFolder('/lab').explained(error)).toBe(error)
})
