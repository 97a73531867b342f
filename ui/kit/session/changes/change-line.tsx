import type { JSX } from 'preact';
import { formatDayAndTime } from '../../i18n/format.js';
import type { ShownChange } from './own-changes.js';
import { useChangeWords } from './use-words.js';

const authorWords = {
  self: ['changes.bySelf', 'changes.bySelfFrom'],
  person: ['changes.byPerson', 'changes.byPersonFrom'],
  'command-line': ['changes.byCommandLine', 'changes.byCommandLine'],
  elsewhere: ['changes.byElsewhere', 'changes.byElsewhere'],
  unknown: ['changes.byUnknown', 'changes.byUnknown'],
} as const;

/** What changed, when, and by whom. */
export function ChangeLine({ change }: { readonly change: ShownChange }): JSX.Element {
  const words = useChangeWords();
  const { at, by, address } = change;
  const [word, wordFrom] = authorWords[by.kind];
  const said = { at: formatDayAndTime(words.language, Date.parse(at), Date.now()), name: by.name, address };
  return (
    <span>
      <strong>{words.t(`change.${change.change}`)}</strong>
      <br />
      <span class="soft">{words.t(address === '' ? word : wordFrom, said)}</span>
    </span>
  );
}
