import { falseSwitches, quietSites, steadyLosses } from '../support/link-trials.js';

/**
 * Switches for which there was no reason, over many link-days on which nothing goes wrong, and over twice as many days of a
 * geostationary link that always loses 2 %.
 * Usage: `npx tsx test/simulation/link-days.ts [link-days] [seed]`; 30 link-days take about half a minute.
 */
const [wanted = '30', seed = '1'] = process.argv.slice(2);
const linksInAll = quietSites.reduce((sum, lines) => sum + lines.length, 0);
const days = Number(wanted) / linksInAll;
let total = 0;
quietSites.forEach((lines, index) => {
  const count = falseSwitches(lines, days, Number(seed) + index);
  total += count;
  console.log(
    `${lines.map(({ plan }) => plan.link).join(', ')}: ${count} in ${(days * lines.length).toFixed(1)} link-days`,
  );
});
console.log(`${total} in ${wanted} link-days`);
const steadyDays = Number(wanted) * 2;
const steady = falseSwitches(steadyLosses(0.02), steadyDays, Number(seed));
console.log(`geo that always loses 2 %: ${steady} in ${steadyDays} days`);
process.exitCode = total > Math.ceil(Number(wanted) / 30) || steady > 0 ? 1 : 0;
