/** What telling may cost, of everything else that the link carries (rule L32). */
export const toldShareMax = 0.03;
/** So that a link says how it is before it has carried anything. */
export const toldBytesAtStart = 4_096;

/** What a message and its answer cost beside the message: IP, TCP and its acknowledgements, TLS, MQTT, topic and code. */
const aroundMessageBytes = 360;
/** And in a tunnel, for each of their four packets. */
const tunnelBytes = 4 * 60;

export interface Telling {
  /** What the link has carried both ways since the program started, what was told included. */
  readonly carriedBytes: number;
  /** What telling has cost of it. */
  readonly toldBytes: number;
}

/** How many bytes telling may cost now; negative when it has cost more than its share. */
export function allowedBytes({ carriedBytes, toldBytes }: Telling): number {
  const others = Math.max(0, carriedBytes - toldBytes);
  return toldBytesAtStart + toldShareMax * others - toldBytes;
}

export function aroundBytes(isTunnelled: boolean): number {
  return aroundMessageBytes + (isTunnelled ? tunnelBytes : 0);
}
