import { Problem } from '../api/client.ts';
import { t } from '../i18n/index.ts';

/** What went wrong, in the reader's words, with what to do; the node's own words after it where they say more. */
export function problemText(error: unknown): string {
  const m = t().problem;
  if (!(error instanceof Problem)) {
    throw error;
  }
  const said = error.detail === '' ? '' : ` ${m.technical} ${error.detail}`;
  switch (error.status) {
    case 0:
      return m.network;
    case 401:
      return m.unauthenticated;
    case 403:
      return m.forbidden;
    case 404:
    case 410:
      return m.notFound + said;
    case 409:
    case 422:
      return m.conflict + said;
    case 413:
    case 414:
      return m.tooLarge + said;
    case 429:
      return m.tooMany;
    case 503:
      return m.unavailable + said;
    default:
      return error.status >= 500 ? `${m.failed} ${error.request}` : m.invalid + said;
  }
}
