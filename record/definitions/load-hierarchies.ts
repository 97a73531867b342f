import { existsSync, readFileSync } from 'node:fs';
import { Problem } from '../../protocol/problem.js';
import type { CodeHierarchy } from './compact.js';

/** Beside this file in the built programs; in the built folder when the sources run directly, as in `load.ts`. */
const folders = [new URL('./', import.meta.url), new URL('../../dist/record/definitions/', import.meta.url)];

/** Read at the first search that asks for what is above or below a code. */
let loaded: Readonly<Record<string, CodeHierarchy>> | undefined;

/** Which codes of a code system of FHIR R4 are below others; `undefined` for a system that is none, or has no such codes. */
export function hierarchyIn(system: string): CodeHierarchy | undefined {
  loaded ??= read();
  return Object.hasOwn(loaded, system) ? loaded[system] : undefined;
}

function read(): Readonly<Record<string, CodeHierarchy>> {
  const name = 'r4-code-hierarchies.json';
  const place = folders.map((folder) => new URL(name, folder)).find((file) => existsSync(file));
  if (place === undefined) throw new Problem('internal', `${name} is missing: run \`npm run build:programs\``);
  return JSON.parse(readFileSync(place, 'utf8')) as Readonly<Record<string, CodeHierarchy>>;
}
