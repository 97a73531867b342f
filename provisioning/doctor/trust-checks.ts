import { existsSync } from 'node:fs';
import { inspectCertificate } from '../certificates/inspect.js';
import { certificatesIn } from '../certificates/pem.js';
import { issuingRenewMilliseconds } from '../certificates/profile.js';
import { type Identity, type NodeDescription, nodePaths } from '../node-folder.js';
import { type Finding, ok, warn } from './finding.js';
import { careGoesOn } from './safe-words.js';

const dayMilliseconds = 86_400_000;
/** What is signed last must hold to its own end. */
const rootRenewMilliseconds = 2 * 365 * dayMilliseconds;

/** What a hub signs with, and whether what signed that lies apart from it (rule E36); nothing at a site. */
export function checkTrust(
  dir: string,
  node: NodeDescription,
  identity: Identity,
  nowMilliseconds: number,
): readonly Finding[] {
  if (node.kind !== 'hub') return [];
  if (identity.issuingPem === undefined) {
    const what = {
      en: 'one authority is root and issuer, and its key lies here: it cannot be exchanged if it is stolen',
      fr: 'une seule autorité est racine et émettrice, et sa clé est ici : volée, elle ne peut être remplacée',
    };
    const todo = {
      en: 'move it apart: carnet hub root-new, then carnet hub trust announce',
      fr: 'séparez-la : carnet hub root-new, puis carnet hub trust announce',
    };
    return [warn('root', what, careGoesOn, todo)];
  }
  return [checkRoot(dir, identity.authorityPem, nowMilliseconds), checkIssuing(identity.issuingPem, nowMilliseconds)];
}

function checkRoot(dir: string, authorityPem: string, nowMilliseconds: number): Finding {
  const ends = certificatesIn(authorityPem).map((root) => inspectCertificate(root).notAfterMilliseconds);
  const endMilliseconds = Math.max(...ends);
  const file = nodePaths(dir).root;
  if (endMilliseconds - nowMilliseconds <= rootRenewMilliseconds) return rootEnds(endMilliseconds - nowMilliseconds);
  if (!existsSync(file))
    return ok('root', 'its key does not lie in the hub’s folder', 'sa clé n’est pas dans le dossier du central');
  const what = {
    en: `its sealed key still lies on this disk: ${file}`,
    fr: `sa clé scellée est encore sur ce disque : ${file}`,
  };
  const todo = {
    en: 'move the file onto two sticks, lock them away apart from its code, and delete it here',
    fr: 'mettez le fichier sur deux clés USB sous clé, loin de son code, puis effacez-le ici',
  };
  return warn('root', what, careGoesOn, todo);
}

function checkIssuing(issuingPem: string, nowMilliseconds: number): Finding {
  const { notAfterMilliseconds } = inspectCertificate(issuingPem);
  const left = notAfterMilliseconds - nowMilliseconds;
  const days = Math.floor(left / dayMilliseconds);
  if (left > issuingRenewMilliseconds) {
    return ok('issuing', `signs for ${days} days more`, `signe encore pendant ${days} jours`);
  }
  const what = {
    en: `the issuing authority has ${days} days left; what it signs ends with it`,
    fr: `il reste ${days} jours à l’autorité émettrice ; ce qu’elle signe finit avec elle`,
  };
  const todo = {
    en: 'fetch the root: carnet hub issuing rotate',
    fr: 'cherchez la racine : carnet hub issuing rotate',
  };
  return warn('issuing', what, careGoesOn, todo);
}

function rootEnds(leftMilliseconds: number): Finding {
  const days = Math.floor(leftMilliseconds / dayMilliseconds);
  const what = { en: `the root has ${days} days left`, fr: `il reste ${days} jours à la racine` };
  const todo = {
    en: 'exchange it: carnet hub root-new, then carnet hub trust announce',
    fr: 'remplacez-la : carnet hub root-new, puis carnet hub trust announce',
  };
  return warn('root', what, careGoesOn, todo);
}
