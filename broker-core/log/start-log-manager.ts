import { BrokerLogManager, noDirectoryLeft } from './broker-log-manager'
import { LogDirectory } from './log-directory'
import { type LogManager, type LogManagerOptions, LogStartupError } from './log-manager'

/**
 * Locks the log directories, loads every log (recovering those of directories without clean shutdown marker), and starts the periodic
 * tasks. Rejects with LogStartupError when the operator must act: a directory in use, a directory of unknown name, no usable directory.
 */
export async function startLogManager(options: LogManagerOptions): Promise<LogManager> {
  const manager = new BrokerLogManager(options)
  const directories = openDirectories(options)
  try {
    await manager.load(directories)
  } catch (error) {
    manager.abandon()
    throw error
  }
  manager.startMaintenance()
  return manager
}

function openDirectories({
  runtime,
  logDirs,
  offlineLogDirs = [],
  onLogDirFailure,
}: LogManagerOptions): LogDirectory[] {
  const logger = runtime.logger.named('kafka.log.LogManager')
  if (new Set(logDirs).size < logDirs.length)
    throw new LogStartupError(`Duplicate log directory found: ${logDirs.join(', ')}`)
  const opened: LogDirectory[] = []
  for (const path of logDirs) {
    if (offlineLogDirs.includes(path)) {
      const error = new Error(`Failed to load ${path} during broker startup`)
      runtime.scheduler.soon(() => onLogDirFailure({ directory: path, error, partitions: [] }))
      continue
    }
    const directory = new LogDirectory(runtime.disk, logger, path)
    try {
      directory.open()
      opened.push(directory)
    } catch (error) {
      if (error instanceof LogStartupError) {
        for (const other of opened) other.unlock()
        throw error
      }
      logger.error(`Failed to create or validate data directory ${path}`, error)
      const failure = {
        directory: path,
        error: error instanceof Error ? error : new Error(String(error)),
        partitions: [],
      }
      runtime.scheduler.soon(() => onLogDirFailure(failure))
    }
  }
  if (opened.length === 0) throw noDirectoryLeft(logDirs)
  return opened
}
