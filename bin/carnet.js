#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/provisioning/cli.js', import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  process.stderr.write('carnet: it is not built yet · Nothing was changed · Run `npm run build` in its folder\n');
  process.exitCode = 1;
}
