// Builds the programs into dist/: what each one loads at its start stands in few files, its packages included, because a
// thousand small ones took half of the time until a site answers again after a power cut. Types are checked elsewhere
// (`npm run check`). What was built before stays until all of it is there.
import { readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'dist');
const chunkFolder = 'chunks';

/** Whatever is started as a process or a thread of its own, by its source. */
const entries = [
  'edge-agent/main.ts',
  'central-hub/main.ts',
  'central-hub/intake/reading/reading-worker.ts',
  'tunnel-peers/main.ts',
  'provisioning/cli.ts',
  'provisioning/secrets/password-worker.ts',
  'journal/backup/copy-process.ts',
  'journal/search-file/index-worker.ts',
  'record/definitions/build.ts',
];

/** Stay packages: they find native code or files of their own by where they lie, or are seldom needed and large. */
const external = [
  ...['better-sqlite3', '@grpc/grpc-js', '@grpc/proto-loader'],
  '@simplewebauthn/server',
  ...['@zxcvbn-ts/core', '@zxcvbn-ts/language-common', '@zxcvbn-ts/language-fr'],
];

/**
 * Names files by where a module would lie if each were compiled by itself: `import.meta.url` of `a/b.ts` is `dist/a/b.js`,
 * in whatever file it ended up.
 */
const ownPlaces = {
  name: 'own places',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^built-folder$/ }, ({ path }) => ({ path, namespace: 'built-folder' }));
    onLoad({ filter: /.*/, namespace: 'built-folder' }, () => ({
      contents: `import { existsSync } from 'node:fs';
        let folder = new URL('.', import.meta.url);
        while (!existsSync(new URL('package.json', folder))) folder = new URL('..', folder);
        export const builtPlace = (path) => new URL('dist/' + path, folder).href;`,
    }));
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes('import.meta.url')) return undefined;
      const place = relative(root, path).replace(/\.ts$/, '.js').replaceAll('\\', '/');
      const contents = text.replaceAll('import.meta.url', `builtPlace(${JSON.stringify(place)})`);
      return { contents: `import { builtPlace } from 'built-folder'; ${contents}`, loader: 'ts' };
    });
  },
};

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: entries,
  outdir: built,
  outbase: '.',
  chunkNames: `${chunkFolder}/[hash]`,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external,
  sourcemap: true,
  // Only lines are wanted of the maps, and Node keeps each one in memory.
  sourcesContent: false,
  // Packages in CommonJS ask for Node's own modules by `require`.
  banner: {
    js: "import { createRequire as $requireOf } from 'node:module'; const require = $requireOf(import.meta.url);",
  },
  plugins: [ownPlaces],
  write: false,
  logLevel: 'warning',
});

// Those that others load come first, and each appears whole: somebody may start a program meanwhile.
const isChunk = ({ path }) => path.startsWith(join(built, chunkFolder));
for (const { path, contents } of [...outputFiles].sort((left, right) => isChunk(right) - isChunk(left))) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, contents);
  await rename(`${path}.part`, path);
}
const fresh = new Set(outputFiles.map(({ path }) => path));
for (const name of await readdir(join(built, chunkFolder))) {
  const path = join(built, chunkFolder, name);
  if (!fresh.has(path)) await rm(path);
}
