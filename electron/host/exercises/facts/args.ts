import { z } from 'zod'

const VARIABLE = /^\$\{.+\}$/
/** A number, or `${name}` that becomes one. */
export const numberArg = z.union([z.number().int(), z.string().regex(VARIABLE)])
/** A broker's id, or `${leader:orders-0}`, `${controller}`, a remembered one. */
export const brokerArg = numberArg
export const topicArg = z.string().min(1).max(249)
export const topicPartition = { topic: topicArg, partition: numberArg.default(0) }
/** Numbers come filled in as numbers; what is not one is a mistake of the exercise. */
export const numberOf = (given: number | string): number => Number(given)
