import type { SessionHandler } from '../client'

/** Who wants to be called around a new session. One that fails does not keep the others from being called. */
export class SessionHandlers {
  private readonly handlers = new Set<SessionHandler>()

  constructor(private readonly failed: (message: string, error: unknown) => void) {}

  add(handler: SessionHandler): () => void {
    this.handlers.add(handler)
    return () => void this.handlers.delete(handler)
  }

  async before(): Promise<void> {
    for (const handler of [...this.handlers]) await this.run(handler, () => handler.beforeInitializingSession?.())
  }

  async after(): Promise<void> {
    for (const handler of [...this.handlers]) await this.run(handler, () => handler.afterInitializingSession?.())
  }

  private async run(handler: SessionHandler, act: () => void | Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      this.failed(`Uncaught error in handler ${handler.name}`, error)
    }
  }
}
