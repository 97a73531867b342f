import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { isGrantableHost } from '../../certificates/profile.js';
import { readTextIfThere, writeFileAtomically } from '../../folder/atomic-file.js';
import { createHub } from '../../hub/create-hub.js';
import { holdsNode, nodePaths } from '../../node-folder.js';
import { rootCertificateIn, sealRoot } from '../../trust/root-file.js';
import { isOnDiskOf } from '../../trust/root-place.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { addFolderOption, gather, requiredText, textOption, textsOption } from '../options.js';
import { parsePort } from '../quantity.js';
import { rootWords } from './root-words.js';

export function hubInitCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'init',
    summary: {
      en: 'create the hub: certificate authority, keys, database',
      fr: 'créer le central : autorité de certification, clés, base',
    },
    examples: [
      [
        'carnet hub init --host hub.sante.cm',
        { en: 'sites reach it under this name', fr: 'nom sous lequel les sites l’atteignent' },
      ],
      [
        'carnet hub init --dir /srv/hub --http-port 8445',
        { en: 'also plain HTTP for this machine only', fr: 'aussi en HTTP, pour cette machine seulement' },
      ],
      [
        'carnet hub init --root-file /media/stick/root-key.carnet',
        { en: 'the root goes onto the stick at once', fr: 'la racine va tout de suite sur la clé USB' },
      ],
    ],
    configure: (command, words) => addInitOptions(command, words, context),
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const hosts = textsOption(call, 'host');
      const wrong = hosts.find((host) => !isGrantableHost(host));
      if (wrong !== undefined) throw new Problem('usage-wrong', `--host ${wrong}`);
      const listen = requiredText(call, 'listen');
      const httpPort = textOption(call, 'httpPort');
      const rootFile = resolve(textOption(call, 'rootFile') ?? nodePaths(dir).root);
      if (textOption(call, 'rootFile') !== undefined && existsSync(rootFile) && !isOfUnfinished(dir, rootFile)) {
        throw new Problem('already-exists', rootFile);
      }
      const name = requiredText(call, 'name');
      const https = { host: listen, port: parsePort(requiredText(call, 'httpsPort')) };
      const mqtt = { host: listen, port: parsePort(requiredText(call, 'mqttPort')) };
      const isJson = call.options['json'] === true;
      const wasBegun = isBegun(dir);
      await createHub({
        ...{ dir, name, hosts, https, mqtt, nowMilliseconds: Date.now() },
        ...(httpPort === undefined ? {} : { http: { host: '127.0.0.1', port: parsePort(httpPort) } }),
        // Said before the folder is a hub: whatever ends this meanwhile, no hub is left whose root nobody can open.
        keepRoot: async (made) => {
          const { text, code = '' } = await sealRoot(made);
          writeFileAtomically(rootFile, text);
          const root = { file: rootFile, code, onDiskOfHub: isOnDiskOf(dir, rootFile) };
          const said = `${wasBegun ? `${say(context, begunWords)}\n` : ''}${say(context, rootWords(rootFile, code, root.onDiskOfHub))}`;
          context.out(`${isJson ? JSON.stringify({ dir, name, https, mqtt, root }) : said}\n`);
        },
      });
      const next = say(context, {
        en: `\nThe hub is ready in ${dir}.\nKeep a copy of key-slots.json and slot.token elsewhere: without them the database cannot be read.\nNext: carnet hub run --dir ${dir} · carnet site add "Hospital" --region "Nord" --dir ${dir}`,
        fr: `\nLe central est prêt dans ${dir}.\nGardez ailleurs une copie de key-slots.json et slot.token : sans eux la base est illisible.\nEnsuite : carnet hub run --dir ${dir} · carnet site add "Hôpital" --region "Nord" --dir ${dir}`,
      });
      if (!isJson) context.out(`${next}\n`);
      context.exit(0);
      return undefined;
    },
  });
}

/** An earlier `hub init` in this folder was cut off. */
function isBegun(dir: string): boolean {
  return !holdsNode(dir) && readTextIfThere(nodePaths(dir).authority) !== undefined;
}

/** Whether a file is the root of such a one: nothing rests on that, so it may be written over. */
function isOfUnfinished(dir: string, rootFile: string): boolean {
  return isBegun(dir) && rootCertificateIn(rootFile) === readTextIfThere(nodePaths(dir).authority);
}

const begunWords: Words = {
  en: 'An earlier `carnet hub init` here was cut off; it goes on. A code that it may have shown counts for nothing: this is the one.',
  fr: 'Un `carnet hub init` précédent a été interrompu ici ; il continue. Un code qu’il a pu montrer ne vaut plus rien : voici le bon.',
};

function addInitOptions(command: Command, words: (words: Words) => string, context: CommandContext): void {
  addFolderOption(command, words, context, 'hub');
  command
    .option(
      '--name <name>',
      words({ en: 'name of the hub, shown at the sites', fr: 'nom du central, affiché dans les sites' }),
      'Carnet',
    )
    .option(
      '--host <name>',
      words({
        en: 'name or IPv4 address under which it is reached; repeatable, the first is told to sites',
        fr: 'nom ou adresse IPv4 du central ; répétable, le premier est donné aux sites',
      }),
      gather,
    )
    .option(
      '--root-file <file>',
      words({
        en: 'where the sealed key of the root is written, as a rule onto a stick; else root-key.carnet in the folder',
        fr: 'où écrire la clé scellée de la racine, en général une clé USB ; sinon root-key.carnet dans le dossier',
      }),
    )
    .option('--listen <address>', words({ en: 'address to listen on', fr: 'adresse d’écoute' }), '0.0.0.0')
    .option(
      '--https-port <port>',
      words({ en: 'port of enrolment, API and console', fr: 'port de l’enrôlement, de l’API et de la console' }),
      '8440',
    )
    .option(
      '--mqtt-port <port>',
      words({ en: 'port of the sites’ sessions', fr: 'port des sessions des sites' }),
      '8441',
    )
    .option(
      '--http-port <port>',
      words({ en: 'also plain HTTP, on loopback only', fr: 'aussi en HTTP, en local seulement' }),
    );
}
