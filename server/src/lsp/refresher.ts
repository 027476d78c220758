/** Asks the editor to fetch again what depends on more than the file that it is shown in. */
import type { Session } from './session.ts';

/** An edit in one file changes hints in others: not at once, or typing would make the editor ask without end. */
const DELAY_IN_MILLISECONDS = 400;

export class Refresher {
  readonly #session: Session;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Hints and lenses, a moment after the last edit. */
  hintsSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#hints(), DELAY_IN_MILLISECONDS);
  }

  /** Everything: the workspace has been read, or the settings have changed. */
  all(): void {
    const { workspace } = this.#session.client;
    if (workspace?.semanticTokens?.refreshSupport) void this.#send('workspace/semanticTokens/refresh');
    this.#hints();
  }

  #hints(): void {
    const { workspace } = this.#session.client;
    if (workspace?.inlayHint?.refreshSupport) void this.#send('workspace/inlayHint/refresh');
    if (workspace?.codeLens?.refreshSupport) void this.#send('workspace/codeLens/refresh');
  }

  async #send(method: string): Promise<void> {
    try {
      await this.#session.connection.sendRequest(method);
    } catch {
      // An editor that does not answer, or has gone, shows what it has: nobody waits for it.
    }
  }
}
