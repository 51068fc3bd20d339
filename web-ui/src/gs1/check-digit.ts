/** The modulo-10 check digit of GS1 numbers (General Specifications 7.9): weights 3, 1, 3, 1 … from the right. */
export function checkDigit(digitsBefore: string): number {
  let sum = 0;
  for (let i = 0; i < digitsBefore.length; i++) {
    const weight = (digitsBefore.length - i) % 2 === 1 ? 3 : 1;
    sum += Number(digitsBefore[i]) * weight;
  }
  return (10 - (sum % 10)) % 10;
}

/** The check digit that this number should end with, or undefined where it does. */
export function wrongCheckDigit(number: string): number | undefined {
  const right = checkDigit(number.slice(0, -1));
  return right === Number(number.slice(-1)) ? undefined : right;
}
