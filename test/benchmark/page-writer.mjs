// FILE MEBIBYTES: writes over the same file for ever, as fast as memory takes it, and never fsyncs. Prints "ready" when it begins.
import { ftruncateSync, openSync, readSync, writeSync } from 'node:fs'

const MEBIBYTE = 1024 * 1024
const [path, mebibytes] = [process.argv[2], Number(process.argv[3])]
const file = openSync(path, 'w+')
const chunk = Buffer.alloc(MEBIBYTE)
ftruncateSync(file, mebibytes * MEBIBYTE)
// What was read is in memory: written over, it becomes dirty faster than a disk writes it back, which new pages do not everywhere.
for (let index = 0; index < mebibytes; index++) readSync(file, chunk, 0, MEBIBYTE, index * MEBIBYTE)
writeSync(1, 'ready\n')
for (let index = 0; ; index = (index + 1) % mebibytes) writeSync(file, chunk, 0, MEBIBYTE, index * MEBIBYTE)
