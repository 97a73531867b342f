import type { PacketCount } from './interface-counters.js';
import { datagramHeaderBytes, type WireBytes } from './wire-bytes.js';

/**
 * What WireGuard adds to the packets inside of a tunnel, where the system counts only those: frame and padding of each,
 * and the messages that the protocol sends by itself (whitepaper, §5.4 and §6). Who sends those, and when, follows from
 * what goes through the tunnel, so it is reckoned from the counts alone.
 */
export interface TunnelModel {
  /** When the key in use was agreed on and by whom; undefined before the first. */
  readonly key: { readonly at: number; readonly by: Side } | undefined;
  /** Since when each side has received something and has sent nothing; it sends a keepalive when that lasts. */
  readonly owes: Readonly<Record<Side, number | undefined>>;
  /** Since when this side sends without hearing anything, how often it did, and how many handshakes it has tried since. */
  readonly unanswered: { readonly since: number; readonly sends: number; readonly tries: number } | undefined;
}

type Side = 'site' | 'hub';

export interface TunnelSample {
  /** Milliseconds of a steady clock. */
  readonly at: number;
  readonly up: PacketCount;
  readonly down: PacketCount;
  readonly mtu: number;
  readonly isIpv6: boolean;
}

export const openTunnelModel: TunnelModel = {
  key: undefined,
  owes: { site: undefined, hub: undefined },
  unanswered: undefined,
};

/** Bytes of messages, without IP and UDP. */
const dataFrameBytes = 32;
const initiationBytes = 148;
const responseBytes = 92;
const keepaliveBytes = 32;
/** The smallest packet of a session: IPv4, TCP with time stamps, no data. */
const acknowledgementBytes = 52;
const paddingTo = 16;

/** WireGuard's own names: REKEY_AFTER_TIME, REJECT_AFTER_TIME, KEEPALIVE_TIMEOUT, REKEY_TIMEOUT. */
const rekeyMilliseconds = 120_000;
const rejectMilliseconds = 180_000;
const keepaliveMilliseconds = 10_000;
const rekeyPauseMilliseconds = 5_000;
const rekeyTriesMax = 18;
/** So many looks in which something was sent and nothing came are silence. */
const silentSendsMin = 3;
const receivingRekeyMilliseconds = rejectMilliseconds - keepaliveMilliseconds - rekeyPauseMilliseconds;

/** What went over the wire since the last sample. */
export function nextTunnel(
  before: TunnelModel,
  sample: TunnelSample,
): { readonly model: TunnelModel; readonly bytes: WireBytes } {
  const { up, down, mtu, isIpv6 } = sample;
  const header = datagramHeaderBytes(isIpv6);
  const wire = new Wire(header);
  wire.up += paddedBytes(up, mtu) + up.packets * (dataFrameBytes + header);
  wire.down += paddedBytes(down, mtu) + down.packets * (dataFrameBytes + header);
  const isUsed = up.packets + down.packets > 0;
  const key = isUsed ? agree(before.key, sample, wire) : before.key;
  const owes = owe(before.owes, sample, wire);
  const unanswered = retry(before.unanswered, sample, wire);
  return { model: { key, owes, unanswered }, bytes: { up: Math.round(wire.up), down: Math.round(wire.down) } };
}

class Wire {
  up = 0;
  down = 0;
  readonly #header: number;

  constructor(header: number) {
    this.#header = header;
  }

  message(from: Side, bytes: number): void {
    if (from === 'site') this.up += bytes + this.#header;
    else this.down += bytes + this.#header;
  }

  handshake(by: Side): void {
    this.message(by, initiationBytes);
    this.message(other(by), responseBytes);
  }
}

/** A key that is too old is replaced by who sends; one that is only old, by who agreed on it first. */
function agree(key: TunnelModel['key'], { at, up }: TunnelSample, wire: Wire): TunnelModel['key'] {
  const isSent = up.packets > 0;
  const age = key === undefined ? Number.POSITIVE_INFINITY : at - key.at;
  if (key === undefined || age >= rejectMilliseconds) {
    const by: Side = isSent ? 'site' : 'hub';
    wire.handshake(by);
    return { at, by };
  }
  const isOld = age >= (key.by === 'hub' || isSent ? rekeyMilliseconds : receivingRekeyMilliseconds);
  if (!isOld) return key;
  wire.handshake(key.by);
  // Nothing waits to be sent: the new key is confirmed by a message without content.
  wire.message(key.by, keepaliveBytes);
  return { at, by: key.by };
}

/** Who was sent something and sends nothing back for 10 s says that it is there. */
function owe(before: TunnelModel['owes'], { at, up, down }: TunnelSample, wire: Wire): TunnelModel['owes'] {
  const due = (since: number | undefined) => since !== undefined && at - since >= keepaliveMilliseconds;
  const owes = { ...before };
  for (const side of ['site', 'hub'] as const) {
    if (!due(owes[side])) continue;
    wire.message(side, keepaliveBytes);
    owes[side] = undefined;
  }
  const last = lastSender(up, down);
  if (last === undefined) return owes;
  const isExchange = up.packets > 0 && down.packets > 0;
  const listener = other(last);
  return { ...owes, [last]: undefined, [listener]: (isExchange ? undefined : owes[listener]) ?? at };
}

/** An exchange ends with the acknowledgement of its last data. */
function lastSender(up: PacketCount, down: PacketCount): Side | undefined {
  if (up.packets === 0) return down.packets === 0 ? undefined : 'hub';
  if (down.packets === 0) return 'site';
  return meanBytes(up) <= meanBytes(down) ? 'site' : 'hub';
}

/** Who sends again and again and hears nothing asks for a new key, every 5 s; the last of an exchange is not answered. */
function retry(
  before: TunnelModel['unanswered'],
  { at, up, down }: TunnelSample,
  wire: Wire,
): TunnelModel['unanswered'] {
  if (down.packets > 0) return undefined;
  const { since, sends, tries } = before ?? { since: at, sends: 0, tries: 0 };
  if (up.packets > 0) return { since, sends: sends + 1, tries };
  const due = since + keepaliveMilliseconds + rekeyPauseMilliseconds * (tries + 1);
  if (sends < silentSendsMin || tries >= rekeyTriesMax || at < due) return before;
  wire.message('site', initiationBytes);
  return { since, sends, tries: tries + 1 };
}

/**
 * A packet is filled up to a multiple of 16 bytes, the largest one not at all. Of many together only the sum is known:
 * they are taken for as many of the largest as can be, acknowledgements, and one in between.
 */
function paddedBytes({ packets, bytes }: PacketCount, mtu: number): number {
  if (packets === 0) return 0;
  const beyond = Math.max(0, bytes - acknowledgementBytes * packets);
  const full = Math.min(packets, Math.floor(beyond / (mtu - acknowledgementBytes)));
  const small = packets - full;
  if (small === 0) return bytes;
  const one = bytes - full * mtu - acknowledgementBytes * (small - 1);
  return full * mtu + (small - 1) * padded(acknowledgementBytes) + Math.min(mtu, padded(one));
}

function padded(bytes: number): number {
  return Math.ceil(bytes / paddingTo) * paddingTo;
}

function meanBytes({ packets, bytes }: PacketCount): number {
  return bytes / packets;
}

function other(side: Side): Side {
  return side === 'site' ? 'hub' : 'site';
}
