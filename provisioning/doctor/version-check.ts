import { type Finding, ok, warn } from './finding.js';
import { savedIsSafe } from './safe-words.js';

export interface Versions {
  /** Of what is installed. */
  readonly carnet: string;
  /** Of the program that runs; `undefined` where none does, or it does not say. */
  readonly running: string | undefined;
  readonly node: string;
  /** Kernel, release and processor. */
  readonly system: string;
}

export function checkVersions({ carnet, running, node, system }: Versions): Finding {
  const all = `Carnet ${carnet}, Node ${node}, ${system}`;
  if (running === undefined || running === carnet) return ok('versions', all, all);
  return warn('versions', { en: `${all}; ${running} runs`, fr: `${all} ; ${running} tourne` }, savedIsSafe, {
    en: 'restart the program, so that the installed one runs',
    fr: 'redémarrez le programme, pour que l’installé tourne',
  });
}
