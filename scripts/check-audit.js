// Fails on an advisory about what is shipped that nobody has argued, and on an argument that has outlived its advisory.
// Usage: npm audit --omit=dev --json | node scripts/check-audit.js. The arguments: argued-advisories.json, docs/threat-model.md.
import { readFileSync } from 'node:fs';

const argued = JSON.parse(readFileSync(new URL('./argued-advisories.json', import.meta.url), 'utf8'));
const { vulnerabilities, error, message } = JSON.parse(readFileSync(0, 'utf8'));

if (vulnerabilities === undefined) {
  console.error(`no answer from the audit: ${error?.summary ?? message ?? 'unknown'}`);
  process.exit(2);
}

const found = new Map();
for (const { via } of Object.values(vulnerabilities)) {
  for (const advisory of via) {
    // A string names another package, whose own entry has the advisory.
    if (typeof advisory === 'string') continue;
    found.set(advisory.url.split('/').at(-1), advisory);
  }
}

for (const [id, { name, severity, title, range }] of found) {
  const why = argued[id];
  console.log(`${why === undefined ? 'NOT ARGUED' : 'argued'}: ${id} ${name} ${range} (${severity}) ${title}`);
  if (why === undefined) process.exitCode = 1;
}
for (const id of Object.keys(argued)) {
  if (found.has(id)) continue;
  console.log(`OUTLIVED: ${id} is argued and no longer found; take it out`);
  process.exitCode = 1;
}
if (found.size === 0) console.log('no advisory is known');
