import { existsSync, readFileSync } from 'node:fs';
import { Problem } from '../../protocol/problem.js';
import type { KnownValueSet } from './compact.js';

/** Beside this file in the built programs; in the built folder when the sources run directly, as in `load.ts`. */
const folders = [new URL('./', import.meta.url), new URL('../../dist/record/definitions/', import.meta.url)];

/** Read at the first search that names a value set. */
let loaded: Readonly<Record<string, KnownValueSet>> | undefined;

/** A value set of FHIR R4 by its canonical URL without version; `undefined` for a URL that is none of one. */
export function valueSetIn(url: string): KnownValueSet | undefined {
  loaded ??= read();
  return Object.hasOwn(loaded, url) ? loaded[url] : undefined;
}

function read(): Readonly<Record<string, KnownValueSet>> {
  const name = 'r4-value-sets.json';
  const place = folders.map((folder) => new URL(name, folder)).find((file) => existsSync(file));
  if (place === undefined) throw new Problem('internal', `${name} is missing: run \`npm run build:programs\``);
  return JSON.parse(readFileSync(place, 'utf8')) as Readonly<Record<string, KnownValueSet>>;
}
