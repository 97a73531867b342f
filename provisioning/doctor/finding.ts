import type { Words } from '../words.js';

/** How bad it is: nothing to do, somebody should look, or something must be done. */
export type FindingState = 'ok' | 'warn' | 'fault';

/** What one check found. */
export interface Finding {
  readonly check: CheckName;
  /** Which one, where there are several of a kind: a link, a port, a file. */
  readonly about?: string;
  readonly state: FindingState;
  readonly what: Words;
  /** What is safe all the same; absent when it is ok. */
  readonly safe?: Words;
  /** What to do; absent when it is ok. */
  readonly todo?: Words;
}

/** Every check, as people read it. */
export const checkNames = {
  program: { en: 'program', fr: 'programme' },
  versions: { en: 'versions', fr: 'versions' },
  permissions: { en: 'permissions', fr: 'droits' },
  key: { en: 'key', fr: 'clé' },
  database: { en: 'database', fr: 'base' },
  audit: { en: 'audit', fr: 'audit' },
  erasure: { en: 'erasures', fr: 'effacements' },
  backup: { en: 'backup', fr: 'sauvegarde' },
  drill: { en: 'restore drill', fr: 'essai de restauration' },
  clock: { en: 'clock', fr: 'horloge' },
  certificate: { en: 'certificate', fr: 'certificat' },
  lan: { en: 'certificate for workstations', fr: 'certificat des postes' },
  root: { en: 'root key', fr: 'clé racine' },
  issuing: { en: 'issuing authority', fr: 'autorité émettrice' },
  notice: { en: 'privacy notice', fr: 'notice d’information' },
  link: { en: 'link', fr: 'liaison' },
  port: { en: 'port', fr: 'port' },
  disk: { en: 'disk', fr: 'disque' },
  'disk-wear': { en: 'disk wear', fr: 'usure du disque' },
  memory: { en: 'memory', fr: 'mémoire' },
  swap: { en: 'swap', fr: 'mémoire d’échange' },
  'core-dumps': { en: 'core dumps', fr: 'images mémoire' },
  ups: { en: 'power supply (UPS)', fr: 'onduleur' },
} as const satisfies Record<string, Words>;

export type CheckName = keyof typeof checkNames;

/** What a finding names beside its state. */
type About = CheckName | readonly [check: CheckName, about: string];

export function ok(about: About, en: string, fr: string): Finding {
  return { ...named(about), state: 'ok', what: { en, fr } };
}

export function warn(about: About, what: Words, safe: Words, todo: Words): Finding {
  return { ...named(about), state: 'warn', what, safe, todo };
}

export function fault(about: About, what: Words, safe: Words, todo: Words): Finding {
  return { ...named(about), state: 'fault', what, safe, todo };
}

function named(about: About): Pick<Finding, 'check' | 'about'> {
  return typeof about === 'string' ? { check: about } : { check: about[0], about: about[1] };
}
