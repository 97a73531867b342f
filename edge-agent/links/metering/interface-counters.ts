import { readFileSync } from 'node:fs';

/** Packets and bytes in one direction since the interface was made. */
export interface PacketCount {
  readonly packets: number;
  readonly bytes: number;
}

/** What the system counts of a WireGuard interface; `up` is what it sends. */
export interface InterfaceCounters {
  /**
   * The kernel's own counts WireGuard's messages, handshakes and keepalives too; one of a program (`tun`) counts the
   * packets inside of the tunnel.
   */
  readonly form: 'kernel' | 'tun';
  /** Another one is another interface, whose counts begin anew. */
  readonly index: number;
  /** Bytes of the largest packet inside of the tunnel. */
  readonly mtu: number;
  readonly up: PacketCount;
  readonly down: PacketCount;
}

/** Reads what `sysfs` says, which needs no rights; `undefined` when there is no such interface. */
export function readInterfaceCounters(name: string, root = '/sys/class/net'): InterfaceCounters | undefined {
  const folder = `${root}/${name}`;
  const read = (file: string) => Number(readFileSync(`${folder}/${file}`, 'latin1'));
  try {
    const count = (side: 'tx' | 'rx'): PacketCount => ({
      packets: read(`statistics/${side}_packets`),
      bytes: read(`statistics/${side}_bytes`),
    });
    const form = isKernels(folder) ? 'kernel' : 'tun';
    return { form, index: read('ifindex'), mtu: read('mtu'), up: count('tx'), down: count('rx') };
  } catch {
    return undefined;
  }
}

function isKernels(folder: string): boolean {
  return /^DEVTYPE=wireguard$/m.test(readFileSync(`${folder}/uevent`, 'latin1'));
}
