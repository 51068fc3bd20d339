/** Why a file is not read; each has its sentence in every language. */
export type Unreadable =
  | { readonly why: 'tooLarge'; readonly bytes: number; readonly max: number }
  | { readonly why: 'empty' }
  | { readonly why: 'gone' }
  | { readonly why: 'noRows' }
  | { readonly why: 'notText' }
  | { readonly why: 'tooManyRows'; readonly max: number }
  | { readonly why: 'tooManyColumns'; readonly max: number }
  | { readonly why: 'cellTooLong'; readonly row: number; readonly max: number }
  | { readonly why: 'quotes'; readonly row: number }
  | { readonly why: 'oldWorkbook' }
  | { readonly why: 'unpacksTooLarge'; readonly max: number }
  | { readonly why: 'damaged'; readonly detail: string }
  | { readonly why: 'notEpcis'; readonly detail: string };

export class UnreadableFile extends Error {
  readonly reason: Unreadable;

  constructor(reason: Unreadable) {
    super(JSON.stringify(reason));
    this.reason = reason;
  }
}
