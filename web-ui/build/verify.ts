// Prints the verdict of the browser's verifier on every file of a folder, so that another verifier's can be compared:
//
//   deno run --allow-read build/verify.ts FOLDER [POLICY...]
//
// A line a file, in the order of the names: VERDICT, tab, NAME, tab, reason. Files named *.policy are passed over.

import * as fs from 'node:fs';
import * as path from 'node:path';
import * as process from 'node:process';
import { parsePolicy } from '../src/verify/policy.ts';
import { verify } from '../src/verify/evidence.ts';

const [folder, ...policies] = process.argv.slice(2);
if (folder === undefined) {
  throw new Error('usage: verify.ts FOLDER [POLICY...]');
}
const given = policies.map((file) => parsePolicy(fs.readFileSync(file)));
for (const name of fs.readdirSync(folder).sort()) {
  if (!name.endsWith('.policy')) {
    const report = verify(fs.readFileSync(path.join(folder, name)), given);
    console.log(`${report.verdict}\t${name}\t${(report.reason ?? '').replace(/[\u0000-\u001f]/g, ' ')}`);
  }
}
