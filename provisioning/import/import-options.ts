import type { Readable } from 'node:stream';
import type { VerbName, VerbResult } from '../verbs/verb-map.js';
import type { Mapping } from './csv/mapping.js';
import type { Finding, ImportProgress } from './import-report.js';

/** Runs a verb on the node. */
export type CallVerb = <Name extends VerbName>(verb: Name, args: unknown) => Promise<VerbResult<Name>>;

export interface ImportOptions {
  /** Folder of the node. */
  readonly dir: string;
  /** Paths; `-` is standard input. */
  readonly files: readonly string[];
  readonly input: Readable;
  readonly mapping: Mapping | undefined;
  readonly dryRun: boolean;
  /** The account that gave the command. */
  readonly operator: string;
  readonly language: 'fr' | 'en';
  readonly call: CallVerb;
  readonly onProgress: (progress: ImportProgress) => void;
  readonly onFinding: (finding: Finding) => void;
  /** Whether somebody wants it to end; it then ends after the chunk at hand. */
  readonly shouldStop: () => boolean;
}
