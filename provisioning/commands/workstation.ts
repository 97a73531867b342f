import type { Command } from 'commander';
import qrcode from 'qrcode';
import { formatTime } from '../time-text.js';
import type { Words } from '../words.js';
import { guideHtml } from '../workstation/guide-html.js';
import {
  packageFiles,
  readWorkstationTrust,
  type WorkstationTrust,
  writePackage,
} from '../workstation/trust-package.js';
import { type CommandContext, say } from './command-context.js';
import { type Call, leafCommand, type Outcome } from './leaf.js';
import { addFolderOption, requiredText, textOption } from './options.js';

const summary: Words = {
  en: 'at a site: what a workstation needs to trust it: the address, the certificate, a fingerprint to compare',
  fr: 'sur un site : ce qu’il faut à un poste pour lui faire confiance : adresse, certificat, empreinte à comparer',
};

const startFirst: Words = {
  en: 'Start the site once: it makes the certificate by itself',
  fr: 'Démarrez le site une fois : il crée le certificat lui-même',
};

export function workstationCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'workstation',
    summary,
    examples: [
      ['carnet workstation', { en: 'show it', fr: 'l’afficher' }],
      [
        'carnet workstation --output /media/stick/carnet',
        { en: 'as files for each system, with a guide to print', fr: 'en fichiers pour chaque système, avec un guide' },
      ],
      ['carnet workstation --json', { en: 'for a program', fr: 'pour un programme' }],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'site');
      const output = {
        en: 'write the files into this folder; never over others',
        fr: 'écrire les fichiers dans ce dossier ; jamais par-dessus d’autres',
      };
      command.option('--output <folder>', words(output));
    },
    nextSteps: { 'not-found': startFirst },
    run: (call) => run(context, call),
  });
}

async function run(context: CommandContext, call: Call): Promise<Outcome> {
  const trust = readWorkstationTrust(requiredText(call, 'dir'));
  const folder = textOption(call, 'output');
  if (folder === undefined) return { json: trust, text: `${describe(context, trust)}\n\n${trust.rootPem.trimEnd()}` };
  requiredText(call, 'output');
  const [url = ''] = trust.urls;
  const qrSvg = await qrcode.toString(url, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
  const files = writePackage(folder, packageFiles(trust, guideHtml(trust, qrSvg)));
  const written = say(context, { en: 'Written, all of it public:', fr: 'Écrit, tout est public :' });
  return { json: { ...trust, files }, text: `${describe(context, trust)}\n\n${written}\n  ${files.join('\n  ')}` };
}

function describe(context: CommandContext, { site, name, urls, sha256, sha1, notAfterMilliseconds }: WorkstationTrust) {
  const end = formatTime(notAfterMilliseconds);
  return say(context, {
    en: `Site ${site}: ${name}\n\n  Address   ${urls.join('\n            ')}\n  SHA-256   ${sha256}\n  SHA-1     ${sha1}\n  until     ${end}\n\nCompare the fingerprint on each workstation before trusting the certificate.`,
    fr: `Site ${site} : ${name}\n\n  Adresse     ${urls.join('\n              ')}\n  SHA-256     ${sha256}\n  SHA-1       ${sha1}\n  jusqu’au    ${end}\n\nComparez l’empreinte sur chaque poste avant de faire confiance au certificat.`,
  });
}
