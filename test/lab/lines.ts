import type { LineShape } from './relay/shaped-line.js';
import type { ScenarioLink } from './scenario.js';

const never = { jitterMilliseconds: 0, lossShare: 0 } as const;

/** 20 Mbit/s over 20 ms: a good day on the national backbone. */
export const fibreLine: LineShape = {
  ...{ ...never, delayMilliseconds: 10, bytesPerSecond: 2_500_000, queueBytesMax: 250_000 },
};

/** 256 kbit/s, 600 ms there and back, 2 % of packets lost in either direction; a queue of a second and a half. */
export const satelliteLine: LineShape = {
  ...{ delayMilliseconds: 300, jitterMilliseconds: 20, lossShare: 0.02, bytesPerSecond: 32_000, queueBytesMax: 48_000 },
};

/** 5 Mbit/s over 80 ms and more: a mobile network on an ordinary day. */
const mobileLine: LineShape = {
  ...{ delayMilliseconds: 40, jitterMilliseconds: 20, lossShare: 0.005 },
  ...{ bytesPerSecond: 600_000, queueBytesMax: 200_000 },
};

/** A link with the same line in both directions. */
function both(link: Omit<ScenarioLink, 'up' | 'down'>, line: LineShape): ScenarioLink {
  return { ...link, up: line, down: line };
}

export const fibreLink = both({ name: 'fibre', kind: 'fibre', metered: false }, fibreLine);
/** A flat rate: what goes over it is not counted. */
export const mobileLink = both({ name: '4g', kind: 'cellular', metered: false }, mobileLine);
export const satelliteLink = both({ name: 'geo', kind: 'geo', metered: true }, satelliteLine);
