import type { Readable } from 'node:stream';

/** Where a reader of MQTT framing stands: inside the remaining length, or with so many bytes of the packet to come. */
export interface FramingState {
  /** Bytes of the packet under way that are still to come; 0 between packets. */
  readonly rest: number;
  /** The remaining length read so far and the scale of its next digit; set only inside the fixed header. */
  readonly header: { readonly length: number; readonly scale: number } | undefined;
}

export const framingStart: FramingState = { rest: 0, header: undefined };

/**
 * Follows the framing of MQTT 3.1.1 (§2.2.3: one byte of type, then the remaining length in up to four bytes of seven
 * bits) over one chunk. `too-large` as soon as a packet *announces* more than `packetBytesMax`, before it is buffered.
 */
export function followFraming(
  state: FramingState,
  chunk: Uint8Array,
  packetBytesMax: number,
): FramingState | 'too-large' {
  let { rest, header } = state;
  let index = 0;
  while (index < chunk.length) {
    if (header !== undefined) {
      const byte = chunk[index++] ?? 0;
      const length: number = header.length + (byte & 0x7f) * header.scale;
      if (length > packetBytesMax || header.scale > 0x200000) return 'too-large';
      if (byte >= 0x80) {
        header = { length, scale: header.scale * 0x80 };
      } else {
        header = undefined;
        rest = length;
      }
    } else if (rest > 0) {
      const taken = Math.min(rest, chunk.length - index);
      rest -= taken;
      index += taken;
    } else {
      // The type byte; the broker judges it.
      index += 1;
      header = { length: 0, scale: 1 };
    }
  }
  return { rest, header };
}

/**
 * Ends a connection that announces too large a packet. The broker buffers a packet until it is whole and has no limit of
 * its own; `push` (the stream's own entrance for what the socket read) is the one place to look at bytes before it does.
 */
export function limitPackets(socket: Readable, packetBytesMax: number, onTooLarge: () => void): void {
  const push = socket.push.bind(socket);
  let state = framingStart;
  socket.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (chunk instanceof Uint8Array) {
      const next = followFraming(state, chunk, packetBytesMax);
      if (next === 'too-large') {
        onTooLarge();
        socket.destroy();
        return false;
      }
      state = next;
    }
    return push(chunk, encoding);
  };
}
