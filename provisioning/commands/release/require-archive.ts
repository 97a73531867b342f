import { statSync } from 'node:fs';
import { Problem } from '../../../protocol/problem.js';
import { problemOfSystemError } from '../../folder/atomic-file.js';

/**
 * What was typed as an archive is a file: said before the keys are looked for, whose absence says nothing of it.
 * @throws Problem `not-found`, `permission-denied`; `usage-wrong` for a folder
 */
export function requireArchive(path: string): void {
  try {
    if (statSync(path).isFile()) return;
  } catch (cause) {
    throw problemOfSystemError(cause, path);
  }
  throw new Problem('usage-wrong', `${path} is a folder, not an archive`);
}
