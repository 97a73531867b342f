import type { CommandContext } from '../commands/command-context.js';
import type { Words } from '../words.js';
import type { DemoAccess } from './access-file.js';

/** What the demo tells people while it works: steps and progress, on standard error; nothing of it under `--json`. */
export class Screen {
  readonly #context: CommandContext;
  readonly #quiet: boolean;
  #barMilliseconds = 0;
  #barOpen = false;

  constructor(context: CommandContext, quiet: boolean) {
    this.#context = context;
    this.#quiet = quiet;
  }

  say(words: Words): void {
    if (this.#quiet) return;
    this.#closeBar();
    this.#context.error(`${words[this.#context.language]}\n`);
  }

  /** A bar with the rate and the remaining time; on a terminal it moves, elsewhere only its end is written. */
  progress(words: Words, done: number, all: number, beganMilliseconds: number): void {
    if (this.#quiet || !this.#context.isTerminal) return;
    const now = performance.now();
    if (done < all && now - this.#barMilliseconds < 100) return;
    this.#barMilliseconds = now;
    this.#barOpen = true;
    this.#context.error(
      `\r\u001b[2K${progressLine(words[this.#context.language], done, all, now - beganMilliseconds)}`,
    );
    if (done >= all) this.#closeBar();
  }

  #closeBar(): void {
    if (this.#barOpen) this.#context.error('\n');
    this.#barOpen = false;
  }
}

const barCharacters = 24;

export function progressLine(label: string, done: number, all: number, tookMilliseconds: number): string {
  const filled = all === 0 ? barCharacters : Math.round((done / all) * barCharacters);
  const rate = tookMilliseconds > 0 ? (done / tookMilliseconds) * 1000 : 0;
  const rest = rate > 0 ? Math.ceil((all - done) / rate) : 0;
  const bar = '█'.repeat(filled) + '░'.repeat(barCharacters - filled);
  return `${label} ${bar} ${done}/${all} · ${rate.toFixed(1)}/s · ${rest} s`;
}

export interface Welcome {
  readonly password: string;
  readonly dir: string;
  /** The name of the demo patient. */
  readonly patient: string | undefined;
}

/** What stands on the screen when all runs: where to go, and who one can be there. */
export function welcomeText(language: keyof Words, access: DemoAccess, welcome: Welcome): string {
  const words = (en: string, fr: string) => (language === 'fr' ? fr : en);
  const place = (name: string, localUrl: string, url: string) => [
    `  ${name.padEnd(32)} ${localUrl}`,
    `  ${''.padEnd(32)} ${url}`,
  ];
  const [first, second] = access.sites;
  const patient =
    welcome.patient === undefined || second === undefined
      ? []
      : [
          words(
            `  Demo patient: ${welcome.patient}, of ${first?.name}, referred to ${second.name}`,
            `  Patient de démonstration : ${welcome.patient}, de ${first?.name}, référé à ${second.name}`,
          ),
        ];
  return [
    '',
    words(
      'Carnet is ready. Made-up data, no real person.',
      'Carnet est prêt. Données fictives, aucune personne réelle.',
    ),
    '',
    ...access.sites.flatMap((site) => place(`${site.name} · ${site.id}`, site.localUrl, site.url)),
    ...place(words('Hub: regional operations', 'Hub : exploitation régionale'), access.hub.localUrl, access.hub.url),
    '',
    `  ${words('Accounts at a hospital: ', 'Comptes d’un hôpital : ')}${Object.keys(first?.tokens ?? {}).join(', ')}`,
    `  ${words('Accounts at the hub: ', 'Comptes du hub : ')}${Object.keys(access.hub.tokens).join(', ')}`,
    `  ${words('Password of all accounts: ', 'Mot de passe de tous les comptes : ')}${welcome.password}`,
    `  ${words('Addresses and tokens: ', 'Adresses et jetons : ')}${welcome.dir}/access.json`,
    ...patient,
    '',
    words('  Ctrl-C stops everything, in order.', '  Ctrl-C arrête tout, dans l’ordre.'),
    '',
  ].join('\n');
}
