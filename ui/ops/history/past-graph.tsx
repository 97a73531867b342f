import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatTime } from '../../kit/i18n/format.js';
import type { Language } from '../../kit/i18n/language.js';
import { useStore } from '../../kit/store.js';
import { themeStore } from '../../kit/theme.js';
import { drawPast, ribbonShare } from './draw-past.js';
import type { Sample } from './history.js';
import { type Palette, readPalette } from './palette.js';
import { linesOf, type Scale } from './past-summary.js';

export interface PastGraphProps {
  readonly samples: readonly Sample[];
  readonly resolutionMilliseconds: number;
  /** All links of the site share it. */
  readonly scale: Scale;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly language: Language;
  /** What the graph shows, in words. */
  readonly label: string;
}

const heightPixels = 112;
const narrowPixels = 380;

/** One day of a link: smoke of round trips, the median with its losses, and the ribbon of its states at the foot. */
export function PastGraph(props: PastGraphProps): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  const plot = useRef<uPlot | undefined>(undefined);
  const theme = useStore(themeStore);
  latest.current = props;
  const { scale, language } = props;
  useEffect(() => {
    const place = frame.current;
    if (!place) return;
    const drawn = new uPlot(optionsOf(latest, readPalette(), place.clientWidth), dataOf(latest.current), place);
    plot.current = drawn;
    const observer = new ResizeObserver(() => drawn.setSize({ width: place.clientWidth, height: heightPixels }));
    observer.observe(place);
    return () => {
      observer.disconnect();
      drawn.destroy();
      plot.current = undefined;
    };
  }, [theme, language, scale.low, scale.high]);
  useEffect(() => plot.current?.setData(dataOf(props)), [props.samples, props.to]);
  return <div class="past-graph" role="img" aria-label={props.label} ref={frame} />;
}

/** The plot only keeps scales and axes; what is drawn comes from the samples. */
function dataOf({ from, to, scale: { low } }: PastGraphProps): uPlot.AlignedData {
  return [
    [from / 1000, to / 1000],
    [low, low],
  ];
}

function optionsOf(props: { readonly current: PastGraphProps }, palette: Palette, width: number): uPlot.Options {
  const axis = {
    stroke: palette.ink,
    font: palette.font,
    grid: { stroke: palette.line, width: 1 },
    ticks: { show: false },
  };
  const { low, high } = props.current.scale;
  // The foot of the plot below the lowest round trip is the ribbon's.
  const foot = low / (high / low) ** (ribbonShare / (1 - ribbonShare));
  return {
    width,
    height: heightPixels,
    legend: { show: false },
    cursor: { show: false },
    padding: [6, 20, 0, 0],
    scales: {
      x: { time: true, range: () => [props.current.from / 1000, props.current.to / 1000] },
      y: { distr: 3, log: 10, range: () => [foot, high] },
    },
    series: [{}, { stroke: 'transparent', points: { show: false } }],
    axes: [
      {
        ...{ ...axis, size: 24, gap: 2 },
        splits: (plot) => ticksOf(props.current.from, props.current.to, plot.width < narrowPixels),
        values: (_, hours) => hours.map((seconds) => formatTime(props.current.language, seconds * 1000)),
      },
      {
        ...{ ...axis, size: 62, gap: 4 },
        splits: () => [...linesOf({ low, high })],
        filter: (_, heights) => heights,
        values: (_, heights) => heights.map((height) => `${Math.round(height)} ms`),
      },
    ],
    hooks: {
      draw: [
        (plot) => {
          const { samples, resolutionMilliseconds } = props.current;
          drawPast(plot, samples, resolutionMilliseconds, palette);
        },
      ],
    },
  };
}

const minuteMilliseconds = 60_000;

/** Steps of the clock on the wall, in minutes. */
const stepMinutes = [15, 60, 240, 360] as const;
const ticksMax = { narrow: 4, wide: 7 } as const;

/** Round times of the clock on the wall, in seconds since 1970. */
function ticksOf(from: number, to: number, isNarrow: boolean): number[] {
  const most = isNarrow ? ticksMax.narrow : ticksMax.wide;
  const step = stepMinutes.find((minutes) => (to - from) / (minutes * minuteMilliseconds) <= most) ?? 360;
  const start = new Date(from);
  start.setMinutes(0, 0, 0);
  const ticks: number[] = [];
  for (let at = start.getTime(); at <= to; at += minuteMilliseconds * Math.min(step, 60)) {
    const time = new Date(at);
    const isRound = (time.getHours() * 60 + time.getMinutes()) % step === 0;
    if (at >= from && isRound) ticks.push(at / 1000);
  }
  return ticks;
}
