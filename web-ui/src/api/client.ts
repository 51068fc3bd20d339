// The one way to the node. The session's cookie goes along by itself; each write carries the session's csrf value, which
// lives in this module's memory alone.

export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** An answer that is an RFC 9457 problem, or no answer at all (status 0). */
export class Problem extends Error {
  readonly status: number;
  readonly type: string;
  readonly detail: string;
  readonly errors: readonly Fault[];
  readonly request: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, type: string, detail: string, errors: readonly Fault[], request: string, retryAfterSeconds?: number) {
    super(detail);
    this.status = status;
    this.type = type;
    this.detail = detail;
    this.errors = errors;
    this.request = request;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Nothing was decided: the same request may be sent again later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

let csrf: string | undefined;

export function useCsrf(value: string | undefined): void {
  csrf = value;
}

/** Fired on window when an answer says that nobody is signed in (any more). */
export const SESSION_ENDED = 'tallystick-session-ended';

export interface Options {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: string | Blob;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export async function request(path: string, options: Options = {}): Promise<Response> {
  const method = options.method ?? 'GET';
  const headers = new Headers(options.headers);
  if (method !== 'GET' && csrf !== undefined) {
    headers.set('X-CSRF-Token', csrf);
  }
  if (options.body !== undefined && !headers.has('Content-Type')) {
    headers.set('Content-Type', 'application/json');
  }
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(options.body === undefined ? {} : { body: options.body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      throw error;
    }
    throw new Problem(0, 'network', '', [], '');
  }
  if (response.ok) {
    return response;
  }
  const problem = await problemOf(response);
  if (response.status === 401 && !headers.has('Authorization')) {
    window.dispatchEvent(new Event(SESSION_ENDED));
  }
  throw problem;
}

async function problemOf(response: Response): Promise<Problem> {
  let body: { type?: string; detail?: string; errors?: Fault[]; instance?: string } = {};
  try {
    body = (await response.json()) as typeof body;
  } catch {
    // A proxy's page: its status says enough.
  }
  const retryAfter = Number(response.headers.get('Retry-After') ?? NaN);
  return new Problem(
    response.status,
    body.type ?? '',
    body.detail ?? '',
    body.errors ?? [],
    (body.instance ?? '').replace('urn:tallystick:request:', ''),
    Number.isNaN(retryAfter) ? undefined : retryAfter,
  );
}

/** The body of an answer. One that breaks off on its way is as good as none, and is the same problem. */
async function whole<T>(body: Promise<T>): Promise<T> {
  try {
    return await body;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      throw error;
    }
    throw new Problem(0, 'network', '', [], '');
  }
}

export async function readJson<T>(response: Response): Promise<T> {
  return (await whole(response.json())) as T;
}

export async function json<T>(path: string, options: Options = {}): Promise<T> {
  return readJson<T>(await request(path, options));
}

export async function bytes(path: string, options: Options = {}): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await whole((await request(path, options)).arrayBuffer()));
}

export async function readText(response: Response): Promise<string> {
  return whole(response.text());
}

export async function text(path: string, options: Options = {}): Promise<string> {
  return readText(await request(path, options));
}

/** The address of the next page (RFC 8288), if there is one. */
export function nextPage(response: Response): string | undefined {
  const link = response.headers.get('Link');
  const match = link === null ? null : /<([^>]*)>\s*;\s*rel="?next"?/.exec(link);
  if (match?.[1] === undefined) {
    return undefined;
  }
  const url = new URL(match[1], location.href);
  return url.pathname + url.search;
}

/** What a list of the API answers, beside whatever else it says. */
export interface Page<T> {
  readonly member: readonly T[];
}

/** A page of a list, and the address of the next one, if there is one. */
export async function page<B extends Page<unknown>>(path: string): Promise<B & { readonly more: string | undefined }> {
  const response = await request(path);
  return { ...(await readJson<B>(response)), more: nextPage(response) };
}
