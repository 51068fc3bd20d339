import { test } from 'node:test';
import * as assert from 'node:assert/strict';
import { pieces } from './exact-text.ts';

const plain = (text: string): string => pieces(text).map((piece) => (piece.unseen ? `<${piece.text}>` : piece.text)).join('');

test('pieces_ofWhatIsSeen_areTheText', () => {
  for (const text of ['', '{"a": "ä €\t漢字 <b>"}\n', 'e\u0301']) {
    assert.equal(plain(text), text);
  }
});

test('pieces_ofWhatIsNotSeen_areItsCodePoints', () => {
  assert.equal(plain('a\u202ecba\u202c'), 'a<U+202E>cba<U+202C>');
  assert.equal(plain('\ufeffx\u200by\r\u0000'), '<U+FEFF>x<U+200B>y<U+000D><U+0000>');
  assert.equal(plain('\u{e0041}\u2028\u3164'), '<U+E0041><U+2028><U+3164>');
});
