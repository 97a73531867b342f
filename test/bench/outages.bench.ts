import { addTrials, outageTrial } from '../support/outage-trial.js';
import { type Bench, type Measurement, round } from './measurement.js';

const seeds = 24;
const days = 3;

/**
 * How well outages that sites share are told from falls that only happen at about the same time: 60 simulated sites in ten
 * regions, falls of links and sites on their own, fibre cuts, operators, regions without power, towers that nobody knows
 * of, and a restart of the hub.
 */
export const outages: Bench = {
  name: 'outages',
  title: 'Shared outages told as one alert, simulated',
  run: async () => {
    const trials = Array.from({ length: seeds }, (_, index) => outageTrial(index + 1, days));
    const sum = addTrials(trials);
    const conditions = { seeds, days, sites: 60, shared: sum.shared, hidden: sum.hidden, told: sum.told };
    const figures: readonly (readonly [metric: string, value: number, unit: string])[] = [
      ['recall', sum.found / sum.shared, 'of outages'],
      ['hidden-recall', sum.hiddenFound / sum.hidden, 'of outages'],
      ['precision', 1 - sum.mistaken / sum.told, 'of alerts'],
      ['alerts-beside', sum.beside / sum.sitesOfFound, 'per site'],
      ['alerts-per-fall', sum.alerts / sum.falls, 'alerts'],
      ['alerts-per-restart', sum.ofRestart / seeds, 'alerts'],
    ];
    return figures.map(
      ([metric, value, unit]): Measurement => ({ bench: 'outages', metric, value: round(value), unit, conditions }),
    );
  },
};
