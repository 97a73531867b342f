import type { ComponentChildren, JSX } from 'preact';
import { FailureState, Loading } from '../../kit/states.js';
import type { Loaded } from '../fhir/use-live.js';
import { PageHeading } from '../shell/heading.js';

/** A page of the console: its heading, and what was loaded for it. */
export function ConsoleFrame<T>(props: {
  readonly title: string;
  readonly text?: string;
  readonly loaded: Loaded<T>;
  readonly onRetry: () => void;
  readonly children: (value: T) => ComponentChildren;
}): JSX.Element {
  const { title, text, loaded, onRetry, children } = props;
  return (
    <main id="content" class="console-page stack" tabIndex={-1}>
      <PageHeading title={title} />
      {text && <p class="soft">{text}</p>}
      {loaded.kind === 'loading' && <Loading />}
      {loaded.kind === 'failed' && <FailureState failure={loaded.failure} onRetry={onRetry} />}
      {loaded.kind === 'ready' && children(loaded.value)}
    </main>
  );
}

/** A table that scrolls on a narrow screen, by keyboard too. */
export function ConsoleTable(props: {
  readonly title: string;
  readonly columns: readonly string[];
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard (WCAG 2.1.1)
    <section class="table-frame" tabIndex={0} aria-label={props.title}>
      <table>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </section>
  );
}
