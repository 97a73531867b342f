import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A Debian package of `.ci/packages.txt` that a test needs, and the commands that show that it is there. */
const commands = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  mosquitto: ['mosquitto'],
  systemd: ['systemd-analyze'],
  iproute2: ['ip'],
  nftables: ['nft'],
  'wireguard-go': ['wireguard-go'],
  'wireguard-tools': ['wg'],
  'nut-server': ['upsd'],
  'nut-client': ['upsc'],
  'libnss3-tools': ['certutil'],
  gcc: ['gcc'],
  openssl: ['openssl'],
  swtpm: ['swtpm'],
  'tpm2-tools': ['tpm2_unseal'],
} as const satisfies Record<string, readonly string[]>;

export type SystemPackage = keyof typeof commands;

/** The part of a tap test that is used here. */
interface Judge {
  fail(message: string): unknown;
  plan(count: number, comment: string): void;
}

/**
 * The path of the package's command. Where the machine lacks it: with `CI` set the test fails; else the test is left
 * out, which the report and one line on standard error say, and `undefined` tells the test to return.
 */
export function requirePackage(
  t: Judge,
  name: SystemPackage,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const found = findPackage(name, environment);
  if (found !== undefined) return found;
  const reason = `needs ${name} (sudo apt-get install ${name})`;
  if (environment['CI']) {
    t.fail(reason);
    return undefined;
  }
  process.stderr.write(`left out: ${reason}\n`);
  t.plan(0, reason);
  return undefined;
}

/** The path of the package's command, where the machine has it. */
export function findPackage(
  name: SystemPackage,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const folders = `${environment['PATH'] ?? ''}${delimiter}/usr/sbin`
    .split(delimiter)
    .filter((folder) => folder !== '');
  return folders.flatMap((folder) => commands[name].map((command) => join(folder, command))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
