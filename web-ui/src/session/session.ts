import { json, Problem, readJson, request, useCsrf, type Options } from '../api/client.ts';

export interface Session {
  readonly id: string;
  readonly name: string;
  /** A person's, who has a password; else it is a key's. */
  readonly account: boolean;
  /** Of a guest: whose shipments he sees. */
  readonly glns: readonly string[];
  readonly roles: readonly string[];
  readonly may: readonly string[];
  readonly csrf: string;
  readonly expiresAt: string;
}

/** What a view needs, by the names of the audit trail. */
export type Action =
  | 'events.read' | 'events.capture' | 'record.read' | 'evidence.export' | 'keys.manage' | 'names.manage' | 'people.manage'
  | 'account' | 'guest.read' | 'guest.receive' | 'audit.read';

export function may(session: Session | undefined, action: Action): boolean {
  return session?.may.includes(action) ?? false;
}

export async function currentSession(): Promise<Session | undefined> {
  const response = await request('/api/v1/session');
  return response.status === 204 ? taken(undefined) : taken(await readJson<Session>(response));
}

/** The view that a day begins with. */
export function homeOf(session: Session | undefined): string {
  return session === undefined || may(session, 'events.read') ? '/'
    : may(session, 'guest.read') ? '/shipments'
    : '/ship';
}

/** The key goes into one header of one request and is kept nowhere. */
export async function signIn(key: string): Promise<Session> {
  return orWhoIsThere(() => begun('/api/v1/session', { headers: { Authorization: `Bearer ${key}` } }));
}

/** So does the password, into one body. */
export async function signInByPassword(login: string, password: string): Promise<Session> {
  return orWhoIsThere(() => begun('/api/v1/session/password', { body: JSON.stringify({ login, password }) }));
}

/** Uses up a one-time link. */
export async function chooseByLink(token: string, login: string, password: string): Promise<Session> {
  return begun('/api/v1/link/password', { body: JSON.stringify({ token, login, password }) });
}

async function orWhoIsThere(begin: () => Promise<Session>): Promise<Session> {
  try {
    return await begin();
  } catch (error) {
    if (error instanceof Problem && error.status === 409) {
      // Another window of this browser has signed in meanwhile.
      const there = await currentSession();
      if (there !== undefined) {
        return there;
      }
    }
    throw error;
  }
}

async function begun(path: string, options: Options): Promise<Session> {
  const session = await json<Session>(path, { ...options, method: 'POST' });
  useCsrf(session.csrf);
  return session;
}

export async function signOut(): Promise<void> {
  await request('/api/v1/session', { method: 'DELETE' });
  useCsrf(undefined);
}

function taken(session: Session | undefined): Session | undefined {
  useCsrf(session?.csrf);
  return session;
}
