import type { Command } from 'commander';
import { join } from '../enrolment/join.js';
import type { JoinStep } from '../enrolment/join-step.js';
import type { SiteNode } from '../node-folder.js';
import type { Words } from '../words.js';
import { type CommandContext, say } from './command-context.js';
import { stepTeller } from './join-words.js';
import { leafCommand, type Outcome } from './leaf.js';
import { addFolderOption, gather, requiredText, textOption, textsOption } from './options.js';
import { parseLinkAddress, parsePort } from './quantity.js';

const hubUrlDefault = 'https://localhost:8440';

export function joinCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'join <code>',
    summary: {
      en: 'enrol this box as a site, with the one-time code of `carnet site add`',
      fr: 'enrôler ce boîtier comme site, avec le code à usage unique de `carnet site add`',
    },
    examples: [
      [
        'carnet join 7KD-XXXXX-XXXXX-XXXXX --hub https://hub.sante.cm:8440',
        { en: 'as on the printed sheet', fr: 'comme sur la feuille imprimée' },
      ],
      [
        'carnet join … --host hopital.lan --host 192.168.1.10',
        { en: 'also serve the LAN under these names', fr: 'servir aussi le réseau local sous ces noms' },
      ],
    ],
    configure: (command, words) => addJoinOptions(command, words, context),
    run: async (call): Promise<Outcome> => {
      const dir = requiredText(call, 'dir');
      const httpPort = textOption(call, 'httpPort');
      const tell = stepTeller(context, call.options['json'] === true);
      let last: JoinStep | undefined;
      const node = await join({
        dir,
        code: call.positionals[0] ?? '',
        hubUrl: requiredText(call, 'hub'),
        https: { host: requiredText(call, 'listen'), port: parsePort(requiredText(call, 'httpsPort')) },
        ...(httpPort === undefined ? {} : { http: { host: '127.0.0.1', port: parsePort(httpPort) } }),
        extraHosts: textsOption(call, 'host'),
        tunnels: call.options['tunnels'] !== false,
        linkAddresses: new Map(textsOption(call, 'linkAddress').map(parseLinkAddress)),
        onStep: (step) => {
          last = step;
          tell(step);
        },
      });
      return describe(context, dir, node, last === 'already-joined');
    },
  });
}

function describe(context: CommandContext, dir: string, node: SiteNode, isOld: boolean): Outcome {
  const words = (en: string, fr: string) => say(context, { en, fr });
  const { code, name, region, links } = node;
  const tunnels = links.flatMap((link) => (link.tunnel === undefined ? [] : [link.name]));
  const json = { site: code, name, region, dir, tunnels, already: isOld };
  if (isOld) {
    const text = words(
      `This box is already site ${code}, ${name} (${region}), enrolled with this very code. Nothing was changed.`,
      `Ce boîtier est déjà le site ${code}, ${name} (${region}), enrôlé avec ce même code. Rien n’a été modifié.`,
    );
    return { json, text };
  }
  const become = words(
    `This box is now site ${code}, ${name} (${region}).\nNext: carnet user add NAME --role doctor --dir ${dir} · carnet edge run --dir ${dir}`,
    `Ce boîtier est maintenant le site ${code}, ${name} (${region}).\nEnsuite : carnet user add NOM --role doctor --dir ${dir} · carnet edge run --dir ${dir}`,
  );
  const next = words(
    `Tunnels: ${tunnels.join(', ')}. Their interfaces: carnet links render --format wg-quick --dir ${dir}`,
    `Tunnels : ${tunnels.join(', ')}. Leurs interfaces : carnet links render --format wg-quick --dir ${dir}`,
  );
  return { json, text: tunnels.length === 0 ? become : `${become}\n${next}` };
}

function addJoinOptions(command: Command, words: (words: Words) => string, context: CommandContext): void {
  addFolderOption(command, words, context, 'site');
  command
    .option(
      '--hub <url>',
      words({ en: 'address of the hub', fr: 'adresse du central' }),
      context.environment['CARNET_HUB'] ?? hubUrlDefault,
    )
    .option(
      '--host <name>',
      words({
        en: 'name or IPv4 address of this box on its LAN; repeatable',
        fr: 'nom ou adresse IPv4 de ce boîtier sur son réseau local ; répétable',
      }),
      gather,
    )
    .option('--listen <address>', words({ en: 'address to listen on', fr: 'adresse d’écoute' }), '0.0.0.0')
    .option('--https-port <port>', words({ en: 'port of the workstations', fr: 'port des postes de travail' }), '8450')
    .option(
      '--http-port <port>',
      words({ en: 'also plain HTTP, on loopback only', fr: 'aussi en HTTP, en local seulement' }),
    )
    .option(
      '--link-address <link=host:port>',
      words({
        en: 'reach the hub’s MQTT port here through this link, without a tunnel; repeatable',
        fr: 'adresse MQTT du central par cette liaison, sans tunnel ; répétable',
      }),
      gather,
    )
    .option(
      '--no-tunnels',
      words({
        en: 'plain mutual TLS on every link, even where the hub has tunnels',
        fr: 'TLS mutuel simple sur chaque liaison, même si le central a des tunnels',
      }),
    );
}
