// The compiler sees to it that no language lacks a message; this sees to the rest.

import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { messages as english } from './messages/en.ts';

const folder = new URL('./messages/', import.meta.url);
const files = fs.readdirSync(folder).filter((file) => file.endsWith('.ts'));

type Tree = { readonly [name: string]: Tree | string | ((...args: never[]) => string) };

function compare(there: Tree, here: Tree, path: string): void {
  assert.deepEqual(Object.keys(here).sort(), Object.keys(there).sort(), `the members of ${path}`);
  for (const [name, message] of Object.entries(there)) {
    const other = here[name];
    const place = `${path}.${name}`;
    if (typeof message === 'function') {
      assert.equal(typeof other, 'function', place);
      for (const numbers of [1, 7]) {
        const said = (other as (...args: unknown[]) => string)(...Array.from({ length: 4 }, () => numbers));
        assert.ok(said.trim().length > 0, place);
      }
    } else if (typeof message === 'string') {
      assert.ok(typeof other === 'string' && other.trim().length > 0, place);
    } else {
      compare(message, other as Tree, place);
    }
  }
}

for (const file of files) {
  test(`messages_${file}_areComplete`, async () => {
    const { messages } = (await import(new URL(file, folder).href)) as { messages: Tree };
    compare(english as unknown as Tree, messages, file);
  });
}

test('messages_ofTheTwoLanguagesWeSpeak_areThere', () => {
  assert.ok(files.includes('en.ts') && files.includes('de.ts'));
});
