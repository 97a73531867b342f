import { callControl } from '../../provisioning/control/client.js';

/** Adds a user of a role to a running node and returns a bearer token of theirs. */
export async function tokenOf(dir: string, role: string): Promise<string> {
  const password = 'correct horse battery staple';
  await callControl(dir, 'user-add', { name: role, displayName: role, role, password });
  const issued = await callControl(dir, 'token-issue', { user: role, ttlMilliseconds: 3_600_000 });
  return (issued as { readonly secret: string }).secret;
}

/** A token of a machine of a running node: at a hub, where nobody is cared for, what reads records is a program. */
export async function machineTokenOf(dir: string, scope = 'system/*.cruds'): Promise<string> {
  const created = await callControl(dir, 'token-create', { name: 'machine', scope });
  return (created as { readonly secret: string }).secret;
}

/** An answer of a loopback listener, its body as JSON where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Asks a node over its loopback listener. */
export async function ask(
  port: number | undefined,
  path: string,
  options: {
    readonly token?: string;
    readonly method?: string;
    readonly accept?: string;
    readonly json?: unknown;
  } = {},
): Promise<Answer> {
  const { token, method, accept, json } = options;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: method ?? 'GET',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(accept !== undefined && { accept }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
}

/** Collects the events of `/api/live` until the test ends. */
export async function watchLive(
  t: { teardown(stop: () => unknown): unknown },
  port: number | undefined,
  token: string,
): Promise<{ readonly event: string; readonly data: unknown }[]> {
  const abort = new AbortController();
  t.teardown(() => abort.abort());
  const answer = await fetch(`http://127.0.0.1:${port}/api/live`, {
    headers: { authorization: `Bearer ${token}` },
    signal: abort.signal,
  });
  const events: { event: string; data: unknown }[] = [];
  void read(answer, events).catch(() => {});
  return events;
}

async function read(answer: Response, events: { event: string; data: unknown }[]): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  const reader = answer.body?.getReader();
  for (;;) {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) return;
    text += decoder.decode(chunk.value, { stream: true });
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? [];
      if (event !== undefined && data !== undefined) events.push({ event, data: JSON.parse(data) });
    }
  }
}
