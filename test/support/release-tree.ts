import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { thisMachine } from '../../provisioning/release/judge-release.js';
import { packRelease, type ReleaseFacts } from '../../provisioning/release/pack-release.js';
import { readTrustedKeys, trustLine } from '../../provisioning/release/release-key.js';
import { loadedPackages, releaseFiles } from '../../provisioning/release/release-tree.js';

/** What a small release says of itself where a test does not say otherwise. */
export function releaseFacts(version: string, more: Partial<ReleaseFacts> = {}): ReleaseFacts {
  const one = { version: 1, floor: 1 };
  const schema = { journal: one, attachments: one, telemetry: one };
  return {
    ...{ form: 1, product: 'carnet', version, madeAt: 1_800_000_000_000, protocol: 1 },
    ...{ schema, machine: thisMachine(), ...more },
  };
}

/** As npm writes it; nothing needs `left`. */
const smallLock = {
  '': {},
  ...Object.fromEntries(loadedPackages.map((name) => [`node_modules/${name}`, {}])),
  'node_modules/better-sqlite3': { dependencies: { 'prebuild-install': '1.0.0' } },
  'node_modules/@grpc/grpc-js': { dependencies: { inner: '1.0.0', '@grpc/proto-loader': '1.0.0' } },
  'node_modules/@grpc/grpc-js/node_modules/inner': {},
  'node_modules/left': {},
};

/** A tree that has all that a release must have, and is quickly packed. */
export function smallTree(folder: string, version: string, files: Readonly<Record<string, string>> = {}): string {
  const contents = {
    'package.json': JSON.stringify({ version, type: 'module' }),
    'package-lock.json': JSON.stringify({ packages: smallLock }),
    ...Object.fromEntries(loadedPackages.map((name) => [`node_modules/${name}/package.json`, '{}'])),
    'node_modules/@grpc/grpc-js/src/left.ts': 'left out',
    'node_modules/@grpc/grpc-js/node_modules/inner/LICENSE.md': 'kept',
    'node_modules/better-sqlite3/build/Release/obj/left.node': 'left out',
    'bin/carnet.js': 'process.exitCode = 1;\n',
    'dist/edge-agent/main.js': 'process.exitCode = 1;\n',
    'protocol/dictionary/1.bin': 'x'.repeat(70_000),
    'scripts/health-check.js': '',
    'dist/provisioning/cli.js': '',
    'dist/ui/workstation/index.html': '',
    'deploy/systemd/carnet-edge.service': '',
    'README.md': '',
    LICENSE: 'licence',
    NOTICE: 'notice',
    ...files,
  };
  for (const [path, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Who signs the releases of a test, and the file that makes a box trust it. */
export function releaseSigner(folder: string, name = 'Région'): { readonly key: KeyObject; readonly trusted: string } {
  const { privateKey } = generateKeyPairSync('ed25519');
  const trusted = join(folder, `trusted-${name}`);
  writeFileSync(trusted, `# who may sign\n\n${trustLine(privateKey, name)}\n`);
  return { key: privateKey, trusted };
}

export interface SmallArchive {
  readonly archive: string;
  readonly key: KeyObject;
  readonly trusted: ReturnType<typeof readTrustedKeys>;
  readonly trustedFile: string;
}

/** A small signed archive in a folder, and who is trusted. */
export async function smallArchive(
  folder: string,
  version = '0.2.0',
  more?: Partial<ReleaseFacts>,
): Promise<SmallArchive> {
  const tree = smallTree(join(folder, `tree-${version}`), version);
  const { key, trusted } = releaseSigner(folder);
  const archive = join(folder, `${version}.release`);
  await packRelease(releaseFiles(tree), releaseFacts(version, more), key, archive);
  return { archive, key, trusted: readTrustedKeys(trusted), trustedFile: trusted };
}
