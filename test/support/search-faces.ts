import type { Test } from 'tap';
import type { Role } from '../../record/role.js';
import { type FhirServer, send, startFhirServer } from './fhir-server.js';
import { author, resourceOf } from './journal-fixtures.js';

export interface SearchBundle {
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly resource: {
      readonly resourceType: string;
      readonly id: string;
      readonly issue?: readonly { readonly code: string; readonly diagnostics?: string }[];
    };
    readonly search: { readonly mode: 'match' | 'include' | 'outcome' };
  }[];
}

/** One face of the API as somebody searches it. */
export interface SearchFace {
  readonly name: 'site' | 'hub';
  readonly server: FhirServer;
  /** Stores resources as they are, and has them filed and in the index. */
  readonly put: (
    ...resources: readonly { resourceType: string; id: string; [element: string]: unknown }[]
  ) => Promise<void>;
  /** The answer to a search, by its address under `/fhir/` or as a whole. */
  readonly find: (url: string, role?: Role) => Promise<SearchBundle>;
  /** `Type/id` of the matches, or of what was included. */
  readonly keys: (url: string, mode?: 'match' | 'include') => Promise<readonly string[]>;
}

/** Runs the same test through a site and through a hub whose index has caught up. */
export function onBothSearchFaces(
  t: Test,
  title: string,
  body: (t: Test, face: SearchFace) => Promise<void>,
  options: { readonly isCareAsked?: boolean } = {},
): void {
  for (const name of ['site', 'hub'] as const) {
    void t.test(`${title}, at the ${name}`, async (t) => {
      const server = await startFhirServer(t, name, undefined, options);
      const { records, fanout } = server.journal;
      const put: SearchFace['put'] = async (...resources) => {
        await records.commitBundle({
          author,
          entries: resources.map((resource) => ({ verb: 'update', resource: resourceOf(resource) })),
        });
        if (name === 'site') return;
        while ((await fanout.fanOut(0, 1000)).more);
        while ((await fanout.index(1000)).waitingChanges > 0);
      };
      const find: SearchFace['find'] = async (url, role = 'doctor') => {
        const answer = await send(server, role, 'GET', url.replace('http://localhost:80', ''));
        if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.body}`);
        return answer.json();
      };
      await body(t, { name, server, put, find, keys: async (url, mode = 'match') => keysOf(await find(url), mode) });
    });
  }
}

export function keysOf({ entry = [] }: SearchBundle, mode: 'match' | 'include' | 'outcome' = 'match'): string[] {
  return entry
    .filter(({ search }) => search.mode === mode)
    .map(({ resource }) => `${resource.resourceType}/${resource.id}`);
}

export function linkOf({ link }: SearchBundle, relation: string): string | undefined {
  return link.find((each) => each.relation === relation)?.url;
}
