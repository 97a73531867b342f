// Module hooks (Node, "Customization hooks"): strips TypeScript by esbuild, a millisecond a file. Tap's own loader asks the
// TypeScript compiler anew for each import of each of the test files, which was half the time of a whole run; tsx leaves
// the source out of its maps, and coverage by lines is then counted on its own output. The programs are built by the same
// compiler (build-programs.js), and must be: a function that ran there and not here is counted as covered only where both
// maps agree on its column.
// What came of a file is kept, and holds as long as the file says the same: a run starts hundreds of processes that load
// hundreds of files each.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const typescript = /\.tsx?$/;
const root = fileURLToPath(new URL('..', import.meta.url));
const kept = fileURLToPath(new URL('../.checked/stripped/', import.meta.url));
/** What decides how a file comes out beside what it says: this one, and which esbuild it is. */
const by = ['typescript-hooks.js', '../node_modules/esbuild/package.json'].map((path) =>
  readFileSync(new URL(path, import.meta.url)),
);

/** A `.js` that stands beside nothing but the `.ts` or `.tsx` it will be compiled from is that file. */
export async function resolve(specifier, context, next) {
  if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.startsWith('file:')) {
    const stem = new URL(specifier, context.parentURL).href.slice(0, -'.js'.length);
    for (const extension of ['.ts', '.tsx']) {
      const url = `${stem}${extension}`;
      if (existsSync(fileURLToPath(url))) return { url, format: 'module', shortCircuit: true };
    }
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !typescript.test(new URL(url).pathname)) return next(url, context);
  const path = fileURLToPath(url);
  const text = readFileSync(path, 'utf8');
  return { format: 'module', source: keptOf(path, text) ?? (await strip(path, text)), shortCircuit: true };
}

function placeOf(path) {
  return `${kept}${relative(root, path).replaceAll('/', '!')}.js`;
}

/** The last line of what is kept says of what it was made. */
function endingOf(path, text) {
  const hash = createHash('sha256');
  for (const part of [...by, path, '\0', text]) hash.update(part);
  return `\n// ${hash.digest('hex')}\n`;
}

function keptOf(path, text) {
  try {
    const code = readFileSync(placeOf(path), 'utf8');
    return code.endsWith(endingOf(path, text)) ? code : undefined;
  } catch {
    return undefined;
  }
}

async function strip(path, text) {
  // Loaded where it is wanted: it starts a process.
  const { transform } = await import('esbuild');
  const { code } = await transform(text, {
    sourcefile: path,
    loader: path.endsWith('x') ? 'tsx' : 'ts',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: true,
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, target: 'ES2023' } },
  });
  const source = `${code}${endingOf(path, text)}`;
  try {
    mkdirSync(kept, { recursive: true });
    // Whole or not at all: others load the same file now.
    const part = `${placeOf(path)}.${process.pid}`;
    writeFileSync(part, source);
    renameSync(part, placeOf(path));
  } catch {
    // A folder that may not be written to: it is only slower.
  }
  return source;
}
