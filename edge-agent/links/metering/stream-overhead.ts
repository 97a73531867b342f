import { datagramHeaderBytes, type WireBytes } from './wire-bytes.js';

/** What a TCP connection without a tunnel has carried since the last look, TLS included. */
export interface StreamSample extends WireBytes {
  readonly isIpv6: boolean;
  /** In how many messages; each goes out by itself (`TCP_NODELAY`). What is not known counts as none. */
  readonly messages: { readonly up: number; readonly down: number };
}

const udpHeaderBytes = 8;
/** With time stamps, as every system of today sends them (RFC 7323). */
const tcpHeaderBytes = 32;
/** What TCP carries in a packet of Ethernet over IPv4. */
const segmentBytesMax = 1_448;
/** One acknowledgement for so many segments in a row (RFC 9293, §3.8.6.3). */
const segmentsAcknowledged = 2;

/** The packets that a connection costs to open and to end: SYN with options, acknowledgement, FIN both ways. */
export function connectionBytes(isIpv6: boolean): WireBytes {
  const header = datagramHeaderBytes(isIpv6) - udpHeaderBytes + tcpHeaderBytes;
  const synBytes = header + 8;
  return { up: synBytes + 3 * header, down: synBytes + 2 * header };
}

/**
 * Headers and acknowledgements of what was written and read, reckoned: as many segments as it takes and at least one a
 * message, one acknowledgement for two of them, one at the end of each exchange.
 */
export function streamWireBytes({ up, down, isIpv6, messages }: StreamSample): WireBytes {
  const header = datagramHeaderBytes(isIpv6) - udpHeaderBytes + tcpHeaderBytes;
  const [segmentsUp, segmentsDown] = [segmentsOf(up, messages.up), segmentsOf(down, messages.down)];
  const acknowledged = {
    up: acknowledgementsOf(segmentsDown, segmentsUp),
    down: acknowledgementsOf(segmentsUp, segmentsDown),
  };
  // Something was asked and answered: only the answer is acknowledged by itself.
  const isExchange = segmentsUp > 0 && segmentsDown > 0;
  const last = isExchange && acknowledged.up + acknowledged.down === 0 ? 1 : 0;
  return {
    up: up + (segmentsUp + acknowledged.up + last) * header,
    down: down + (segmentsDown + acknowledged.down) * header,
  };
}

function segmentsOf(bytes: number, messages: number): number {
  return bytes === 0 ? 0 : Math.max(Math.ceil(bytes / segmentBytesMax), messages);
}

/** What goes the other way acknowledges too. */
function acknowledgementsOf(segments: number, segmentsBack: number): number {
  return Math.max(0, Math.ceil(segments / segmentsAcknowledged) - segmentsBack);
}
