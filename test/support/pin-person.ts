/** A person at the loopback listener of a program, who signs in, locks and unlocks; each call answers the HTTP status. */
export function pinPerson(port: () => number | undefined, user: string, password: string) {
  const send = (cookie: string, method: string, path: string, json?: object) =>
    fetch(`http://127.0.0.1:${port()}${path}`, {
      method,
      headers: { cookie, ...(json && { 'content-type': 'application/json' }) },
      ...(json && { body: JSON.stringify(json) }),
    });
  const status = async (...of: Parameters<typeof send>) => (await send(...of)).status;
  return {
    /** @returns the cookie */
    signIn: async () =>
      ((await send('', 'POST', '/api/session', { user, password })).headers.get('set-cookie') ?? '').split(';')[0] ??
      '',
    choose: (cookie: string, pin: string) => status(cookie, 'POST', '/api/account/pin', { password, next: pin }),
    lock: (cookie: string) => status(cookie, 'POST', '/api/session/lock'),
    unlock: (cookie: string, pin: string) => status(cookie, 'POST', '/api/session/unlock', { pin }),
    status: (cookie: string, method: 'GET' | 'DELETE') => status(cookie, method, '/api/session'),
  };
}
