/** After this, what was sent has been seen, or was reckoned too high. */
const unseenMillisecondsMax = 10_000;

/** What was handed to a link and has not been seen on the wire by its meter yet, so that it is not spent twice. */
export class UnseenBytes {
  #sent: { bytes: number; readonly at: number }[] = [];

  /** @param at milliseconds of a steady clock */
  send(bytes: number, at: number): void {
    this.#sent.push({ bytes, at });
  }

  /** The meter has seen so much: the oldest first. */
  see(bytes: number, at: number): void {
    this.#forget(at);
    let left = bytes;
    for (const sent of this.#sent) {
      const seen = Math.min(left, sent.bytes);
      sent.bytes -= seen;
      left -= seen;
    }
    this.#sent = this.#sent.filter((sent) => sent.bytes > 0);
  }

  bytes(at: number): number {
    this.#forget(at);
    return this.#sent.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #forget(at: number): void {
    this.#sent = this.#sent.filter((sent) => at - sent.at < unseenMillisecondsMax);
  }
}
