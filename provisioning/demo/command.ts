import type { Command } from 'commander';
import type { CommandContext } from '../commands/command-context.js';
import { leafCommand } from '../commands/leaf.js';
import { parseBasePort, parseSiteCount } from './demo-plan.js';
import { type DemoOptions, runDemo } from './run-demo.js';

const defaults = { dir: 'var/demo', sites: '2', basePort: '8440', data: 'synthetic' } as const;

/** `carnet demo`: a hub and some hospitals on this machine, with made-up patients. */
export function demoCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'demo',
    summary: {
      en: 'a hub and hospitals on this machine, enrolled for real, with made-up patients',
      fr: 'un hub et des hôpitaux sur cette machine, réellement enrôlés, avec des patients fictifs',
    },
    examples: [
      ['carnet demo', { en: 'two hospitals and a hub', fr: 'deux hôpitaux et un hub' }],
      ['carnet demo --sites 3 --base-port 9440', { en: 'three, on other ports', fr: 'trois, sur d’autres ports' }],
      ['carnet demo --once --json', { en: 'follow one record, stop', fr: 'suivre un document, arrêter' }],
      ['carnet demo --fresh', { en: 'begin again from nothing', fr: 'recommencer à zéro' }],
    ],
    configure: (command, words) => {
      command
        .option('--dir <folder>', words({ en: 'folder of the demo', fr: 'dossier de la démo' }), defaults.dir)
        .option('--sites <n>', words({ en: 'hospitals', fr: 'hôpitaux' }), defaults.sites)
        .option('--base-port <port>', words({ en: 'first port', fr: 'premier port' }), defaults.basePort)
        .option(
          '--data <what>',
          words({ en: '`synthetic`, or a folder of FHIR files', fr: '`synthetic`, ou un dossier de fichiers FHIR' }),
          defaults.data,
        )
        .option(
          '--once',
          words({
            en: 'write at the first hospital, read at the second, stop',
            fr: 'écrire au premier hôpital, lire au second, arrêter',
          }),
        )
        .option('--fresh', words({ en: 'delete the folder’s demo first', fr: 'supprimer d’abord la démo du dossier' }));
    },
    run: ({ options }) => runDemo(context, readOptions(options)),
  });
}

function readOptions(options: Readonly<Record<string, unknown>>): DemoOptions {
  return {
    dir: String(options['dir']),
    sites: parseSiteCount(String(options['sites'])),
    basePort: parseBasePort(String(options['basePort'])),
    data: String(options['data']),
    once: options['once'] === true,
    fresh: options['fresh'] === true,
    json: options['json'] === true,
  };
}
