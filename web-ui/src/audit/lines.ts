// The audit trail as the page asks for it and saves it. Pure: the view is elsewhere.

import { formatTime, t } from '../i18n/index.ts';
import { csv } from '../ui/csv.ts';

/** As `GET /api/v1/audit` has it. */
export interface Line {
  readonly seq: number;
  readonly at: string;
  readonly key?: string;
  readonly address?: string;
  readonly action: string;
  readonly target?: string;
  readonly status: number;
  readonly requestId: string;
}

/** What stands in the address of the page. */
export interface Filter {
  readonly key: string;
  readonly action: string;
  /** Days, here: 2026-11-24. */
  readonly from: string;
  readonly until: string;
}

/** What the trail has lines of, as far as one asks for them apart. */
export const ACTIONS = [
  'events.capture', 'events.read', 'record.read', 'evidence.export', 'keys.manage', 'people.manage', 'account', 'session', 'session.password',
  'guest.read', 'guest.receive', 'names.manage', 'attachments.erase', 'audit.read',
  'key.elsewhere',
] as const;

/** The days are those of whoever looks. */
export function auditQuery(filter: Filter, limit: number): string {
  const query = new URLSearchParams({ limit: String(limit) });
  if (filter.key !== '') {
    query.set('key', filter.key);
  }
  if (filter.action !== '') {
    query.set('action', filter.action);
  }
  if (filter.from !== '') {
    query.set('since', new Date(`${filter.from}T00:00:00`).toISOString());
  }
  if (filter.until !== '') {
    const end = new Date(`${filter.until}T00:00:00`);
    end.setDate(end.getDate() + 1);
    query.set('until', end.toISOString());
  }
  return `/api/v1/audit?${query.toString()}`;
}

export function actionText(action: string): string {
  const words: Readonly<Record<string, string>> = t().audit.actions;
  return words[action] ?? action;
}

/** @param names of keys and people, by their ids */
export function auditCsv(lines: readonly Line[], names: ReadonlyMap<string, string>): string {
  const m = t().audit;
  return csv([
    [m.time, m.exactTime, m.who, m.name, m.from, m.action, m.what, m.target, m.status, m.request],
    ...lines.map((line) => [
      formatTime(line.at),
      line.at,
      line.key ?? '',
      line.key === undefined ? '' : (names.get(line.key) ?? ''),
      line.address ?? '',
      line.action,
      actionText(line.action),
      line.target ?? '',
      String(line.status),
      line.requestId,
    ]),
  ]);
}
