import { execFileSync } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { migrations } from '../../journal/schema/migrations.js';
import { packRelease } from '../../provisioning/release/pack-release.js';
import { releaseFiles } from '../../provisioning/release/release-tree.js';
import { releaseFacts, smallTree } from './release-tree.js';

const built = resolve(import.meta.dirname, '../..');
const parts = [
  'bin',
  'dist',
  'protocol/dictionary',
  'scripts/health-check.js',
  'deploy',
  'README.md',
  'LICENSE',
  'NOTICE',
  'package-lock.json',
];

/** The version of the sources. */
export const builtVersion = String(
  (JSON.parse(readFileSync(join(built, 'package.json'), 'utf8')) as { version: string }).version,
);

/** A copy of what was built, under a version, in a folder that is made. */
export function copyBuilt(tree: string, version: string): string {
  mkdirSync(join(tree, 'protocol'), { recursive: true });
  mkdirSync(join(tree, 'scripts'));
  for (const part of parts) execFileSync('cp', ['-a', join(built, part), join(tree, part)]);
  // Tests of pages build them; here none is opened.
  mkdirSync(join(tree, 'dist/ui/workstation'), { recursive: true });
  writeFileSync(join(tree, 'dist/ui/workstation/index.html'), '');
  symlinkSync(join(built, 'node_modules'), join(tree, 'node_modules'));
  const said = JSON.parse(readFileSync(join(built, 'package.json'), 'utf8')) as object;
  writeFileSync(join(tree, 'package.json'), JSON.stringify({ ...said, version }));
  return tree;
}

/** A release that says that it can, and whose program does `main`. @returns its archive, beside the tree that is made */
export async function packBroken(tree: string, version: string, main: string, key: KeyObject): Promise<string> {
  const files = {
    'bin/carnet.js': "process.stdout.write('{}\\n');\n",
    'dist/edge-agent/main.js': main,
  };
  smallTree(tree, version, files);
  const schema = { version: migrations.length + 1, floor: migrations.length };
  const one = { version: 1, floor: 1 };
  const facts = releaseFacts(version, { schema: { journal: schema, attachments: one, telemetry: one } });
  await packRelease(releaseFiles(tree), facts, key, `${tree}.release`);
  return `${tree}.release`;
}
