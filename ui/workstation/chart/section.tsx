import type { ComponentChildren, JSX } from 'preact';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { FhirObject } from '../../../record/resource.js';
import { Icon, type IconName } from '../../kit/icon.js';
import { hrefOf } from '../../kit/router.js';
import { Tag } from '../../kit/tag.js';
import { DeliveryMark } from '../delivery/delivery-mark.js';
import { useWords } from '../words/use-words.js';
import type { Part } from './load-chart.js';

/** What items of a chart need to know of it. */
export const ChartContext = createContext<{
  readonly patientId: string;
  readonly arrived: ReadonlySet<string>;
  readonly mayChangeAllergies: boolean;
}>({ patientId: '', arrived: new Set(), mayChangeAllergies: false });

/** One section of the summary with its designed states: empty and failed; left out when restricted. */
export function Section<T>(props: {
  readonly title: string;
  readonly icon: IconName;
  readonly part: Part<T>;
  readonly empty: ComponentChildren;
  readonly children: (items: readonly T[]) => ComponentChildren;
}): JSX.Element | null {
  const words = useWords();
  const { part } = props;
  // What a role may not see is as if it were not there (rule R1); the page says so once.
  if (part.kind === 'restricted') return null;
  return (
    <section class="section" data-state={part.kind}>
      <h2>
        <Icon name={props.icon} />
        {props.title}
      </h2>
      {part.kind === 'failed' && (
        <p class="quiet" role="alert">
          <Icon name="alert" /> {words.t('failure.offline.title')}
        </p>
      )}
      {part.kind === 'ready' && part.items.length > 0 && props.children(part.items)}
      {/* "None" would be wrong where something is that the role may not see. */}
      {part.kind === 'ready' && part.items.length === 0 && part.restricted === 0 && (
        <div class="quiet">{props.empty}</div>
      )}
      {part.kind === 'ready' && part.restricted > 0 && <RestrictedCount count={part.restricted} />}
      {part.kind === 'ready' && part.more && (
        <p class="quiet">
          <Icon name="alert" /> {words.t('chart.notWhole', { count: part.items.length })}
        </p>
      )}
    </section>
  );
}

/** That something is there which the role may not see (rule R23). */
function RestrictedCount({ count }: { readonly count: number }): JSX.Element {
  const words = useWords();
  return (
    <p class="quiet" data-restricted={count}>
      <Icon name="restricted" /> {words.count('chart.restrictedItem', count)}
    </p>
  );
}

/** Under an item: where it is, whether it has just come, and the way to its history. */
export function ItemFoot({ resource, name }: { readonly resource: FhirObject; readonly name: string }): JSX.Element {
  const words = useWords();
  const { patientId, arrived } = useContext(ChartContext);
  const [type, id] = [resource.resourceType, resource.id ?? ''];
  return (
    <span class="item-foot screen-only">
      {arrived.has(`${type}/${id}`) && (
        <Tag tone="information" icon="arrow">
          {words.t('chart.new')}
        </Tag>
      )}
      <DeliveryMark type={type} id={id} versionId={String(resource.meta?.['versionId'] ?? '')} />
      <a
        class="history-link"
        href={hrefOf('patient', patientId, 'history', type, id)}
        aria-label={words.t('chart.historyOf', { item: name })}
        title={words.t('chart.history')}
      >
        <Icon name="history" />
      </a>
    </span>
  );
}
