import { html, type TemplateResult } from 'lit';

/** What does not show, or changes how what follows it shows: a letter that turns the writing round hides what was signed. */
const UNSEEN = /([\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\ufe00-\ufe0f](?<![\t\n]))/u;

/** A piece of a text, as it is or as the code point of a character that nobody would see. */
export interface Piece {
  readonly text: string;
  readonly unseen: boolean;
}

export function pieces(text: string): readonly Piece[] {
  return text
    .split(UNSEEN)
    .map((piece, i) =>
      i % 2 === 0
        ? { text: piece, unseen: false }
        : { text: `U+${(piece.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`, unseen: true },
    )
    .filter((piece) => piece.text !== '');
}

/** What came from somebody, as text in which nothing hides; bytes that are no UTF-8 show as �. */
export function exactText(from: Uint8Array | string): TemplateResult {
  const text = typeof from === 'string' ? from : new TextDecoder('utf-8', { ignoreBOM: true }).decode(from);
  return html`${pieces(text).map((piece) => (piece.unseen ? html`<mark class="char">${piece.text}</mark>` : piece.text))}`;
}
