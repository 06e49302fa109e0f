/** The cleaning was given up, as asked: nothing is wrong with the log. */
export class CleaningAbortedError extends Error {
  constructor() {
    super('the cleaning was aborted')
    this.name = 'CleaningAbortedError'
  }
}
