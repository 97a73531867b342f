import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Problem } from '../../../../protocol/problem.js';
import { certificateFingerprintOf } from '../../../certificates/fingerprint.js';
import { problemOfSystemError, writeFileAtomically } from '../../../folder/atomic-file.js';
import { withLock } from '../../../folder/lock.js';
import { heldBy } from '../../../hub/trust/exchange-root.js';
import { keepNextIssuing, requestIssuing, signIssuing, takeNextIssuing } from '../../../hub/trust/next-issuing.js';
import { readIdentity } from '../../../node-folder.js';
import { type CommandContext, say } from '../../command-context.js';
import { groups } from '../../groups.js';
import { groupCommand, leafCommand, type Outcome } from '../../leaf.js';
import { addFolderOption, requiredText } from '../../options.js';
import { addRootOptions, openNamedRoot } from '../open-root.js';
import { hubIssuingRebuildCommand } from './rebuild.js';

/** `carnet hub issuing …` (rule E38) */
export function hubIssuingCommand(context: CommandContext): Command {
  return groupCommand(context, 'issuing', groups.issuing, [
    rotateCommand(context),
    requestCommand(context),
    signCommand(context),
    installCommand(context),
    hubIssuingRebuildCommand(context),
  ]);
}

function rotateCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'rotate',
    summary: {
      en: 'exchange the issuing authority, with the root’s file at hand; the hub must be stopped, for seconds',
      fr: 'remplacer l’autorité émettrice, avec le fichier de la racine ; le central arrêté, quelques secondes',
    },
    examples: [
      [
        'carnet hub issuing rotate --root /media/stick/root-key.carnet',
        { en: 'asks for its code', fr: 'demande son code' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      addRootOptions(command, words);
    },
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const root = await openNamedRoot(context, call);
      heldBy(dir, root);
      return withLock(dir, async () => {
        const request = await requestIssuing(dir);
        keepNextIssuing(dir, signIssuing(root, request, Date.now()), Date.now());
        return install(context, dir);
      });
    },
  });
}

function requestCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'request',
    summary: {
      en: 'write what the machine that holds the root signs; the hub may run meanwhile',
      fr: 'écrire ce que signe la machine qui a la racine ; le central peut tourner',
    },
    examples: [
      ['carnet hub issuing request --out /media/stick/request.pem', { en: 'onto a stick', fr: 'sur une clé USB' }],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      command.requiredOption('--out <file>', words({ en: 'file to write', fr: 'fichier à écrire' }));
    },
    run: async (call) => {
      const [dir, file] = [requiredText(call, 'dir'), requiredText(call, 'out')];
      if (readIdentity(dir).authorityKeyPem === undefined)
        throw new Problem('usage-wrong', `${dir} is the folder of a site`);
      writeFileAtomically(file, await requestIssuing(dir));
      const text = say(context, {
        en: `${file} is written; nothing in it is secret.\nNext, where the root is: carnet hub issuing sign ${file} --root ROOT --out issuing.pem`,
        fr: `${file} est écrit ; rien n’y est secret.\nEnsuite, là où est la racine : carnet hub issuing sign ${file} --root RACINE --out issuing.pem`,
      });
      return { json: { file }, text };
    },
  });
}

function signCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'sign <request>',
    summary: {
      en: 'sign the request of a hub, on a machine without a network; needs the root’s file and no hub',
      fr: 'signer la demande d’un central, sur une machine sans réseau ; il faut la racine et pas de central',
    },
    examples: [
      [
        'carnet hub issuing sign request.pem --root root-key.carnet --out issuing.pem',
        { en: 'asks for the root’s code', fr: 'demande le code de la racine' },
      ],
    ],
    configure: (command, words) => {
      addRootOptions(command, words);
      command.requiredOption('--out <file>', words({ en: 'file to write', fr: 'fichier à écrire' }));
    },
    run: async (call): Promise<Outcome> => {
      const file = requiredText(call, 'out');
      const request = readFileOf(call.positionals[0] ?? '');
      const certificatePem = signIssuing(await openNamedRoot(context, call), request, Date.now());
      writeFileAtomically(file, certificatePem);
      const text = say(context, {
        en: `${file} is signed.\nNext, at the hub, stopped for seconds: carnet hub issuing install ${file}`,
        fr: `${file} est signé.\nEnsuite, au central arrêté quelques secondes : carnet hub issuing install ${file}`,
      });
      return { json: { file, fingerprint: certificateFingerprintOf(certificatePem) }, text };
    },
  });
}

function installCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'install <file>',
    summary: {
      en: 'put what was signed in place; the hub must be stopped, for seconds',
      fr: 'mettre en place ce qui a été signé ; le central arrêté, quelques secondes',
    },
    examples: [['carnet hub issuing install /media/stick/issuing.pem', { en: 'at the hub', fr: 'au central' }]],
    configure: (command, words) => addFolderOption(command, words, context, 'hub'),
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const signed = readFileOf(call.positionals[0] ?? '');
      return withLock(dir, async () => {
        keepNextIssuing(dir, signed, Date.now());
        return install(context, dir);
      });
    },
  });
}

function install(context: CommandContext, dir: string): Outcome {
  const before = certificateFingerprintOf(readIdentity(dir).issuingPem ?? readIdentity(dir).authorityPem);
  takeNextIssuing(dir, Date.now());
  const fingerprint = certificateFingerprintOf(readIdentity(dir).issuingPem ?? '');
  const text = say(context, {
    en: `Another issuing authority signs from now on.\nStart the hub. What the one before signed stays good until each site renews it.\nWas that one stolen? carnet hub trust distrust ${before} --root ROOT`,
    fr: `Une autre autorité émettrice signe désormais.\nDémarrez le central. Ce que la précédente a signé reste bon jusqu’au renouvellement de chaque site.\nA-t-elle été volée ? carnet hub trust distrust ${before} --root RACINE`,
  });
  return { json: { fingerprint, before }, text };
}

function readFileOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, 64 * 1024);
  } catch (cause) {
    throw problemOfSystemError(cause, path);
  }
}
