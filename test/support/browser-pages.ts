import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The pages as `npm run build:ui` makes them; built here when they are missing or older than their sources. */
export async function buildPages(): Promise<void> {
  const { build } = await import('vite');
  const newest = newestChange(join(root, 'ui'));
  for (const mode of ['workstation', 'ops']) {
    const page = join(root, 'dist', 'ui', mode, 'index.html');
    if (existsSync(page) && statSync(page).mtimeMs > newest) continue;
    await build({ configFile: join(root, 'ui', 'vite.config.ts'), mode, logLevel: 'error' });
  }
}

/** Bytes of a page's scripts and styles that are loaded before anybody does anything. */
export function firstLoadBytes(mode: string): number {
  const folder = join(root, 'dist', 'ui', mode);
  const named = [
    ...readFileSync(join(folder, 'index.html'), 'utf8').matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g),
  ];
  return named.reduce((total, [, path]) => total + statSync(join(folder, path ?? '')).size, 0);
}

function newestChange(folder: string): number {
  const times = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
  return Math.max(...times);
}
