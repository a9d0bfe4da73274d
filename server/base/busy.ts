/** Refused for now, because enough of the same is under way: an expected end of a request, and no trouble of Clew's. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
  readonly retryAfterSeconds: number;

  /** @param retryAfterSeconds when there may be room again */
  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
