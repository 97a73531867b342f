import type uPlot from 'uplot';
import type { LinkStateName } from '../../kit/sync/link-codes.js';
import { lossOf, type Sample } from './history.js';
import { type LossTone, lossToneOf } from './loss-tone.js';
import type { Palette } from './palette.js';

/** Share of the plot's height that the ribbon of states takes at its foot. */
export const ribbonShare = 0.22;

const thickness: Readonly<Record<LossTone, number>> = { none: 2, some: 2.5, much: 3.5, most: 4.5 };

/** Smoke, medians and ribbon of one link, in the canvas of a plot whose scales are set. */
export function drawPast(
  plot: uPlot,
  samples: readonly Sample[],
  resolutionMilliseconds: number,
  palette: Palette,
): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const sample of samples) {
    const left = plot.valToPos(sample.at / 1000, 'x', true);
    const right = plot.valToPos((sample.at + resolutionMilliseconds) / 1000, 'x', true);
    const width = Math.max(1, right - left);
    drawSmoke(plot, sample, left, width, palette);
    drawState(plot, sample.state, { left, width }, palette);
  }
  ctx.restore();
}

function drawSmoke(plot: uPlot, sample: Sample, left: number, width: number, palette: Palette): void {
  const { ctx, bbox } = plot;
  const ground = bbox.top + bbox.height * (1 - ribbonShare);
  const y = (milliseconds: number) => plot.valToPos(milliseconds, 'y', true);
  const band = (low: number | undefined, high: number | undefined, opacity: number) => {
    if (low === undefined || high === undefined) return;
    ctx.globalAlpha = opacity;
    ctx.fillStyle = palette.smoke;
    ctx.fillRect(left, y(high), width, Math.max(1, y(low) - y(high)));
  };
  band(sample.min, sample.max, 0.16);
  band(sample.p25, sample.p75, 0.36);
  ctx.globalAlpha = 1;
  const tone = lossToneOf(lossOf(sample) ?? 0);
  const line = thickness[tone] * devicePixelRatio;
  ctx.fillStyle = palette.loss[tone];
  if (sample.median !== undefined) ctx.fillRect(left, y(sample.median) - line / 2, width, line);
  // Nothing came back: a mark on the ground, so that silence does not look like calm.
  else if (sample.sent > 0) ctx.fillRect(left, ground - 3 * devicePixelRatio, width, 3 * devicePixelRatio);
}

interface Span {
  readonly left: number;
  readonly width: number;
}

/** Each state has a height of its own beside its colour: full, half, a line. */
function drawState(plot: uPlot, state: LinkStateName | undefined, { left, width }: Span, palette: Palette): void {
  if (state === undefined) return;
  const { ctx, bbox } = plot;
  const bottom = bbox.top + bbox.height;
  const full = bbox.height * ribbonShare * 0.72;
  const height = full * heights[state];
  ctx.globalAlpha = 1;
  ctx.fillStyle = palette.states[state];
  // A little wider, so that neighbours leave no hairline between them.
  ctx.fillRect(left, bottom - height, width + 0.5, height);
  if (state === 'down' || state === 'blocked') {
    ctx.fillStyle = palette.paper;
    ctx.fillRect(left, bottom - full * 0.58, width + 0.5, full * 0.16);
  }
}

const heights: Readonly<Record<LinkStateName, number>> = {
  active: 1,
  degraded: 0.75,
  standby: 0.4,
  asleep: 0.15,
  down: 1,
  blocked: 1,
};
