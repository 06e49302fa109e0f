import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { byteRange, byteSize, duration } from '../../../electron/cli/quantities'
import { findApacheKafka } from '../../../electron/host/cluster/apache-engine'
import { temporaryDirectory } from '../../helpers/temp'

describe('sizes and times of a command line', () => {
  test.each([
    ['500', 500],
    ['64k', 65_536],
    ['16MiB', 16_777_216],
    ['1.5g', 1_610_612_736],
  ])('%s', (text, bytes) => {
    expect(byteSize(text)).toBe(bytes)
  })
  test.each([
    ['60s', 60_000],
    ['5m', 300_000],
    ['500ms', 500],
    ['2', 2000],
    ['1h', 3_600_000],
  ])('%s', (text, ms) => {
    expect(duration(text)).toBe(ms)
  })
  test('a range', () => {
    expect([byteRange('100-1k'), byteRange('7')]).toEqual([
      [100, 1024],
      [7, 7],
    ])
  })
  test.each(['', 'x', '5q', '-1', '1-2-3'])('%j is refused', (text) => {
    expect(() => byteRange(text)).toThrow()
  })
})

describe('an Apache Kafka', () => {
  const home = (jar: string): string => {
    const folder = temporaryDirectory('kafka-home')
    mkdirSync(join(folder, 'libs'))
    mkdirSync(join(folder, 'bin'))
    writeFileSync(join(folder, 'libs', jar), '')
    writeFileSync(join(folder, 'bin', 'java'), '')
    return folder
  }

  test('is found by its home or its jars, the command line before the environment', () => {
    const [old, newer] = [home('kafka_2.13-2.6.3.jar'), home('kafka_2.13-3.9.1.jar')]
    const environment = { KAFKA_HOME: old, JAVA_HOME: old }
    expect(findApacheKafka({}, environment)).toMatchObject({ version: '2.6.3', libs: join(old, 'libs') })
    expect(findApacheKafka({ kafkaLibs: join(newer, 'libs') }, environment).version).toBe('3.9.1')
  })

  test('that cannot be run is refused with the way out', () => {
    const four = home('kafka_2.13-4.0.0.jar')
    expect(() => findApacheKafka({}, {})).toThrow('--kafka-home')
    expect(() => findApacheKafka({ kafkaHome: '/nowhere' }, {})).toThrow('holds no kafka_*.jar')
    expect(() => findApacheKafka({ kafkaHome: four }, { JAVA_HOME: four })).toThrow('4.0.0 has no ZooKeeper mode')
    expect(() => findApacheKafka({ kafkaHome: home('kafka_2.13-3.9.1.jar') }, { PATH: '/nowhere' })).toThrow('no java')
  })
})
