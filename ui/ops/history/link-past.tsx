import type { JSX } from 'preact';
import { lazyPart } from '../../kit/lazy.js';
import { useWords } from '../words/use-words.js';
import type { LinkPast } from './history.js';
import { HourTable } from './hour-table.js';
import type { PastGraphProps } from './past-graph.js';
import { type Scale, summaryOf } from './past-summary.js';
import { pastText } from './past-words.js';

const Graph = lazyPart<PastGraphProps>(async () => (await import('./past-graph.js')).PastGraph);

/** The past of one link: its graph, and the same in words. */
export function LinkPastView(props: {
  readonly past: LinkPast;
  readonly resolutionMilliseconds: number;
  readonly scale: Scale;
  readonly nowMilliseconds: number;
  /** How far back is shown. */
  readonly spanMilliseconds: number;
}): JSX.Element {
  const words = useWords();
  const { past, resolutionMilliseconds, spanMilliseconds, nowMilliseconds: to } = props;
  const from = to - spanMilliseconds;
  const samples = past.samples.filter(({ at }) => at >= from - resolutionMilliseconds);
  if (samples.length === 0) return <p class="soft small">{words.t('past.none')}</p>;
  const summary = pastText(words, summaryOf(samples, resolutionMilliseconds, spanMilliseconds));
  return (
    <div class="past">
      <Graph
        {...{ samples, resolutionMilliseconds, from, to, scale: props.scale }}
        language={words.language}
        label={words.t('past.label', { link: past.name, summary })}
      />
      <p class="soft small past-text">{summary}</p>
      <HourTable past={{ name: past.name, samples }} resolutionMilliseconds={resolutionMilliseconds} />
    </div>
  );
}
