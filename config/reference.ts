import { edgeSettings } from './edge-settings.js';
import { hubSettings } from './hub-settings.js';
import { environmentName, type Setting, type Settings } from './setting.js';

/** The example file of a program: every setting at its default, secrets left out. */
export function renderExample(settings: Settings): string {
  const shown = Object.entries(settings).filter(([, setting]) => !setting.secret);
  return `${JSON.stringify(Object.fromEntries(shown.map(([name, setting]) => [name, setting.default])), null, 2)}\n`;
}

/** The reference of all settings as Markdown; `config/examples/REFERENCE.md` is kept equal to it by a test. */
export function renderReference(): string {
  return [
    '# Settings',
    '',
    'Each program reads `settings.json` in its folder (optional), then the environment, which wins.',
    'This page is made from the declarations in `config/`; a test keeps it equal.',
    '',
    ...renderTable('The program at a hospital (`edge-agent`)', edgeSettings),
    ...renderTable('The hub (`central-hub`)', hubSettings),
  ].join('\n');
}

function renderTable(title: string, settings: Settings): string[] {
  const rows = Object.entries(settings).map(
    ([name, setting]) =>
      `| \`${name}\` | \`${environmentName(name)}\` | ${renderDomain(setting)} | ${setting.secret ? '–' : `\`${setting.default}\``} | ${setting.help.en} |`,
  );
  return [
    `## ${title}`,
    '',
    '| name | environment | value | default | what it does |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ];
}

function renderDomain(setting: Setting): string {
  if (setting.kind === 'integer') return `${setting.min} – ${setting.max} ${setting.unit}`;
  if (setting.kind === 'flag') return 'true, false';
  if (setting.kind === 'text') return 'text';
  return setting.choices.join(', ');
}
