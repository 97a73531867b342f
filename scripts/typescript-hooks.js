// Module hooks (Node, "Customization hooks") for the tests: TypeScript is compiled a file at a time and kept beside the
// packages, so that each file is compiled once and not by each of the test files. It is the compiler of the build with
// its options: coverage counts a function that ran here and in a built program as one only where both maps agree to the
// column, which those of no other compiler do.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const typescriptFile = /\.tsx?$/;
const root = fileURLToPath(new URL('..', import.meta.url));
const compiledFolder = join(root, 'node_modules', '.cache', 'carnet-compiled');
const compilerFiles = ['tsconfig.json', 'node_modules/typescript/package.json', 'scripts/typescript-hooks.js'];
const compilerDigest = digestOf(compilerFiles.map((file) => readFileSync(join(root, file), 'utf8')));
mkdirSync(compiledFolder, { recursive: true });

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
  if (!url.startsWith('file:') || !typescriptFile.test(new URL(url).pathname)) return next(url, context);
  const path = fileURLToPath(url);
  return { format: 'module', source: await compiled(path, await readFile(path, 'utf8')), shortCircuit: true };
}

async function compiled(path, source) {
  const kept = join(compiledFolder, `${digestOf([compilerDigest, path, source])}.js`);
  try {
    return await readFile(kept, 'utf8');
  } catch {
    const code = await compile(path, source);
    // Others compile the same file at the same time: a half of it must never be seen.
    const own = `${kept}.${process.pid}`;
    writeFileSync(own, code);
    renameSync(own, kept);
    return code;
  }
}

async function compile(path, source) {
  const { default: typescript } = await import('typescript');
  const { config } = typescript.readConfigFile(join(root, 'tsconfig.json'), typescript.sys.readFile);
  const { options } = typescript.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const { rootDir, outDir, incremental, tsBuildInfoFile, sourceMap, moduleResolution, ...language } = options;
  const jsx = { jsx: typescript.JsxEmit.ReactJSX, jsxImportSource: 'preact' };
  const mapped = { module: typescript.ModuleKind.ESNext, inlineSourceMap: true, inlineSources: true };
  return typescript.transpileModule(source, { fileName: path, compilerOptions: { ...language, ...jsx, ...mapped } })
    .outputText;
}

function digestOf(texts) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length} `).update(text);
  return hash.digest('hex');
}
