import type { Command } from 'commander';
import { Problem } from '../../protocol/problem.js';
import { join } from '../enrolment/join.js';
import type { JoinOptions, LinkAddress } from '../enrolment/join-options.js';
import type { JoinStep } from '../enrolment/join-step.js';
import { joinByBundle } from '../enrolment/kit/join-by-bundle.js';
import { requestByKit } from '../enrolment/kit/request-by-kit.js';
import { readTextIfThere } from '../folder/atomic-file.js';
import type { SiteNode } from '../node-folder.js';
import type { Words } from '../words.js';
import type { CommandContext } from './command-context.js';
import { withRecovery } from './join-recovery.js';
import { describeJoined, describeRequest, stepTeller } from './join-words.js';
import { type Call, type Example, leafCommand, type Outcome } from './leaf.js';
import { addFolderOption, gather, requiredText, textOption, textsOption } from './options.js';
import { parseLinkAddress, parsePort } from './quantity.js';

const hubUrlDefault = 'https://localhost:8440';

const examples: readonly Example[] = [
  [
    'carnet join 7KD-XXXXX-XXXXX-XXXXX --hub https://hub.sante.cm:8440',
    { en: 'as on the printed sheet', fr: 'comme sur la feuille imprimée' },
  ],
  [
    'carnet join … --host hopital.lan --host 192.168.1.10',
    { en: 'also serve the LAN under these names', fr: 'servir aussi le réseau local sous ces noms' },
  ],
  [
    'carnet join … --request /media/stick/request.txt',
    {
      en: 'without a network: for `carnet site kit` at the hub',
      fr: 'sans réseau : pour `carnet site kit` au central',
    },
  ],
  [
    'carnet join … --provisional',
    { en: 'work at once where there is no network yet', fr: 'travailler tout de suite, sans réseau encore' },
  ],
  ['carnet join --bundle /media/stick/bundle.txt', { en: 'with what came back', fr: 'avec ce qui est revenu' }],
];

const unreachable: Words = {
  en: 'Check the address (--hub), the cable and the link, then run the same command again; or add --provisional: this box then works at once and enrols by itself later',
  fr: 'Vérifiez l’adresse (--hub), le câble et la liaison, puis relancez la même commande ; ou ajoutez --provisional : ce boîtier travaille alors tout de suite et s’enrôle seul plus tard',
};

export function joinCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'join [code]',
    summary: {
      en: 'enrol this box as a site, with the one-time code of `carnet site add`; with or without a network',
      fr: 'enrôler ce boîtier comme site, avec le code à usage unique de `carnet site add` ; avec ou sans réseau',
    },
    examples,
    configure: (command, words) => addJoinOptions(command, words, context),
    run: (call) => run(context, call),
    nextSteps: { 'hub-unreachable': unreachable },
  });
}

async function run(context: CommandContext, call: Call): Promise<Outcome> {
  const dir = requiredText(call, 'dir');
  const [request, bundle] = [textOption(call, 'request'), textOption(call, 'bundle')];
  const tell = stepTeller(context, call.options['json'] === true);
  let last: JoinStep | undefined;
  const onStep = (step: JoinStep) => {
    last = step;
    tell(step);
  };
  const joined = (node: SiteNode) => {
    const isOld = last === 'already-joined';
    const outcome = describeJoined(context, dir, node, isOld);
    return isOld || call.options['recovery'] === false ? outcome : withRecovery(context, dir, outcome);
  };
  if (bundle !== undefined) {
    if (call.positionals.length > 0 || request !== undefined) throw new Problem('usage-wrong', '--bundle stands alone');
    const text = readTextIfThere(bundle);
    if (text === undefined) throw new Problem('not-found', bundle);
    return joined(joinByBundle(dir, text, onStep));
  }
  const isProvisional = call.options['provisional'] === true;
  const options = { ...readOptions(call, dir), onStep, ...(isProvisional && { provisionalBy: Date.now }) };
  if (request === undefined) return joined(await join(options));
  const node = await requestByKit(options, request);
  return node === undefined ? describeRequest(context, request) : joined(node);
}

/** @throws Problem `usage-wrong` */
function readOptions(call: Call, dir: string): JoinOptions {
  const [code] = call.positionals;
  if (code === undefined) throw new Problem('usage-wrong', 'carnet join CODE');
  const httpPort = textOption(call, 'httpPort');
  return {
    dir,
    code,
    hubUrl: requiredText(call, 'hub'),
    https: { host: requiredText(call, 'listen'), port: parsePort(requiredText(call, 'httpsPort')) },
    ...(httpPort === undefined ? {} : { http: { host: '127.0.0.1', port: parsePort(httpPort) } }),
    extraHosts: textsOption(call, 'host'),
    tunnels: call.options['tunnels'] !== false,
    linkAddresses: readLinkAddresses(call),
  };
}

/** @throws Problem `usage-wrong` */
function readLinkAddresses(call: Call): JoinOptions['linkAddresses'] {
  const addresses = new Map<string, LinkAddress>(textsOption(call, 'linkAddress').map(parseLinkAddress));
  for (const [link, probe] of textsOption(call, 'probeAddress').map(parseLinkAddress)) {
    const address = addresses.get(link);
    if (address === undefined)
      throw new Problem('usage-wrong', `--probe-address ${link} needs --link-address ${link}=…`);
    addresses.set(link, { ...address, probe });
  }
  return addresses;
}

function addJoinOptions(command: Command, words: (words: Words) => string, context: CommandContext): void {
  addFolderOption(command, words, context, 'site');
  const option = (flags: string, help: Words, preset?: string) => command.option(flags, words(help), preset);
  const hub = context.environment['CARNET_HUB'] ?? hubUrlDefault;
  option('--hub <url>', { en: 'address of the hub', fr: 'adresse du central' }, hub);
  option('--provisional', {
    en: 'where the hub cannot be reached: work at once, and enrol by itself later',
    fr: 'si le central est injoignable : travailler tout de suite, et s’enrôler seul plus tard',
  });
  option('--request <file>', {
    en: 'write a request for a hub that cannot be reached, to be taken there',
    fr: 'écrire une demande pour un central injoignable, à lui porter',
  });
  option('--bundle <file>', {
    en: 'the hub’s answer to it: no code is typed again',
    fr: 'la réponse du central : aucun code à retaper',
  });
  const host = {
    en: 'name or IPv4 address of this box on its LAN; repeatable',
    fr: 'nom ou adresse IPv4 de ce boîtier sur son réseau local ; répétable',
  };
  command.option('--host <name>', words(host), gather);
  option('--listen <address>', { en: 'address to listen on', fr: 'adresse d’écoute' }, '0.0.0.0');
  option('--https-port <port>', { en: 'port of the workstations', fr: 'port des postes de travail' }, '8450');
  option('--http-port <port>', { en: 'also plain HTTP, on loopback only', fr: 'aussi en HTTP, en local seulement' });
  const linkAddress = {
    en: 'reach the hub’s MQTT port here through this link, without a tunnel; repeatable',
    fr: 'adresse MQTT du central par cette liaison, sans tunnel ; répétable',
  };
  command.option('--link-address <link=host:port>', words(linkAddress), gather);
  const probeAddress = {
    en: 'send its probes (UDP) here; else to that host, at the port that the hub names; repeatable',
    fr: 'y envoyer ses sondes (UDP) ; sinon au même hôte, au port que le central indique ; répétable',
  };
  command.option('--probe-address <link=host:port>', words(probeAddress), gather);
  option('--no-recovery', {
    en: 'make no recovery code; `carnet key add-slot` makes one later',
    fr: 'ne pas créer de code de secours ; `carnet key add-slot` en crée un plus tard',
  });
  option('--no-tunnels', {
    en: 'plain mutual TLS on every link, even where the hub has tunnels',
    fr: 'TLS mutuel simple sur chaque liaison, même si le central a des tunnels',
  });
}
