import { expect, it } from 'vitest'
import { LabFolder } from '../../../electron/host/cluster/lab-folder'
import { planLab } from '../../../electron/host/cluster/lab-setup'
import { temporaryDirectory } from '../../helpers/temp'

const plan = (...overrides: [string, string][]) =>
  planLab(new LabFolder(temporaryDirectory('lab-setup')), { overrides, zookeeper: '127.0.0.1:2181' }, () => undefined)

it('refuses a --set that no broker takes, before anything is written', async () => {
  await expect(plan(['log.retention.ms', '60000'], ['log.segment.bytes', 'abc'])).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringMatching(/^--set log\.segment\.bytes=abc: /),
  })
})

it('takes good values, and settings of others, as Kafka does', async () => {
  await expect(plan(['log.segment.bytes', '1048576'], ['my.plugin.setting', 'x'])).resolves.toMatchObject({
    brokers: [{ id: 1 }, { id: 2 }, { id: 3 }],
  })
})
