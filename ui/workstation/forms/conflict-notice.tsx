import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Form, FormValues } from '../../../record/forms/field.js';
import { Banner } from '../../kit/banner.js';
import { ChoiceField } from '../../kit/choice-field.js';
import { formatDate } from '../../kit/i18n/format.js';
import { useWords, type WorkstationWords } from '../words/use-words.js';
import type { ValueMerge } from './merge-values.js';

interface ConflictProps {
  readonly form: Form;
  readonly merge: ValueMerge;
  readonly theirValues: FormValues;
  /** What the form holds now. */
  readonly values: FormValues;
  readonly onChoose: (field: string, value: string) => void;
}

/** What somebody else changed meanwhile: what was taken over, and what a person must choose. */
export function ConflictNotice(props: ConflictProps): JSX.Element {
  const words = useWords();
  const { form, merge, theirValues } = props;
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    frame.current?.focus();
    frame.current?.scrollIntoView({ block: 'center' });
  }, []);
  return (
    <div tabIndex={-1} ref={frame}>
      <Banner tone="warning" announce title={words.t('edit.conflict.title')}>
        <p>{words.t('edit.conflict.text')}</p>
        {merge.theirs.length > 0 && (
          <>
            <p>{words.t('edit.conflict.merged')}</p>
            <ul>
              {merge.theirs.map((name) => (
                <li key={name}>
                  {labelOf(words, form, name)} : <strong>{shown(words, form, name, theirValues[name])}</strong>
                </li>
              ))}
            </ul>
          </>
        )}
        {merge.both.length > 0 && (
          <>
            <p>
              <strong>{words.t('edit.conflict.both')}</strong>
            </p>
            {merge.both.map((name) => (
              <Choosing key={name} {...props} name={name} />
            ))}
          </>
        )}
      </Banner>
    </div>
  );
}

function Choosing(props: ConflictProps & { readonly name: string }): JSX.Element {
  const words = useWords();
  const { form, name, theirValues } = props;
  const [mine] = useState(props.values[name] ?? '');
  const theirs = theirValues[name] ?? '';
  return (
    <ChoiceField
      id={`conflict-${name}`}
      label={labelOf(words, form, name)}
      choices={[
        { value: 'mine', label: words.t('edit.conflict.yours', { value: shown(words, form, name, mine) }) },
        { value: 'theirs', label: words.t('edit.conflict.theirs', { value: shown(words, form, name, theirs) }) },
      ]}
      value={(props.values[name] ?? '') === theirs ? 'theirs' : 'mine'}
      onChange={(choice) => props.onChoose(name, choice === 'mine' ? mine : theirs)}
    />
  );
}

function labelOf(words: WorkstationWords, form: Form, name: string): string {
  return form.fields.find((field) => field.name === name)?.label[words.language] ?? name;
}

function shown(words: WorkstationWords, form: Form, name: string, value: string | undefined): string {
  if (value === undefined || value === '') return words.t('history.empty');
  const field = form.fields.find((one) => one.name === name);
  if (field?.kind === 'date') return formatDate(words.language, value);
  if (field?.kind === 'yes-no') return words.t(value === 'yes' ? 'form.yes' : 'form.no');
  return field?.choices?.find((choice) => choice.code === value)?.[words.language] ?? value;
}
