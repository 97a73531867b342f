import type { Command } from 'commander';
import { writeBundle } from '../doctor/bundle/write-bundle.js';
import { examine } from '../doctor/examine.js';
import { checkNames, type Finding } from '../doctor/finding.js';
import { checkNotice } from '../doctor/privacy-check.js';
import { type CommandContext, say } from './command-context.js';
import { leafCommand } from './leaf.js';
import { addFolderOption, requiredText, textOption } from './options.js';
import { formatTable } from './table.js';

const marks = { ok: '✓', warn: '!', fault: '✗' } as const;

export function doctorCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'doctor',
    summary: {
      en: 'find what is wrong with a node and say what to do; changes nothing',
      fr: 'trouver ce qui ne va pas et dire quoi faire ; ne change rien',
    },
    examples: [
      [
        'carnet doctor --dir var/site',
        { en: 'exit 1 when something must be done', fr: 'code 1 si quelque chose est à faire' },
      ],
      [
        'carnet doctor --dir var/site --bundle help.json.gz',
        { en: 'for support: no patient data, no keys', fr: 'pour l’assistance : ni données de patients, ni clés' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context);
      const help = { en: 'also write a support bundle to this file', fr: 'écrire aussi un dossier d’assistance' };
      command.option('--bundle <file>', words(help));
    },
    run: async (call) => {
      const [dir, now, bundle] = [requiredText(call, 'dir'), Date.now(), textOption(call, 'bundle')];
      const examined = await examine({ dir, nowMilliseconds: now });
      const readSettings = () => context.readShownSettings(dir, examined.node.kind);
      const findings = [...examined.findings, ...(examined.node.kind === 'site' ? noticeFindings(context, dir) : [])];
      const examination = { ...examined, findings };
      if (bundle !== undefined)
        await writeBundle({ dir, file: bundle, examination, nowMilliseconds: now, readSettings });
      const exit = findings.some(({ state }) => state === 'fault') ? 1 : 0;
      const text = [describe(context, findings), ...(bundle === undefined ? [] : [written(context, bundle)])];
      return { json: { findings, ...(bundle !== undefined && { bundle }) }, text: text.join('\n\n'), exit };
    },
  });
}

/** A program whose settings cannot be read does not start, and says why itself. */
function noticeFindings(context: CommandContext, dir: string): readonly Finding[] {
  try {
    return [checkNotice(context.readSiteSettings(dir))];
  } catch {
    return [];
  }
}

/** What is found in one table; below it, of each that is not well, what is safe and what to do. */
function describe(context: CommandContext, findings: readonly Finding[]): string {
  const words = (en: string, fr: string) => say(context, { en, fr });
  const table = formatTable(
    findings.map((found) => [marks[found.state], nameOf(context, found), say(context, found.what)]),
  );
  const advice = findings.flatMap((found) => {
    const { safe, todo, state } = found;
    if (safe === undefined || todo === undefined) return [];
    const lines = [
      `${marks[state]} ${nameOf(context, found)}`,
      `  ${words('Safe: ', 'En sécurité : ')}${say(context, safe)}`,
      `  ${words('To do: ', 'À faire : ')}${say(context, todo)}`,
    ];
    return [lines.join('\n')];
  });
  const verdict = advice.length > 0 ? advice.join('\n') : words('Nothing has to be done.', 'Rien n’est à faire.');
  return `${table}\n\n${verdict}`;
}

function written(context: CommandContext, file: string): string {
  return say(context, {
    en: `${file} is written: no patient data, no keys. To see all that it says: zcat ${file}`,
    fr: `${file} est écrit : ni données de patients, ni clés. Pour voir tout ce qu’il dit : zcat ${file}`,
  });
}

function nameOf(context: CommandContext, { check, about }: Finding): string {
  const name = say(context, checkNames[check]);
  return about === undefined ? name : `${name} ${about}`;
}
