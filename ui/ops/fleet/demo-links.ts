import { request } from '../../kit/http/request.js';
import { createStore } from '../../kit/store.js';

/** Whether the demo cut a link, by `site/link`. */
export type DemoLinks = ReadonlyMap<string, boolean>;

/** `undefined` where links cannot be cut from here: everywhere but in a demo. */
export const demoLinksStore = createStore<DemoLinks | undefined>(undefined);

export function demoLinkKey(site: string, link: string): string {
  return `${site}/${link}`;
}

const askAgainMilliseconds = 10_000;

/** Follows the links of a demo, which others may cut too; asks only once where there is none. The answer stops it. */
export function startDemoLinks(): () => void {
  void askDemoLinks();
  const interval = setInterval(() => {
    if (demoLinksStore.get() !== undefined) void askDemoLinks();
  }, askAgainMilliseconds);
  return () => {
    clearInterval(interval);
    demoLinksStore.set(undefined);
  };
}

/** This hub is no demo when there is no such route, or this role may not use it. */
async function askDemoLinks(): Promise<void> {
  try {
    demoLinksStore.set(readDemoLinks((await request('GET', '/api/demo/links')).value));
  } catch {
    demoLinksStore.set(undefined);
  }
}

/** Cuts a link or restores it. @throws Failure when the demo did not do it */
export async function setDemoCut(site: string, link: string, cut: boolean): Promise<void> {
  const { value } = await request('POST', '/api/demo/links', { body: { site, link, cut } });
  demoLinksStore.set(readDemoLinks(value));
}

/** `{links: [{site, link, cut}]}`; what else is said of a link is not needed here. */
export function readDemoLinks(value: unknown): DemoLinks {
  const { links = [] } = (value ?? {}) as {
    readonly links?: readonly { readonly site?: string; readonly link?: string; readonly cut?: boolean }[];
  };
  return new Map(links.map(({ site = '', link = '', cut }) => [demoLinkKey(site, link), cut === true]));
}
