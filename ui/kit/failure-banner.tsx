import type { JSX } from 'preact';
import { Banner } from './banner.js';
import type { Failure } from './http/failure.js';
import { useKitWords } from './i18n/use-words.js';

/** A save that did not pass, on top of its form; what was typed stays below. */
export function FailureBanner(props: { readonly failure: Failure }): JSX.Element {
  const words = useKitWords();
  const { kind, issues } = props.failure;
  return (
    <Banner tone="critical" announce title={words.t(`failure.${kind}.title`)}>
      <p>{words.t(`failure.${kind}.text`)}</p>
      {issues.length > 0 && kind === 'refused' && (
        <ul class="small">
          {issues.map((issue) => (
            <li key={issue.path + issue.text}>
              {issue.path && <code>{issue.path} </code>}
              {issue.text}
            </li>
          ))}
        </ul>
      )}
    </Banner>
  );
}
