import { findPackage, type SystemPackage } from '../../support/system-package.js';
import { command } from './command.js';

const packages: readonly SystemPackage[] = ['iproute2', 'wireguard-go', 'wireguard-tools'];

/** Why this machine cannot have the lab's network, in words; `undefined` when it can. */
export async function missingForNetwork(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string | undefined> {
  const missing = packages.filter((name) => findPackage(name, environment) === undefined);
  if (missing.length > 0) return `needs ${missing.join(', ')} (sudo apt-get install ${missing.join(' ')})`;
  return (await hasRights())
    ? undefined
    : 'needs the rights to make network namespaces and tunnels (run as root, with /dev/net/tun)';
}

/** Namespaces, wires and tunnels need rights that a container may not have. */
async function hasRights(): Promise<boolean> {
  const name = `carnet-lab-${process.pid}-try`;
  try {
    await command('ip', ['netns', 'add', name]);
    await command('ip', ['netns', 'exec', name, 'ip', 'tuntap', 'add', 'lab-try', 'mode', 'tun']);
    return true;
  } catch {
    return false;
  } finally {
    await command('ip', ['netns', 'del', name]).catch(() => {});
  }
}
