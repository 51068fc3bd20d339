// What an element string may hold (GS1 General Specifications, section 3 and figure 7.8.5-2): which identifiers there
// are, and how long what follows each may be.

export interface ApplicationIdentifier {
  /** Of the value: least and most characters. */
  readonly min: number;
  readonly max: number;
  readonly numeric: boolean;
  /** Ends with a check digit. */
  readonly checked: boolean;
}

const n = (length: number): ApplicationIdentifier => ({ min: length, max: length, numeric: true, checked: false });
const c = (length: number): ApplicationIdentifier => ({ min: length, max: length, numeric: true, checked: true });
const upTo = (max: number): ApplicationIdentifier => ({ min: 1, max, numeric: false, checked: false });
const digitsUpTo = (max: number): ApplicationIdentifier => ({ min: 1, max, numeric: true, checked: false });

const EXACT: Readonly<Record<string, ApplicationIdentifier>> = {
  '00': c(18),
  '01': c(14),
  '02': c(14),
  '10': upTo(20),
  '11': n(6),
  '12': n(6),
  '13': n(6),
  '15': n(6),
  '16': n(6),
  '17': n(6),
  '20': n(2),
  '21': upTo(20),
  '22': upTo(20),
  '235': upTo(28),
  '240': upTo(30),
  '241': upTo(30),
  '242': digitsUpTo(6),
  '243': upTo(20),
  '250': upTo(30),
  '251': upTo(30),
  '253': { min: 13, max: 30, numeric: false, checked: false },
  '254': upTo(20),
  '255': { min: 13, max: 25, numeric: true, checked: false },
  '30': digitsUpTo(8),
  '37': digitsUpTo(8),
  '400': upTo(30),
  '401': upTo(30),
  '402': c(17),
  '403': upTo(30),
  '410': c(13),
  '411': c(13),
  '412': c(13),
  '413': c(13),
  '414': c(13),
  '415': c(13),
  '416': c(13),
  '417': c(13),
  '420': upTo(20),
  '421': { min: 4, max: 12, numeric: false, checked: false },
  '422': n(3),
  '423': { min: 3, max: 15, numeric: true, checked: false },
  '424': n(3),
  '425': { min: 3, max: 15, numeric: true, checked: false },
  '426': n(3),
  '7003': n(10),
  '8003': { min: 14, max: 30, numeric: false, checked: false },
  '8004': upTo(30),
  '8005': n(6),
  '8006': n(18),
  '8008': { min: 8, max: 12, numeric: true, checked: false },
  '8010': upTo(30),
  '8017': c(18),
  '8018': c(18),
  '8020': upTo(25),
  '8200': upTo(70),
};

/** By their first two digits: how long identifiers are that are not listed one by one. */
function length(ai: string): number | undefined {
  const two = Number(ai.slice(0, 2));
  if ((two >= 31 && two <= 36) || two === 39 || two === 43 || two === 70 || two === 72 || two === 80 || two === 81 || two === 82) {
    return 4;
  }
  if (two === 23 || two === 24 || two === 25 || (two >= 40 && two <= 42) || two === 71) {
    return 3;
  }
  if (two <= 22 || two === 30 || two === 37 || (two >= 90 && two <= 99)) {
    return 2;
  }
  return undefined;
}

/** Measures: `310n`, where n says how many digits stand after the point. */
const isMeasure = (ai: string): boolean => /^3[1-6]\d[0-5]$/.test(ai);

export function applicationIdentifier(ai: string): ApplicationIdentifier | undefined {
  const exact = EXACT[ai];
  if (exact !== undefined) {
    return exact;
  }
  if (ai.length !== length(ai)) {
    return undefined;
  }
  if (isMeasure(ai)) {
    return n(6);
  }
  if (/^9\d$/.test(ai)) {
    return upTo(90);
  }
  // Amounts, transport and product attributes: carried along, no business of ours.
  return /^(39|43|70|71|72|81)/.test(ai) ? upTo(90) : undefined;
}

/** The identifier that a run of characters begins with. */
export function leadingIdentifier(text: string): string | undefined {
  const long = length(text);
  if (long === undefined || text.length < long) {
    return undefined;
  }
  const ai = text.slice(0, long);
  return /^\d+$/.test(ai) && applicationIdentifier(ai) !== undefined ? ai : undefined;
}
