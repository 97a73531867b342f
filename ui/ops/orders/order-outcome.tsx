import type { JSX } from 'preact';
import { useWords } from '../words/use-words.js';

/** What a site told of an order, as it told it: for whoever knows what the names mean. */
export function OrderOutcome(props: { readonly outcome: Readonly<Record<string, unknown>> }): JSX.Element | null {
  const words = useWords();
  const entries = Object.entries(props.outcome);
  if (entries.length === 0) return null;
  return (
    <details class="more">
      <summary>{words.t('orders.outcome')}</summary>
      <pre class="outcome" lang="en">
        {JSON.stringify(props.outcome, null, 2)}
      </pre>
    </details>
  );
}
