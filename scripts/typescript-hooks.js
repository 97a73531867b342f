// Module hooks (Node, "Customization hooks"): strips TypeScript by esbuild, a millisecond a file. Tap's own loader asks the
// TypeScript compiler anew for each import of each of the test files, which was half the time of a whole run; tsx leaves
// the source out of its maps, and coverage by lines is then counted on its own output. The programs are built by the same
// compiler (build-programs.js), and must be: a function that ran there and not here is counted as covered only where both
// maps agree on its column.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const typescript = /\.tsx?$/;

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
  const { code } = await transform(await readFile(path, 'utf8'), {
    sourcefile: path,
    loader: path.endsWith('x') ? 'tsx' : 'ts',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: true,
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, target: 'ES2023' } },
  });
  return { format: 'module', source: code, shortCircuit: true };
}
