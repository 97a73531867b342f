import { Problem } from '../../protocol/problem.js';
import { applyFhirPathPatch } from './fhirpath-patch.js';
import { applyJsonPatch } from './json-patch.js';
import { readTree, writeTree } from './json-tree.js';

/**
 * Applies a patch (FHIR R4 §3.1.0.5), a list of operations (JSON Patch) or Parameters (FHIRPath Patch), to the text of a
 * resource. What comes out has to be parsed like everything from outside.
 * @throws Problem `body-malformed`, `patch-inapplicable`, `patch-test-failed`, `too-large`
 */
export function applyPatch(resource: string, patch: string): string {
  const operations = readTree(patch);
  const tree = readTree(resource);
  const isParameters = operations instanceof Map;
  const patched = isParameters ? applyFhirPathPatch(tree, operations) : applyJsonPatch(tree, operations);
  if (!(patched instanceof Map)) throw new Problem('patch-inapplicable', 'nothing remains of the resource');
  return writeTree(patched);
}
