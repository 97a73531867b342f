// Lets Node run the TypeScript of the tests: `node --import ./scripts/load-typescript.js FILE.ts`. See typescript-hooks.js.
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
