import type { LinkStateName } from '../../kit/sync/link-codes.js';
import type { LossTone } from './loss-tone.js';

/** The kit's colours, for a canvas. */
export interface Palette {
  readonly ink: string;
  readonly line: string;
  readonly paper: string;
  readonly smoke: string;
  readonly font: string;
  readonly loss: Readonly<Record<LossTone, string>>;
  readonly states: Readonly<Record<LinkStateName, string>>;
}

/** The colours of the theme that the document has now. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const [brand, information, warning, critical] = ['brand', 'information', 'warning', 'critical'].map(colour);
  const [calm = '', aware = '', weak = '', dead = ''] = [brand, information, warning, critical];
  return {
    ink: colour('ink-soft'),
    line: colour('line'),
    paper: colour('paper'),
    smoke: colour('line-strong'),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    loss: { none: calm, some: aware, much: weak, most: dead },
    states: {
      ...{ active: calm, standby: colour('line-strong'), degraded: weak, down: dead, blocked: dead },
      asleep: colour('line-strong'),
    },
  };
}
