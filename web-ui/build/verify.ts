// The browser's verifier at a shell, so that another verifier's words can be compared with its own:
//
//   deno run --allow-read build/verify.ts FOLDER [POLICY...]           a line a file: VERDICT, tab, NAME, tab, reason
//   deno run --allow-read build/verify.ts --report FILE [POLICY...]    the whole report
//
// The lines are in the order of the names. Files named *.policy are passed over.

import * as fs from 'node:fs';
import * as path from 'node:path';
import * as process from 'node:process';
import { verify } from '../src/verify/evidence.ts';
import { parsePolicy } from '../src/verify/policy.ts';
import { reportText } from '../src/verify/report.ts';

const report = process.argv[2] === '--report';
const [from, ...policies] = process.argv.slice(report ? 3 : 2);
if (from === undefined) {
  throw new Error('usage: verify.ts FOLDER [POLICY...] or verify.ts --report FILE [POLICY...]');
}
const given = policies.map((file) => parsePolicy(fs.readFileSync(file)));
if (report) {
  process.stdout.write(reportText(verify(fs.readFileSync(from), given)));
} else {
  for (const name of fs.readdirSync(from).sort()) {
    if (!name.endsWith('.policy')) {
      const { verdict, reason } = verify(fs.readFileSync(path.join(from, name)), given);
      console.log(`${verdict}\t${name}\t${(reason ?? '').replace(/[\u0000-\u001f]/g, ' ')}`);
    }
  }
}
