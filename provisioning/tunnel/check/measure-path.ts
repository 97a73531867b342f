import { connect } from 'node:net';
import type { NodeLink } from '../../node-folder.js';

/** IP version 4, and TCP with its timestamps, around what is sent. */
const headerBytes = 52;
const sixHeaderBytes = 72;
/** What every network carries (RFC 791). */
const packetBytesMin = 576;
/** WireGuard fills packets up to a multiple of 16; half of that is near enough. */
const nearEnoughBytes = 8;
/** A geostationary link takes 0.6 s for each of two round trips; a packet lost by chance is sent again meanwhile. */
const answerMillisecondsMax = 4_000;

/**
 * The largest packet, in bytes, up to `mtu`, that arrives at the hub over a link; `undefined` where none does. A program
 * without rights may send no datagram of which it can be sure that nobody cuts it up. But what is written at once to a
 * new TCP connection leaves as one packet, and the hub ends a connection that begins with anything but TLS as soon as
 * that has come: so each size is tried by a connection of its own.
 */
export async function measurePath(link: NodeLink, mtu: number): Promise<number | undefined> {
  if (await arrives(link, mtu)) return mtu;
  if (!(await arrives(link, packetBytesMin))) return undefined;
  let [good, bad] = [packetBytesMin, mtu];
  while (bad - good > nearEnoughBytes) {
    const between = Math.floor((good + bad) / 2);
    if (await arrives(link, between)) good = between;
    else bad = between;
  }
  return good;
}

function arrives({ hub, localAddress }: NodeLink, packetBytes: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...hub, noDelay: true, ...(localAddress !== undefined && { localAddress }) });
    const finish = (arrived: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(arrived);
    };
    const timer = setTimeout(() => finish(false), answerMillisecondsMax);
    let wasSent = false;
    socket.on('connect', () => {
      wasSent = true;
      socket.write(Buffer.alloc(packetBytes - (socket.remoteFamily === 'IPv6' ? sixHeaderBytes : headerBytes)));
    });
    socket.on('data', () => finish(true));
    // The hub has closed: it does so only after it has read.
    socket.on('error', () => finish(wasSent));
    socket.on('close', () => finish(wasSent));
  });
}
