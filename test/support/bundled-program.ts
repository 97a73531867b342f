import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Beside what else is made of the sources and kept nowhere. */
const folder = join(root, '.checked/bundled');

/** Finds its native code by where it lies. */
const external = ['better-sqlite3'];

/** Each file is where its source is, whatever file it ended up in. */
const ownPlaces: Plugin = {
  name: 'own places',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const place = JSON.stringify(pathToFileURL(path).href);
      return { contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', place), loader: 'ts' };
    });
  },
};

/**
 * Makes one file of a program of the tests and of all that it loads, as the programs are built, and says where it is. One
 * that is started often, or computes for long, costs less so: tsx loads hundreds of files, and names each function that
 * they make by a call.
 * @param source its path from the root of the project
 */
export async function bundledProgram(source: string): Promise<string> {
  const place = join(folder, source.replace(/\.ts$/, '.mjs'));
  const { outputFiles } = await build({
    ...{ absWorkingDir: root, entryPoints: [source], outfile: place, write: false, logLevel: 'warning' },
    ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20', external, plugins: [ownPlaces] },
    // Packages in CommonJS ask for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as $requireOf } from 'node:module'; const require = $requireOf(import.meta.url);",
    },
    ...{ sourcemap: 'inline', sourcesContent: false },
  });
  await mkdir(dirname(place), { recursive: true });
  // Whole or not at all: another run of the same sources may start it meanwhile.
  const part = `${place}.${process.pid}`;
  await writeFile(part, outputFiles[0]?.contents ?? '');
  await rename(part, place);
  return place;
}
