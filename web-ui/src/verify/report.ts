// A report as the other verifier prints it, word for word; a test compares the two.

import type { Report, Vouchers } from './evidence.ts';
import { keyIdText } from './statement.ts';

const REMARKS = {
  page: 'index.html was not checked: it is there to be read, and nobody vouches for what it says.',
  recordTime:
    'recordTime is the time of the block that registered the statement. The checkpoint does not sign it: what the file' +
    " shows is the issuer's own time and the times of the cosignatures.",
} as const;

/** The last second of the year 9999. */
const YEAR_9999_SECONDS = 253_402_300_799n;

/** A witness's clock may say any number of 63 bits; beyond four digits of a year it is no date. */
export function timeText(seconds: bigint): string {
  return seconds > YEAR_9999_SECONDS
    ? `${seconds} s after 1970-01-01T00:00:00Z`
    : new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

export function vouchersText(vouchers: readonly Vouchers[]): string {
  const sentences = vouchers.map((each) =>
    each.ofValidators === 0
      ? `whoever runs the log ${each.origin} vouches for them, and nobody else: its own key is all that the policy asks for.`
      : `${each.validators.length} of ${each.ofValidators} validators vouch for them: ${each.validators.join(', ')}.`,
  );
  return sentences.length === 1
    ? (sentences[0] ?? '')
    : vouchers.map((each, i) => `of event ${each.events.join(', ')}: ${sentences[i]}`).join(' ');
}

/** Whether the remark about recordTime belongs under the report. */
export function saysWhoVouches(report: Report): boolean {
  return report.vouchers.length > 0;
}

export function reportText(report: Report): string {
  const lines: string[] = [];
  switch (report.verdict) {
    case 'proven':
      lines.push('proven: it holds under the policy given.');
      break;
    case 'consistent':
      lines.push(
        'consistent: the file agrees with itself. Whether to believe its policy is another question: give one that you got' +
          ' elsewhere with --policy.',
      );
      break;
    case 'refused':
    case 'unreadable':
      lines.push(`${report.verdict}: ${report.reason ?? ''}`);
      break;
  }
  for (const event of report.events) {
    lines.push(
      '',
      `event ${event.number}: entry ${event.index}, position ${event.position}, in the log ${event.origin} of size ${event.size}`,
      `  issuer      ${event.issuer}`,
      `  key         ${keyIdText(event.keyId)}`,
    );
    if (!event.keyIsCurrent) {
      lines.push('              replaced in a later version of the DID');
    }
    lines.push(
      `  issued at   ${timeText(event.issuedAtSeconds)}, by the issuer's own word`,
      event.cosignedAtSeconds === undefined
        ? '  cosigned    by no witness'
        : `  cosigned    ${timeText(event.cosignedAtSeconds)} at the latest, by its witnesses' clocks`,
    );
  }
  if (saysWhoVouches(report)) {
    lines.push('', `Key time and recordTime: ${vouchersText(report.vouchers)}`);
  }
  lines.push(REMARKS.page);
  if (saysWhoVouches(report)) {
    lines.push(REMARKS.recordTime);
  }
  lines.push('');
  for (const check of report.checks) {
    lines.push(`  ${check.ok ? 'ok    ' : 'FAILED'}  ${check.part}: ${check.claim}: ${check.detail}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}
