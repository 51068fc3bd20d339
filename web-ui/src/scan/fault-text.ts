import type { ScanFault } from '../gs1/scan.ts';
import { t } from '../i18n/index.ts';

/** What is wrong with a scan and what to do, in a sentence. */
export function scanFaultText(fault: ScanFault): string {
  const m = t().scan;
  switch (fault.fault) {
    case 'empty':
      return m.empty;
    case 'checkDigit':
      return m.checkDigit(fault.number, fault.right);
    case 'length':
      return m.length(fault.ai, fault.given, fault.min, fault.max);
    case 'notDigits':
      return m.notDigits(fault.ai, fault.value);
    case 'unknownIdentifier':
      return m.unknownIdentifier(fault.text);
    case 'noGoods':
      return m.noGoods(fault.identifiers);
    case 'keyboardLayout':
      return m.keyboardLayout;
    case 'notADigitalLink':
      return m.notADigitalLink;
  }
}
