/** A setting that cannot be used: which key, which text, and what would be right. The message is one line for people. */
export class ConfigError extends Error {
  constructor(
    readonly key: string,
    readonly text: string | undefined,
    /** What is wrong and what is allowed, without the key. */
    readonly problem: string,
  ) {
    super(`${key}${text === undefined ? '' : `=${text}`}: ${problem}`)
    this.name = 'ConfigError'
  }
}
