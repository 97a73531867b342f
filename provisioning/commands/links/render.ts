import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { makePrivateFolder, writeFileAtomically } from '../../folder/atomic-file.js';
import { readNode } from '../../node-folder.js';
import { hubTunnelsOf } from '../../tunnel/hub-tunnels.js';
import { renderHub } from '../../tunnel/render/hub-interface.js';
import { renderSite } from '../../tunnel/render/render-site.js';
import { type Rendered, type RenderFormat, renderFormats } from '../../tunnel/render/rendered.js';
import { siteTunnels, type Uplink } from '../../tunnel/render/site-tunnels.js';
import { type CommandContext, say } from '../command-context.js';
import { type Call, leafCommand, type Outcome } from '../leaf.js';
import { addFolderOption, gather, requiredText, textOption, textsOption } from '../options.js';

export function linksRenderCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'render',
    summary: {
      en: 'write the system’s configuration of the tunnels: interfaces, routes by source address, quotas',
      fr: 'écrire la configuration système des tunnels : interfaces, routes par adresse source, quotas',
    },
    examples: [
      [
        'carnet links render --format wg-quick --out /root/carnet-links',
        { en: 'then run the commands that it shows', fr: 'puis lancer les commandes affichées' },
      ],
      [
        'carnet links render --format systemd-networkd --uplink fibre=eth1,192.0.2.1 --uplink satellite=eth2',
        { en: 'each tunnel over its own way out', fr: 'chaque tunnel par sa propre sortie' },
      ],
      ['carnet links render --format openwrt', { en: 'only show it, without keys', fr: 'l’afficher sans les clés' }],
      ['carnet links render --format wg-quick --dir var/hub', { en: 'at the hub', fr: 'au central' }],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'site');
      const format = new Option('--format <format>', words({ en: 'for which system', fr: 'pour quel système' }));
      command
        .addOption(format.choices(renderFormats).makeOptionMandatory())
        .option('--out <folder>', words({ en: 'write the files there (0600)', fr: 'y écrire les fichiers (0600)' }))
        .option(
          '--uplink <link=device[,gateway]>',
          words({
            en: 'the device, and its gateway, that a link’s tunnel leaves by; repeatable',
            fr: 'interface, et passerelle, par où sort le tunnel d’une liaison ; répétable',
          }),
          gather,
        );
    },
    run: async (call) => {
      const rendered = render(context, call);
      if (rendered.files.length === 0) return nothing(context);
      return textOption(call, 'out') === undefined ? show(context, rendered) : write(context, rendered, call);
    },
  });
}

function render(context: CommandContext, call: Call): Rendered {
  const dir = resolve(requiredText(call, 'dir'));
  const node = readNode(dir);
  const format = requiredText(call, 'format') as RenderFormat;
  const named = textsOption(call, 'uplink').map(parseUplink);
  const uplinks = new Map(named);
  if (uplinks.size < named.length) throw new Problem('usage-wrong', '--uplink names a link twice');
  if (node.kind === 'site') return renderSite(siteTunnels(dir, node, uplinks), format);
  if (uplinks.size > 0) throw new Problem('usage-wrong', '--uplink is for a site');
  const settings = context.readHubSettings(dir);
  return hubTunnelsOf(dir, node, settings) === undefined
    ? { files: [], install: [] }
    : renderHub(dir, format, settings);
}

function nothing(context: CommandContext): Outcome {
  const text = say(context, {
    en: 'There are no tunnels here: links are plain mutual TLS. At the hub, tunnelSubnet in its settings makes them for sites that join from then on.',
    fr: 'Il n’y a pas de tunnels ici : les liaisons sont en TLS mutuel simple. Au central, le réglage tunnelSubnet en donne aux sites qui s’enrôlent ensuite.',
  });
  return { json: { files: [], install: [] }, text, exit: 1 };
}

function show(context: CommandContext, { files }: Rendered): Outcome {
  const shown = files.map(({ name, text, withoutSecret }) => ({ name, text: withoutSecret ?? text }));
  const next = say(context, {
    en: '# To write these files, with their keys, and see how to install them: --out FOLDER',
    fr: '# Pour écrire ces fichiers, avec leurs clés, et savoir les installer : --out DOSSIER',
  });
  const text = [...shown.map((file) => `##### ${file.name}\n${file.text}`), next].join('\n');
  return { json: { files: shown }, text };
}

function write(context: CommandContext, { files, install, unsteered = [] }: Rendered, call: Call): Outcome {
  const out = resolve(requiredText(call, 'out'));
  makePrivateFolder(out);
  for (const { name, text } of files) writeFileAtomically(`${out}/${name}`, text);
  const commands = install.map((line) => line.replaceAll('$OUT', out));
  const paths = files.map(({ name }) => `${out}/${name}`);
  const text = say(context, {
    en: `Written: ${paths.join(', ')}\nNow, as root:\n  ${commands.join('\n  ')}\nThen: carnet links check`,
    fr: `Écrits : ${paths.join(', ')}\nMaintenant, en root :\n  ${commands.join('\n  ')}\nEnsuite : carnet links check`,
  });
  const warning = say(context, {
    en: `Note: ${unsteered.join(', ')}: the tunnel leaves by the system’s own route. Where each link has its own device: --uplink LINK=DEVICE,GATEWAY`,
    fr: `Note : ${unsteered.join(', ')} : le tunnel sort par la route du système. Si chaque liaison a son interface : --uplink LIAISON=INTERFACE,PASSERELLE`,
  });
  const json = { files: paths, install: commands, unsteered };
  return { json, text: unsteered.length === 0 ? text : `${text}\n${warning}` };
}

/** `fibre=eth1`, `fibre=eth1,192.0.2.1`. @throws Problem `usage-wrong` */
function parseUplink(text: string): readonly [string, Uplink] {
  const match = /^([a-z0-9-]{1,16})=([A-Za-z0-9_.@-]{1,15})(?:,([0-9A-Fa-f.:]{2,45}))?$/.exec(text);
  const [, link, device, gateway] = match ?? [];
  const isWrong = link === undefined || device === undefined || (gateway !== undefined && isIP(gateway) === 0);
  if (isWrong) throw new Problem('usage-wrong', `${text}: fibre=eth1,192.0.2.1`);
  return [link, { device, ...(gateway === undefined ? {} : { gateway }) }];
}
