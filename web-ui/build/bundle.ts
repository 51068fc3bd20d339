// Makes the static files of the dashboard: deno run -A build/bundle.ts target/classes
//
//   META-INF/resources/assets/…     scripts and styles, each with the hash of its content in its name: cached for ever
//   META-INF/resources/favicon.svg
//   org/tallystick/web/index.html   the page that names them; the application serves it, never from a cache
//
// Prints the sizes, compressed as they travel, and fails when the scripts of all views outgrow their budget.

import * as esbuild from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as process from 'node:process';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 200_000;

const classes = process.argv[2];
if (classes === undefined) {
  throw new Error('usage: bundle.ts <folder of classes>');
}
const resources = path.join(classes, 'META-INF/resources');
const assets = path.join(resources, 'assets');
fs.rmSync(assets, { recursive: true, force: true });

const result = await esbuild.build({
  entryPoints: { app: 'src/shell/app.ts', style: 'src/shell/style.css' },
  outdir: assets,
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['es2022'],
  minify: true,
  legalComments: 'external',
  metafile: true,
  logLevel: 'warning',
  loader: { '.wasm': 'file' },
  publicPath: '/assets',
  // Lit's decorators are not used; its accessors need assignment, not definition.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
});

const named: Record<string, string> = {};
let scriptBytes = 0;
for (const [file, output] of Object.entries(result.metafile.outputs)) {
  const name = path.basename(file);
  if (output.entryPoint !== undefined) {
    named[output.entryPoint] = `/assets/${name}`;
  }
  if (name.endsWith('.js')) {
    scriptBytes += gzipSync(fs.readFileSync(file)).length;
  }
}

const languages = fs
  .readdirSync('src/i18n/messages')
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace('.ts', ''))
  .sort();

const script = named['src/shell/app.ts'];
const style = named['src/shell/style.css'];
if (script === undefined || style === undefined) {
  throw new Error(`the bundle lacks an entry: ${JSON.stringify(named)}`);
}
const page = fs
  .readFileSync('static/index.html', 'utf8')
  .replace('/assets/app.js', script)
  .replace('/assets/style.css', style)
  .replace('data-languages=""', `data-languages="${languages.join(' ')}"`);
fs.mkdirSync(path.join(classes, 'org/tallystick/web'), { recursive: true });
fs.writeFileSync(path.join(classes, 'org/tallystick/web/index.html'), page);
fs.copyFileSync('static/favicon.svg', path.join(resources, 'favicon.svg'));

console.log(`scripts ${scriptBytes} bytes compressed, ${BUDGET_BYTES} at most`);
if (scriptBytes > BUDGET_BYTES) {
  process.exit(1);
}
