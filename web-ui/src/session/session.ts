import { json, Problem, request, useCsrf } from '../api/client.ts';

export interface Session {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly may: readonly string[];
  readonly csrf: string;
  readonly expiresAt: string;
}

/** What a view needs, by the names of the audit trail. */
export type Action = 'events.read' | 'events.capture' | 'record.read' | 'evidence.export' | 'keys.manage' | 'names.manage';

export function may(session: Session | undefined, action: Action): boolean {
  return session?.may.includes(action) ?? false;
}

export async function currentSession(): Promise<Session | undefined> {
  const response = await request('/api/v1/session');
  return response.status === 204 ? taken(undefined) : taken((await response.json()) as Session);
}

/** The key goes into one header of one request and is kept nowhere. */
export async function signIn(key: string): Promise<Session> {
  try {
    return await begin(key);
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

async function begin(key: string): Promise<Session> {
  const session = await json<Session>('/api/v1/session', {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}` },
  });
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
