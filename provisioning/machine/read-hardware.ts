import { setTimeout as after } from 'node:timers/promises';

/** What a box is made of, as far as it says so; empty texts and 0 where it does not. Never a serial number or an address. */
export interface HardwareFacts {
  readonly maker: string;
  readonly model: string;
  readonly firmware: { readonly maker: string; readonly version: string; readonly releasedOn: string };
  readonly processor: { readonly name: string; readonly cores: number };
  readonly system: { readonly name: string; readonly release: string; readonly kernel: string };
  readonly disks: readonly {
    readonly kind: string;
    readonly model: string;
    readonly connection: string;
    readonly bytes: number;
  }[];
  readonly networkDevices: readonly {
    readonly name: string;
    readonly kind: string;
    readonly isVirtual: boolean;
    readonly megabitsPerSecond: number | null;
  }[];
}

/** The tools wait for disks, and one that is dying may never answer. */
const hardwareMillisecondsMax = 10_000;

/**
 * Asks the system by its own tools, some tens of milliseconds each: for the support bundle, not for what is read again and
 * again. The package is loaded by whoever asks: it takes 10 MB. `undefined` when there was no answer in time.
 */
export function readHardware(): Promise<HardwareFacts | undefined> {
  return Promise.race([askSystem(), after(hardwareMillisecondsMax, undefined, { ref: false })]);
}

async function askSystem(): Promise<HardwareFacts> {
  const { default: information } = await import('systeminformation');
  const [box, firmware, processor, system, disks, devices] = await Promise.all([
    ...([information.system(), information.bios(), information.cpu(), information.osInfo()] as const),
    ...([information.diskLayout(), information.networkInterfaces()] as const),
  ]);
  return {
    ...{ maker: box.manufacturer, model: box.model },
    firmware: { maker: firmware.vendor, version: firmware.version, releasedOn: firmware.releaseDate },
    processor: { name: `${processor.manufacturer} ${processor.brand}`.trim(), cores: processor.cores },
    system: { name: system.distro, release: system.release, kernel: system.kernel },
    disks: disks.map(({ type, name, interfaceType, size }) => {
      return { kind: type, model: name, connection: interfaceType, bytes: size };
    }),
    networkDevices: [devices].flat().map(({ iface, type, virtual, speed }) => {
      return {
        name: iface,
        kind: type,
        isVirtual: virtual,
        megabitsPerSecond: speed !== null && speed > 0 ? speed : null,
      };
    }),
  };
}
