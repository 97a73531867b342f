/** Of one request, with its newline. */
export const requestBytesMax = 512;
/** Connections at once; the hub needs one. */
export const connectionsMax = 8;
/** A caller that says nothing for so long is gone. */
export const idleMillisecondsMax = 5_000;
/** `wg` answers in a few milliseconds. */
export const commandMillisecondsMax = 5_000;
export const peersMax = 65_536;
