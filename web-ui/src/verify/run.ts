import { type Check, type Report, verification } from './evidence.ts';
import type { TrustPolicy } from './policy.ts';

/** How long checks keep the page from drawing and from listening: less than a frame of sixty a second. */
const SLICE_MILLIS = 12;

/**
 * The verification of a file, in slices between which the page lives on. A worker would need the page's leave to make
 * scripts of addresses, which the content security policy gives to nobody.
 *
 * @param seen gets the checks of each slice
 * @param stopped whether nobody waits for it any more
 * @returns undefined if it was stopped
 */
export async function run(
  file: Uint8Array,
  given: readonly TrustPolicy[],
  seen: (checks: readonly Check[]) => void,
  stopped: () => boolean,
): Promise<Report | undefined> {
  const steps = verification(file, given);
  for (;;) {
    // First the page: what it says about the file before stands there before the work begins.
    await new Promise((resolve) => setTimeout(resolve));
    if (stopped()) {
      return undefined;
    }
    const until = performance.now() + SLICE_MILLIS;
    const checks: Check[] = [];
    while (performance.now() < until) {
      const step = steps.next();
      if (step.done === true) {
        seen(checks);
        return step.value;
      }
      checks.push(step.value);
    }
    seen(checks);
  }
}
