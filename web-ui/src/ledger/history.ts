// The organisation's keys as its DID log tells them (did:webvh 1.0): read for a person to look at. What proves them is the
// verifier, which reads the log by stricter rules.

/** One entry of the log. */
export interface DidVersion {
  readonly number: number;
  readonly versionId: string;
  readonly since: string;
  /** The signing keys of this version: the fragment that names each, and the key itself (Multikey). */
  readonly keys: readonly { readonly name: string; readonly key: string; readonly isNew: boolean }[];
}

/** Where a did:webvh has its log: below the path in the DID, or below /.well-known. */
export function logPath(did: string): string | undefined {
  const parts = did.split(':');
  if (parts[0] !== 'did' || parts[1] !== 'webvh' || parts.length < 4) {
    return undefined;
  }
  const path = parts.slice(4);
  return `/${path.length === 0 ? '.well-known' : path.map(encodeURIComponent).join('/')}/did.jsonl`;
}

interface Entry {
  readonly versionId: string;
  readonly versionTime: string;
  readonly state: { readonly verificationMethod?: readonly { readonly id: string; readonly publicKeyMultibase?: string }[] };
}

/** The newest first. */
export function readHistory(jsonl: string): readonly DidVersion[] {
  const before = new Set<string>();
  const versions = jsonl
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const entry = JSON.parse(line) as Entry;
      const keys = (entry.state.verificationMethod ?? []).map((method) => {
        const key = method.publicKeyMultibase ?? '';
        return { name: method.id.slice(method.id.indexOf('#') + 1), key, isNew: !before.has(key) };
      });
      keys.forEach((each) => before.add(each.key));
      return { number: Number.parseInt(entry.versionId, 10), versionId: entry.versionId, since: entry.versionTime, keys };
    });
  return versions.reverse();
}
